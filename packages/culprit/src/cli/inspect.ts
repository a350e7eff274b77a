import type { Command } from 'commander'
import type { InspectOptions } from '../stages/inspect-binaries.ts'
import type { AddCommand } from './command.ts'
import type { TextOptions } from './inspect-text.ts'
import { withFormOptions, withSourceOptions, type CommonOptions, type FormOptions } from './options.ts'

type NameOptions = Pick<InspectOptions, 'namesFrom' | 'functions'>

export const inspect: AddCommand = (program, finish) => {
  const command = program
    .command('inspect')
    .description('what modules are made of: sections, functions, operators, features')
    .argument(
      '<module...>',
      '.wasm files (file.wasm#2 is the second module inside), scripts with modules inside, folders, npm:name@version, nuget:Id@version#path',
    )
    .option('--text', 'the whole module in the text format')
    .option('--function <name>', 'one function in the text format, by its name or index')
    .option('--functions', 'a table of all functions, in JSON')
    .option('--names-from <file>', 'names of functions from an unstripped build of the same code, or from a .symbols file')
  withSourceOptions(withFormOptions(command)).action((references: string[], own: TextOptions, command: Command) =>
    finish(async terminal => {
      if (own.text || own.function !== undefined) {
        const { inspectText } = await import('./inspect-text.ts')
        return inspectText(references, command.optsWithGlobals(), terminal)
      }
      const { refuseJudging, writeDocument } = await import('./output.ts')
      const options = command.optsWithGlobals<CommonOptions & FormOptions & NameOptions>()
      refuseJudging('inspect', options)
      const { inspectBinaries } = await import('../stages/inspect-binaries.ts')
      const { openBinaries } = await import('../stages/binaries.ts')
      const { binariesContext } = await import('./binaries-context.ts')
      const { opening } = await import('./opening.ts')
      const context = binariesContext(options, terminal)
      const binaries = []
      for (const reference of references) binaries.push(await opening(reference, terminal, openBinaries(reference, context)))
      await writeDocument(await inspectBinaries(binaries, { ...options, cwd: context.cwd }), options, terminal)
      return 0
    }),
  )
}
