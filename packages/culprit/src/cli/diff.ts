import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'

export const diff: AddCommand = (program, finish) => {
  program
    .command('diff')
    .description('what differs between two modules')
    .argument('<a>', 'a .wasm file')
    .argument('<b>')
    .action((a: string, b: string, _own: unknown, command: Command) =>
      finish(async terminal => {
        const { readModuleFile } = await import('./module-file.ts')
        const { compareModules } = await import('../diff/index.ts')
        const { printDocument } = await import('./output.ts')
        printDocument(
          compareModules((await readModuleFile(a)).facts, (await readModuleFile(b)).facts),
          command.optsWithGlobals<CommonOptions>(),
          terminal,
        )
        return 0
      }),
    )
}
