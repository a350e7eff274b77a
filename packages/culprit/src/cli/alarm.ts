import { Argument, Option, type Command } from 'commander'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'
import { parseDuration, parseFactor, parseRuns } from './quantities.ts'

export interface AlarmOptions {
  readonly config?: string
  readonly references?: string
  readonly note?: string
  readonly runs: number
  readonly factor?: number
  readonly timeLimit: number
}

export const alarm: AddCommand = (program, finish) => {
  program
    .command('alarm')
    .description('benchmarks of a build against the references of a file: check fails when one takes more than its budget')
    .addArgument(new Argument('<action>', 'check, or update to make the references anew').choices(['check', 'update']))
    .argument('[names...]', 'of benchmarks; without one all of the configuration')
    .option('--config <file>', 'the configuration; without it culprit.config.ts or .mjs here')
    .option('--references <file>', 'the reference file; without it that of the configuration, else culprit.alarm.json beside it')
    .option('--note <text>', 'of an update, required: why the references change')
    .addOption(new Option('--runs <number>', 'of each benchmark; the fastest counts').default(6).argParser(parseRuns))
    .addOption(
      new Option(
        '--factor <number>',
        'how many times its reference a benchmark may take: 2 to 3 on a quiet machine, 10 on a crowded one; without it what the configuration says, else 5',
      ).argParser(parseFactor),
    )
    .addOption(new Option('--time-limit <duration>', 'of one run').default(60e9, '60s').argParser(parseDuration))
    .action((action: 'check' | 'update', names: string[], _own: unknown, command: Command) =>
      finish(async terminal => {
        const { runAlarm } = await import('./run-alarm.ts')
        return runAlarm(action, names, command.optsWithGlobals<CommonOptions & AlarmOptions>(), terminal)
      }),
    )
}
