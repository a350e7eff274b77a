import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { withBisectionOptions, type BisectionOptions, type CommonOptions } from './options.ts'

export const bisect: AddCommand = (program, finish) => {
  const command = program
    .command('bisect')
    .description('which version made it slower, or faster: a search over the versions between two')
    .argument('<good>', 'the older version: npm:name@version, nuget:Id@version, git:revision, node@x.y.z, or builds/v1')
    .argument('<bad>', 'the newer one, of the same source')
  withBisectionOptions(command).action((good: string, bad: string, _own: unknown, command: Command) =>
    finish(async terminal => {
      const { startBisection } = await import('./measure.ts')
      return startBisection({ good, bad }, command.optsWithGlobals<CommonOptions & BisectionOptions>(), terminal)
    }),
  )
}
