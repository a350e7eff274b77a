import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { withMeasuringOptions, type CommonOptions, type MeasuringOptions } from './options.ts'
import { parseCount } from './quantities.ts'

export interface EnvOptions extends MeasuringOptions {
  readonly calibrate?: string
  readonly campaigns: number
}

export const env: AddCommand = (program, finish) => {
  const command = program
    .command('env')
    .description('what results depend on: the machine, its system, how busy it is, and what to do about it')
    .option('--calibrate <reference>', 'measure the noise floor: compare this with itself, with --workload or --invoke')
    .option('--campaigns <count>', 'how many such comparisons to have', parseCount, 5)
  withMeasuringOptions(command).action((_own: unknown, command: Command) =>
    finish(async terminal => {
      const { runEnv } = await import('./run-env.ts')
      return runEnv(command.optsWithGlobals<CommonOptions & EnvOptions>(), terminal)
    }),
  )
}
