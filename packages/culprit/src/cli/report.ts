import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { storePath, withFormOptions, type CommonOptions, type FormOptions } from './options.ts'

export const report: AddCommand = (program, finish) => {
  withFormOptions(program.command('report').description('any stored run again, in any form').argument('<run>')).action(
    (id: string, _own: unknown, command: Command) =>
      finish(async terminal => {
        const { openResult } = await import('./stored-result.ts')
        const { writeDocument } = await import('./output.ts')
        const options = command.optsWithGlobals<CommonOptions & FormOptions>()
        await writeDocument(await openResult(storePath(options), id), options, terminal)
        return 0
      }),
  )
}
