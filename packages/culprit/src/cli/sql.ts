import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { storePath, type CommonOptions } from './options.ts'

export const sql: AddCommand = (program, finish) => {
  program
    .command('sql')
    .description('ask the store: the tables are described in docs/sql.md')
    .argument('<query>', '"select …"; nothing can be changed')
    .action((query: string, _own: unknown, command: Command) =>
      finish(async terminal => {
        const { runQuery, tableText } = await import('./query.ts')
        const common = command.optsWithGlobals<CommonOptions>()
        const result = await runQuery(storePath(common), query)
        terminal.stdout.write(common.json ? `${JSON.stringify(result, null, 2)}\n` : tableText(result))
        return 0
      }),
    )
}
