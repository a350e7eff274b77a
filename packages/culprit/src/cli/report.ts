import { Option, type Command } from 'commander'
import type { FormName } from '../report/index.ts'
import type { AddCommand } from './command.ts'
import { storePath, type CommonOptions } from './options.ts'

export const report: AddCommand = (program, finish) => {
  program
    .command('report')
    .description('any stored run again, in any form')
    .argument('<run>')
    .addOption(new Option('--format <form>', 'the form').choices(['terminal', 'json', 'md', 'html']).default('terminal'))
    .option('-o, --output <file>', 'write it to a file')
    .action((id: string, own: { format: FormName; output?: string }, command: Command) =>
      finish(async terminal => {
        const { openResult } = await import('./stored-result.ts')
        const { render } = await import('../report/index.ts')
        const { printDocument } = await import('./output.ts')
        const common = command.optsWithGlobals<CommonOptions>()
        const result = await openResult(storePath(common), id)
        if (own.output !== undefined) {
          const { writeAtomically } = await import('../platform/files.ts')
          await writeAtomically(own.output, render(result, own.format))
        } else if (own.format === 'terminal') printDocument(result, common, terminal)
        else terminal.stdout.write(`${render(result, own.format).trimEnd()}\n`)
        return 0
      }),
    )
}
