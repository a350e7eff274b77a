import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { storePath, type CommonOptions } from './options.ts'
import { parseDuration } from './quantities.ts'

export const resume: AddCommand = (program, finish) => {
  program
    .command('resume')
    .description('go on with a run that was interrupted, or give it a larger budget')
    .argument('<run>')
    .option('--budget <duration>', 'in place of the one that the run was started with', parseDuration)
    .action((id: string, own: { budget?: number }, command: Command) =>
      finish(async terminal => {
        const options = command.optsWithGlobals<CommonOptions>()
        const { isPlan } = await import('../store/plans.ts')
        if (await isPlan(storePath(options), id)) {
          const { resumeMany } = await import('./measure-many.ts')
          return resumeMany(id, options, terminal)
        }
        const { isBench } = await import('../store/results.ts')
        if (await isBench(storePath(options), id)) {
          const { resumeBench } = await import('./run-bench.ts')
          return resumeBench(id, options, terminal)
        }
        const { isSuite } = await import('../store/suites.ts')
        if (await isSuite(storePath(options), id)) {
          const { resumeSuite } = await import('./compare-suite.ts')
          return resumeSuite(id, own.budget ?? null, options, terminal)
        }
        const { resumeRun } = await import('./measure.ts')
        return resumeRun(id, own.budget ?? null, options, terminal)
      }),
    )
}
