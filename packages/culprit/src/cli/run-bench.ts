import { randomBytes } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { benchSuites } from '../bench-suites.ts'
import type { BenchSettings } from '../model/bench.ts'
import { badArguments, type ExitCode } from '../model/errors.ts'
import { readConfig } from '../platform/config-file.ts'
import { readEnvironment } from '../platform/machine.ts'
import { planBenchmarks } from '../stages/plan-benchmarks.ts'
import { readBaseline, refuseTaken } from '../store/baselines.ts'
import { BenchFolder } from '../store/bench-folder.ts'
import { readBench } from '../store/results.ts'
import { Store } from '../store/store.ts'
import type { BenchOptions } from './bench.ts'
import type { Terminal } from './command.ts'
import { storePath, type CommonOptions } from './options.ts'
import { progressOf } from './progress.ts'
import { showResult } from './show-result.ts'
import { flagList } from './workload-options.ts'

/** Measures the suites that were asked for; everything that is wrong with the request is said before anything runs. */
export async function startBench(suites: readonly string[], options: BenchOptions, terminal: Terminal): Promise<ExitCode> {
  const { save, force, baseline, confirm } = options
  if (force && save === undefined) throw badArguments('--force goes with --save.')
  if (confirm && baseline === undefined) throw badArguments('--confirm goes with --baseline.')
  const root = storePath(options)
  const found = await readConfig(options.config ?? null, process.cwd())
  const benchmarks = planBenchmarks(found?.config ?? null, {
    suites,
    filter: options.filter ?? null,
    engine: options.engine,
    flags: flagList(options.flags),
    threshold: options.threshold,
  })
  const store = await Store.open(root)
  try {
    if (save !== undefined) await refuseTaken(root, save, force ?? false)
    if (baseline !== undefined) await readBaseline(root, baseline)
    const folder = await BenchFolder.create(root, {
      startedMs: Date.now(),
      benchmarks,
      settings: settingsOf(options),
      keepsGoing: !options.failFast,
      timeLimitNs: options.timeLimit,
      save: save === undefined ? null : { name: fromHere(save), force: force ?? false },
      baseline: baseline === undefined ? null : fromHere(baseline),
      confirm: confirm ? { budgetNs: options.budget } : null,
      correction: options.correction,
      commandLine: process.argv.slice(2),
      cwd: found === null ? process.cwd() : dirname(found.path),
      fingerprint: readEnvironment().fingerprint,
      resolved: null,
      confirmations: {},
    })
    return await see(store, folder, options, terminal)
  } finally {
    await store.close()
  }
}

/** A file is the same one when it is resumed from another folder. */
function fromHere(baseline: string): string {
  return baseline.endsWith('.json') ? resolve(baseline) : baseline
}

/** Goes on with suites whose measuring was interrupted; what is finished is only shown again. */
export async function resumeBench(id: string, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const store = await Store.open(storePath(options))
  try {
    const folder = await BenchFolder.open(store.root, id)
    if (!(await folder.isFinished())) return await see(store, folder, options, terminal)
    await folder.close()
    return await showResult(await readBench(store.root, id), 'benches', id, options, terminal)
  } finally {
    await store.close()
  }
}

async function see(store: Store, folder: BenchFolder, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const shown = progressOf(options, terminal)
  terminal.runs.add(folder.request.id)
  try {
    const result = await benchSuites({ store, folder, signal: terminal.signal }, shown.show)
    shown.end()
    return await showResult(result, 'benches', result.run, options, terminal)
  } finally {
    shown.end()
  }
}

/** Ten processes give an interval and let a difference be shown; three values of a smoke run are three processes. */
function settingsOf({ quick, sampleSize, measurementTime, warmUpTime, threshold, seed }: BenchOptions): BenchSettings {
  const size = sampleSize ?? (quick ? 3 : 30)
  return {
    sampleSize: size,
    processes: Math.min(size, 10),
    measurementNs: measurementTime ?? (quick ? 60e6 : 5e9),
    warmUpNs: warmUpTime ?? (quick ? 10e6 : 100e6),
    threshold,
    seed: seed ?? randomBytes(6).toString('hex'),
  }
}
