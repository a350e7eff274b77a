import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'

export const env: AddCommand = (program, finish) => {
  program
    .command('env')
    .description('what results depend on: the machine, its system, how busy it is')
    .action((_own: unknown, command: Command) =>
      finish(async terminal => {
        const { readEnvironment } = await import('../platform/machine.ts')
        const { printDocument } = await import('./output.ts')
        printDocument(readEnvironment(), command.optsWithGlobals<CommonOptions>(), terminal)
        return 0
      }),
    )
}
