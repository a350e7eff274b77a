import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { storePath, type CommonOptions } from './options.ts'
import { parseDuration, parseSize } from './quantities.ts'

export const clean: AddCommand = (program, finish) => {
  program
    .command('clean')
    .description("the store's caches and runs: removes what is old, or too much")
    .option('--older-than <duration>', 'runs and fetched packages that were last written before this', parseDuration)
    .option('--max-size <size>', 'the oldest first, until the store is no larger', parseSize)
    .action((own: { olderThan?: number; maxSize?: number }, command: Command) =>
      finish(async terminal => {
        const { cleanStore } = await import('../store/clean.ts')
        const common = command.optsWithGlobals<CommonOptions>()
        const limits = { olderThanMs: own.olderThan === undefined ? null : own.olderThan / 1e6, maxBytes: own.maxSize ?? null }
        const removed = await cleanStore(storePath(common), limits, Date.now())
        const megabytes = (removed.bytes / 1e6).toFixed(1)
        terminal.stdout.write(
          common.json
            ? `${JSON.stringify(removed, null, 2)}\n`
            : `Removed ${removed.runs} ${removed.runs === 1 ? 'run' : 'runs'} and ${removed.trees} fetched ${removed.trees === 1 ? 'package or engine' : 'packages or engines'}, ${megabytes} MB.\n`,
        )
        return 0
      }),
    )
}
