import { calibrate } from '../calibrate.ts'
import type { Environment } from '../model/environment.ts'
import { exitCodes, type ExitCode } from '../model/errors.ts'
import { adviceFor } from '../platform/advice.ts'
import { readMachineReadings } from '../platform/machine-readings.ts'
import { readEnvironment } from '../platform/machine.ts'
import { Store } from '../store/store.ts'
import type { Terminal } from './command.ts'
import type { EnvOptions } from './env.ts'
import { requestOf } from './measure.ts'
import { storePath, type CommonOptions } from './options.ts'
import { printDocument } from './output.ts'
import { progressOf } from './progress.ts'

/** Tells what the machine is, after measuring its noise floor where that was asked for. */
export async function runEnv(options: CommonOptions & EnvOptions, terminal: Terminal): Promise<ExitCode> {
  const { calibrate: reference, campaigns } = options
  if (reference === undefined) {
    await printDocument(await adviseOn(readEnvironment(), terminal.signal), options, terminal)
    return exitCodes.fine
  }
  const request = requestOf('compare', { baseline: reference, candidate: reference }, options)
  const store = await Store.open(storePath(options))
  const shown = progressOf(options, terminal)
  try {
    const { floors, workload, engine } = await calibrate(store, request, campaigns, terminal.signal, shown.show)
    shown.end()
    await printDocument({ ...readEnvironment(), floors: [{ workload, engine, ...floors }] }, options, terminal)
    // A floor that is not known after all is no success.
    return floors.wall.value === null && floors.cpu.value === null ? exitCodes.undecided : exitCodes.fine
  } finally {
    shown.end()
    await store.close()
  }
}

async function adviseOn(environment: Environment, signal: AbortSignal): Promise<Environment> {
  return { ...environment, advice: adviceFor(environment, await readMachineReadings(signal)) }
}
