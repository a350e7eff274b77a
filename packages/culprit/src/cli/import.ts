import { Option, type Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'

export interface ImportOptions extends CommonOptions {
  readonly format?: string
  readonly name?: string
  readonly entry?: string
}

const description = `results of other benchmark tools, kept as a result of culprit

  culprit import target/criterion                     what Criterion.rs saved as "new"
  culprit import run-1.json run-2.json run-3.json     three processes of the same benchmarks

  The formats are listed in docs/import.md; they are told by what is in the files.`

export const importResults: AddCommand = (program, finish) => {
  program
    .command('import')
    .description(description)
    .argument('<files...>', 'result files of one tool, or folders of them')
    .addOption(new Option('--format <name>', 'the only format that is tried, such as hyperfine'))
    .addOption(new Option('--name <suite>', 'what the suite is called; without it as in the files, or as the format'))
    .addOption(
      new Option(
        '--entry <name>',
        'of a file with several results: the name that Criterion.rs saved it under, or the beginning of a commit',
      ),
    )
    .action((files: string[], _own: unknown, command: Command) =>
      finish(async terminal => {
        const { runImport } = await import('./run-import.ts')
        return runImport(files, command.optsWithGlobals<ImportOptions>(), terminal)
      }),
    )
}
