import { Option, type Command } from 'commander'
import type { AddCommand } from './command.ts'
import { refuseUnknownForm, withWorkloadOptions, type CommonOptions, type WorkloadOptions } from './options.ts'
import { profileForms, type ProfileForm } from './profile-forms.ts'
import { parseCount, parseDuration } from './quantities.ts'

export interface ProfileOptions extends CommonOptions, WorkloadOptions {
  readonly mode: 'count' | 'ops' | 'tree' | 'time'
  readonly only?: string
  readonly skip?: string
  readonly clock?: true
  readonly interval: number
  readonly iterations: number
  readonly format?: ProfileForm
  readonly output?: string
}

const description = `where a program's WebAssembly spends its work: calls, executed instructions, paths, time

  culprit profile -- node app.mjs                     any program, as it is
  culprit profile npm:name@1.2.0 --workload W         runs of a workload
  culprit profile npm:name@1.2.0 npm:name@1.3.0 --workload W    what differs between two
  culprit profile run.cpuprofile                      a file of another tool`

export const profile: AddCommand = (program, finish) => {
  const command = program
    .command('profile')
    .description(description)
    .argument('[what...]', 'one or two references or profile files; or, behind --, a program and its arguments')
    .addOption(
      new Option('--mode <mode>', 'calls; executed instructions; both for each path of calls; or time, sampled by the engine')
        .choices(['count', 'ops', 'tree', 'time'])
        .default('tree'),
    )
    .option('--only <pattern>', 'instrument only functions whose names match this regular expression')
    .option('--skip <pattern>', 'leave out functions whose names match it')
    .option('--clock', 'with tree: time for each path too, which costs far more than counting')
    .addOption(new Option('--interval <duration>', 'with time: between two samples').default(2e6, '2ms').argParser(parseDuration))
    .addOption(new Option('--iterations <count>', 'with a workload: how many runs are counted').default(1).argParser(parseCount))
    .addOption(new Option('--format <form>', 'the form').choices(Object.keys(profileForms)))
    .option('-o, --output <file>', 'write it to a file; the form follows from its ending')
    .hook('preAction', command => refuseUnknownForm(command.optsWithGlobals<ProfileOptions>(), Object.values(profileForms)))
  withWorkloadOptions(command).action((words: string[], _own: unknown, command: Command) =>
    finish(async terminal => {
      const { runProfile } = await import('./run-profile.ts')
      // Words are references unless they stand behind --.
      const isProgram = process.argv.includes('--')
      return runProfile(isProgram, words, command.optsWithGlobals<ProfileOptions>(), terminal)
    }),
  )
}
