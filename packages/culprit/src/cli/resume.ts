import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'
import { parseDuration } from './quantities.ts'

export const resume: AddCommand = (program, finish) => {
  program
    .command('resume')
    .description('go on with a run that was interrupted, or give it a larger budget')
    .argument('<run>')
    .option('--budget <duration>', 'in place of the one that the run was started with', parseDuration)
    .action((id: string, own: { budget?: number }, command: Command) =>
      finish(async terminal => {
        const { resumeRun } = await import('./measure.ts')
        return resumeRun(id, own.budget ?? null, command.optsWithGlobals<CommonOptions>(), terminal)
      }),
    )
}
