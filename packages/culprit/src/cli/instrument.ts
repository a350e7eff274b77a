import { Option, type Command } from 'commander'
import type { InstrumentationMode } from '../model/instrumentation.ts'
import { instrumentationModes } from '../model/instrumentation-modes.ts'
import type { AddCommand } from './command.ts'
import type { CommonOptions } from './options.ts'

export interface InstrumentCommandOptions extends CommonOptions {
  readonly output: string
  readonly mode: InstrumentationMode
  readonly only?: string
  readonly skip?: string
  readonly clock?: true
  readonly oneMemory?: true
}

export const instrument: AddCommand = (program, finish) => {
  program
    .command('instrument')
    .description('write a copy of a module that counts what it executes, for any engine')
    .argument('<module>', 'a .wasm file, or one module in it (file.wasm#2)')
    .requiredOption('-o, --output <file>', 'the copy; what its numbers mean is written beside it')
    .addOption(
      new Option('--mode <mode>', 'calls; executed instructions; both for each path of calls; or calls of functions that the host brings')
        .choices(instrumentationModes)
        .default('ops'),
    )
    .option('--only <pattern>', 'instrument only functions whose names match this regular expression')
    .option('--skip <pattern>', 'leave out functions whose names match it')
    .option('--clock', 'with tree: time for each path too, by a clock that the host brings')
    .option('--one-memory', 'for engines in which a module can have one memory only, such as Node 20')
    .action((reference: string, _own: unknown, command: Command) =>
      finish(async terminal => {
        const { runInstrument } = await import('./run-instrument.ts')
        return runInstrument(reference, command.optsWithGlobals<InstrumentCommandOptions>(), terminal)
      }),
    )
}
