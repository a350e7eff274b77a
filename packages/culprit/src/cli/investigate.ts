import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import {
  withMeasuringOptions,
  withSuspectsOptions,
  type CommonOptions,
  type MeasuringOptions,
  type RunSuspectsOptions,
  type SinceWhenOptions,
} from './options.ts'

export const investigate: AddCommand = (program, finish) => {
  const command = program
    .command('investigate')
    .description('is it real, which layer, and why: the report')
    .argument('<baseline>', 'npm:name@version, nuget:Id@version, git:revision, ./file.wasm, ./folder, or node@x.y.z')
    .argument('<candidate>')
  withMeasuringOptions(withSuspectsOptions(command))
    .option('--bisect', 'when the two differ, also search the versions between them for the one that brought it')
    .action((baseline: string, candidate: string, _own: unknown, command: Command) =>
      finish(async terminal => {
        const { startInvestigation } = await import('./measure.ts')
        const options = command.optsWithGlobals<CommonOptions & MeasuringOptions & RunSuspectsOptions & SinceWhenOptions>()
        return startInvestigation({ baseline, candidate }, options, terminal)
      }),
    )
}
