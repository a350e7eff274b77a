import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'

export const init: AddCommand = (program, finish) => {
  program
    .command('init')
    .description('a workload and a configuration to start from')
    .argument('[reference]', 'what it will exercise: npm:name@version, ./file.wasm or ./folder')
    .option('-o, --output <file>', 'where to write it', 'workload.mjs')
    .action((reference: string | undefined, own: { output: string }, command: Command) =>
      finish(async terminal => {
        const { writeStarter } = await import('./starter.ts')
        return writeStarter(reference ?? null, own.output, command.optsWithGlobals<CommonOptions>(), terminal)
      }),
    )
}
