import type { Command } from 'commander'
import { badArguments, notResumable } from '../model/errors.ts'
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
        const { kindOf } = await import('../store/folders.ts')
        switch (await kindOf(storePath(options), id)) {
          case 'plans': {
            if (own.budget !== undefined)
              throw badArguments(
                `Each comparison of ${id} has a budget of its own: give --budget to its run, then resume ${id} without it.`,
              )
            const { resumeMany } = await import('./measure-many.ts')
            return resumeMany(id, options, terminal)
          }
          case 'benches': {
            if (own.budget !== undefined)
              throw badArguments(`${id} is of benchmarks: how long they are measured stays as it was asked for.`)
            const { resumeBench } = await import('./run-bench.ts')
            return resumeBench(id, options, terminal)
          }
          case 'suites': {
            const { resumeSuite } = await import('./compare-suite.ts')
            return resumeSuite(id, own.budget ?? null, options, terminal)
          }
          case 'alarms':
            throw notResumable(id, 'a check or an update of the alarm is short, and begins anew')
          case null: {
            const { resumeRun } = await import('./measure.ts')
            return resumeRun(id, own.budget ?? null, options, terminal)
          }
        }
      }),
    )
}
