import { Option, type Command } from 'commander'
import { correctionMethods, type CorrectionMethod } from '../model/correction.ts'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'
import { parseCount, parseDuration, parseShare } from './quantities.ts'

export interface BenchOptions extends CommonOptions {
  readonly config?: string
  readonly engine: string
  readonly flags?: string
  readonly filter?: string
  readonly quick?: true
  readonly sampleSize?: number
  readonly measurementTime?: number
  readonly warmUpTime?: number
  readonly failFast: boolean
  readonly save?: string
  readonly force?: true
  readonly baseline?: string
  readonly confirm?: true
  readonly budget: number
  readonly threshold: number
  readonly correction: CorrectionMethod
  readonly timeLimit: number
  readonly seed?: string
}

export const bench: AddCommand = (program, finish) => {
  program
    .command('bench')
    .description('suites of benchmarks: those of culprit.config.ts, or `runtime`, what a wasm host promises; saved and compared')
    .argument('[suites...]', 'names of suites; without one all of the configuration, or `runtime`')
    .option('--config <file>', 'without it the culprit.config.ts of this folder')
    .option('--filter <pattern>', 'only benchmarks whose suite/name matches this regular expression')
    .option('--quick', 'a smoke run: three values of each, which show that it works and little more')
    .addOption(new Option('--sample-size <number>', 'values of each benchmark; 30 without it').argParser(parseCount))
    .addOption(new Option('--measurement-time <duration>', 'what the values of one take together; 5s without it').argParser(parseDuration))
    .addOption(new Option('--warm-up-time <duration>', 'in each of its processes, at least; 100ms without it').argParser(parseDuration))
    .option('--no-fail-fast', 'go on when a benchmark fails')
    .option('--save <name>', 'keep the result as a baseline: a name in the store, or a .json file')
    .option('--force', 'for --save: replace a baseline of that name')
    .option('--baseline <name>', 'compare with this saved result')
    .option('--confirm', 'run what differs from the baseline again, in fresh interleaved pairs of both versions')
    .addOption(
      new Option('--budget <duration>', 'for --confirm: the longest that the pairs of one may take')
        .default(60e9, '60s')
        .argParser(parseDuration),
    )
    .addOption(new Option('--threshold <share>', 'the smallest difference that matters').default(0.05, '5%').argParser(parseShare))
    .addOption(
      new Option('--correction <method>', 'for many benchmarks: of the share of false claims, or of any false claim')
        .choices(correctionMethods)
        .default('benjamini-yekutieli'),
    )
    .option('--engine <engine>', 'node, or node@x.y.z', 'node')
    .option('--flags <flags>', "the engine's flags, separated by spaces")
    .addOption(new Option('--time-limit <duration>', 'of one process').default(60e9, '60s').argParser(parseDuration))
    .option('--seed <text>', 'replays the order of the benchmarks')
    .action((suites: string[], _own: unknown, command: Command) =>
      finish(async terminal => {
        const { startBench } = await import('./run-bench.ts')
        return startBench(suites, command.optsWithGlobals<BenchOptions>(), terminal)
      }),
    )
}
