import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'

export const inspect: AddCommand = (program, finish) => {
  program
    .command('inspect')
    .description('what a module is made of: sections, functions, operators, features')
    .argument('<module>', 'a .wasm file')
    .action((path: string, _own: unknown, command: Command) =>
      finish(async terminal => {
        const { readModuleFile } = await import('./module-file.ts')
        const { printDocument } = await import('./output.ts')
        printDocument((await readModuleFile(path)).document, command.optsWithGlobals<CommonOptions>(), terminal)
        return 0
      }),
    )
}
