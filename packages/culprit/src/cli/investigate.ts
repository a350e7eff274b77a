import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { withMeasuringOptions, type CommonOptions, type MeasuringOptions } from './options.ts'

export const investigate: AddCommand = (program, finish) => {
  const command = program
    .command('investigate')
    .description('is it real, which layer, and why: the report')
    .argument('<baseline>', 'npm:name@version, nuget:Id@version, git:revision, ./file.wasm, ./folder, or node@x.y.z')
    .argument('<candidate>')
  withMeasuringOptions(command).action((baseline: string, candidate: string, _own: unknown, command: Command) =>
    finish(async terminal => {
      const { startRun } = await import('./measure.ts')
      return startRun('investigate', { baseline, candidate }, command.optsWithGlobals<CommonOptions & MeasuringOptions>(), terminal)
    }),
  )
}
