import type { Command } from 'commander'
import type { AddCommand } from './command.ts'
import { withFormOptions } from './options.ts'
import { parseCount, parseDayEnd, parseDayStart } from './quantities.ts'
import type { SuspectsOptions } from './run-suspects.ts'

export const suspects: AddCommand = (program, finish) => {
  const command = program
    .command('suspects')
    .description('the commits and merged pull requests of a window, ranked by how likely they brought a step')
    .argument('[from]', 'in place of a window: the earlier of two references, npm:name@version, nuget:Id@version, git:revision, node@x.y.z')
    .argument('[to]', 'the later one, of the same source')
    .option(
      '--repo <repository>',
      'a clone, owner/repo on GitHub, or its address; may be given several times',
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option('--after <date>', 'committed on this day or later, UTC', parseDayStart)
    .option('--before <date>', 'committed on this day or earlier, UTC', parseDayEnd)
    .option('--from <revision>', 'in place of dates: what this revision has not')
    .option('--to <revision>', 'and this one has')
    .option('--rules <rules>', 'which paths and words matter: a file, or generic, dotnet-runtime, emscripten, rust')
    .option('--functions <names>', 'functions that a profile named, separated by commas', parseNames, [])
    .option('--limit <number>', 'how many are listed', parseCount, 20)
  withFormOptions(command).action((from: string | undefined, to: string | undefined, _own: unknown, command: Command) =>
    finish(async terminal => {
      const { runSuspects } = await import('./run-suspects.ts')
      return runSuspects([from, to], command.optsWithGlobals<SuspectsOptions>(), terminal)
    }),
  )
}

function parseNames(text: string): string[] {
  return text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}
