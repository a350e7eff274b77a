import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { withFormOptions, withSourceOptions, type CommonOptions, type FormOptions } from './options.ts'

export const diff: AddCommand = (program, finish) => {
  const command = program
    .command('diff')
    .description('what differs between two modules, folders or packages')
    .argument('<a>', 'a .wasm file, a script with a module inside, a folder, npm:name@version, nuget:Id@version#path')
    .argument('<b>')
    .option('--function <name>', 'one function on both sides, line by line: its name or index in a, or INDEX:INDEX')
  withSourceOptions(withFormOptions(command)).action((a: string, b: string, own: { readonly function?: string }, command: Command) =>
    finish(async terminal => {
      const { refuseJudging, writeDocument } = await import('./output.ts')
      const options = command.optsWithGlobals<CommonOptions & FormOptions>()
      refuseJudging('diff', options)
      if (own.function !== undefined) {
        const { diffFunction } = await import('./diff-function.ts')
        return diffFunction([a, b], own.function, options, terminal)
      }
      const { compareBinaries } = await import('../stages/compare-binaries.ts')
      const { openBinaries } = await import('../stages/binaries.ts')
      const { binariesContext } = await import('./binaries-context.ts')
      const { opening } = await import('./opening.ts')
      const context = binariesContext(options, terminal)
      const open = (reference: string) => opening(reference, terminal, openBinaries(reference, context))
      await writeDocument(await compareBinaries(await open(a), await open(b)), options, terminal)
      return 0
    }),
  )
}
