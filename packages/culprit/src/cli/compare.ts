import { Option, type Command } from 'commander'
import { correctionMethods, type CorrectionMethod } from '../model/correction.ts'
import { badArguments } from '../model/errors.ts'
import type { AddCommand } from './command.ts'
import type { SuiteOptions } from './compare-suite.ts'
import { storePath, withMeasuringOptions, type CommonOptions, type MeasuringOptions } from './options.ts'
import { parseCount } from './quantities.ts'

export interface ManyOptions {
  readonly moreWorkloads: readonly string[]
  readonly moreEngines: readonly string[]
  readonly correction: CorrectionMethod
}

export const compare: AddCommand = (program, finish) => {
  const command = program
    .command('compare')
    .description('only the interleaved experiment and its verdict; of several comparisons at once, with the correction for their number')
    .argument('<baseline>', 'npm:name@version, nuget:Id@version, git:revision, ./file.wasm, ./folder, node@x.y.z, or a stored result')
    .argument('<candidate>')
    .argument('[more...]', 'further pairs of a baseline and a candidate')
    .option('--more-workloads <files...>', 'compare with each of these as well', [])
    .option('--more-engines <engines...>', 'compare on each of these as well', [])
    .addOption(
      new Option('--correction <method>', 'for several comparisons: of the share of false claims, or of any false claim')
        .choices(correctionMethods)
        .default('benjamini-yekutieli'),
    )
    .option('--suite <name>', 'run the commands of this suite of the configuration in two checkouts, or with two binaries')
    .option('--config <file>', 'for --suite: the configuration; without it culprit.config.ts')
    .addOption(
      new Option('--rounds <number>', 'for --suite: of how many rounds, in which every command runs on both sides; without it 6').argParser(
        parseCount,
      ),
    )
  withMeasuringOptions(command).action((baseline: string, candidate: string, more: string[], _own: unknown, command: Command) =>
    finish(async terminal => {
      const options = command.optsWithGlobals<CommonOptions & MeasuringOptions & ManyOptions & SuiteOptions>()
      if (options.suite !== undefined) {
        const { startSuite } = await import('./compare-suite.ts')
        return startSuite([baseline, candidate, ...more], options.suite, command, terminal)
      }
      if (options.config !== undefined || options.rounds !== undefined) {
        throw badArguments(`--${options.config === undefined ? 'rounds' : 'config'} goes with --suite.`)
      }
      if (more.length + options.moreWorkloads.length + options.moreEngines.length > 0) {
        const { startMany } = await import('./measure-many.ts')
        return startMany([baseline, candidate, ...more], options, terminal)
      }
      const { areResults, startResults } = await import('./stored-results.ts')
      if (await areResults(storePath(options), [baseline, candidate])) return startResults([baseline, candidate], options, terminal)
      const { startRun } = await import('./measure.ts')
      return startRun('compare', { baseline, candidate }, options, terminal)
    }),
  )
}
