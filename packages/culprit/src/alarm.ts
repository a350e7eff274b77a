import {
  checkWarnings,
  contendedReferences,
  crossedTogether,
  judgeEntry,
  makeReference,
  outcomeOf,
  removedEntry,
  updatedEntry,
  updateOutcome,
  wantsAnotherRound,
  wantsFreerRuns,
  writeReferences,
  type AlarmRun,
  type MeasuredBenchmark,
  type Reference,
  type References,
} from './alarm/index.ts'
import { QuietWait } from './measure/quiet.ts'
import type { Alarm, AlarmEntry } from './model/alarm.ts'
import type { ProgressEvent } from './model/progress.ts'
import type { Nanoseconds, Ratio } from './model/units.ts'
import type { Competitor } from './platform/competitors.ts'
import { writeOutput } from './platform/files.ts'
import { readEnvironment } from './platform/machine.ts'
import type { AlarmContext, AlarmProgram, RunnableBenchmark } from './stages/alarm-benchmark.ts'
import { commandBenchmark } from './stages/alarm-command.ts'
import { workloadBenchmark } from './stages/alarm-workload.ts'
import { meanShares } from './stats/mean-shares.ts'
import { createAlarm, dropAlarm, keepAlarm } from './store/alarms.ts'
import { folderOf } from './store/folders.ts'
import type { Store } from './store/store.ts'

export interface AlarmRequest {
  /** Checks, or writes new references with a note that says why. */
  readonly action: { readonly kind: 'check' } | { readonly kind: 'update'; readonly note: string }
  /** Those that were asked for; at least one. */
  readonly benchmarks: readonly { readonly name: string; readonly program: AlarmProgram; readonly budget: Ratio }[]
  /** The names of all that the configuration has. */
  readonly known: readonly string[]
  readonly references: References
  /** Their file, absolute, and as it is called in reports. */
  readonly path: string
  readonly calledPath: string
  /** Of one round, for each benchmark. */
  readonly runs: number
  readonly timeLimitNs: Nanoseconds
  readonly configFolder: string
  readonly commandLine: readonly string[]
}

/**
 * Measures benchmarks as the minimum of some runs, and compares them with their references or makes these anew.
 *
 * What is over its budget is measured again before that is believed, after waiting for a quieter machine where others are in the way: a bounded
 * number of times, with longer waits. The result is kept in the store.
 */
export async function alarm(
  store: Store,
  request: AlarmRequest,
  signal: AbortSignal,
  show: (event: ProgressEvent) => void,
): Promise<Alarm> {
  const startedMs = Date.now()
  const run = await createAlarm(store.root, startedMs)
  try {
    const { timeLimitNs, configFolder } = request
    const folder = folderOf(store.root, 'alarms', run)
    const measured = await measure(request, { store, folder, configFolder, timeLimitNs, signal }, show)
    const document = await resultOf(request, measured, run, startedMs)
    await keepAlarm(store.root, document)
    return document
  } catch (error) {
    await dropAlarm(store.root, run)
    throw error
  }
}

/** How long a quieter machine is waited for before each further round. */
const waitsNs: readonly Nanoseconds[] = [2e9, 6e9]

/** A benchmark of one call, and what was measured of it so far. */
interface Measuring extends Omit<MeasuredBenchmark, 'measures'> {
  readonly benchmark: RunnableBenchmark
  runs: AlarmRun[]
  rounds: number
  failure: string | null
}

interface Measurements {
  readonly list: readonly MeasuredBenchmark[]
  /** Who else was there in each run. */
  readonly competitors: readonly (readonly Competitor[])[]
}

async function measure(
  { benchmarks, references, runs: wanted, action }: AlarmRequest,
  context: AlarmContext,
  show: (event: ProgressEvent) => void,
): Promise<Measurements> {
  const list: Measuring[] = []
  const competitors: (readonly Competitor[])[] = []
  for (const [place, { name, program, budget }] of benchmarks.entries()) {
    const benchmark = program.kind === 'command' ? commandBenchmark(program, context) : await workloadBenchmark(program, place, context)
    list.push({ name, benchmark, budget, reference: references.get(name) ?? null, runs: [], rounds: 0, failure: null })
  }
  // Before anything counts, so that the first benchmark is not the one that finds the caches cold.
  show({ kind: 'stage', text: 'warming up' })
  for (const one of list) one.failure = await one.benchmark.warmUp()
  // An update writes all or nothing, so after a failure there is nothing to measure for.
  const isHopeless = () => action.kind === 'update' && list.some(({ failure }) => failure !== null)
  if (!isHopeless()) await round(list)
  const wantsMore = action.kind === 'check' ? wantsAnotherRound : wantsFreerRuns
  for (const waitNs of waitsNs) {
    const open = list.filter(one => wantsMore(soFar(one), wanted))
    if (open.length === 0 || isHopeless()) break
    show({ kind: 'stage', text: `measuring ${open.map(({ name }) => name).join(', ')} again` })
    for await (const event of new QuietWait(waitNs).wait(context.signal)) show(event)
    await round(open)
  }
  return { list: list.map(soFar), competitors }

  /** Turn by turn, so that what disturbs the machine for a while disturbs a run of each and not all runs of one. */
  async function round(active: readonly Measuring[]): Promise<void> {
    show({ kind: 'stage', text: 'measuring' })
    const ended = new Set<Measuring>()
    for (let turn = 0; turn < wanted; turn++) {
      for (const place of active.keys()) {
        // Each turn begins with another one, so that none always follows the same.
        const one = active[(place + turn) % active.length]!
        if (one.failure !== null || ended.has(one)) continue
        context.signal.throwIfAborted()
        show({ kind: 'step', text: `measuring: run ${turn + 1} of ${wanted}, ${one.name}` })
        const end = await one.benchmark.run()
        if (end.kind === 'failed') {
          one.failure = end.why
          continue
        }
        one.runs.push(end.run)
        competitors.push(end.competitors)
        if (end.run.isAtLeast) ended.add(one)
      }
    }
    for (const one of active) one.rounds++
  }
}

/** What a workload measures is known after its first launch only. */
function soFar({ benchmark, ...known }: Measuring): MeasuredBenchmark {
  return { ...known, measures: benchmark.measures }
}

async function resultOf(request: AlarmRequest, { list, competitors }: Measurements, run: string, startedMs: number): Promise<Alarm> {
  const { action, runs, timeLimitNs, references, calledPath, commandLine } = request
  const environment = readEnvironment()
  const options = { wanted: runs, fingerprint: environment.fingerprint }
  const base = {
    formatVersion: 1 as const,
    kind: 'alarm' as const,
    run,
    startedMs,
    references: calledPath,
    settings: { runs, timeLimitNs },
    competitors: meanShares(competitors, mostNamed),
    environment,
    command: ['culprit', ...commandLine],
  }
  if (action.kind === 'check') {
    const entries = list.map(one => judgeEntry(one, options))
    const unused = [...references.keys()].filter(name => !request.known.includes(name))
    return {
      ...base,
      action: 'check',
      ...outcomeOf(entries),
      entries,
      together: crossedTogether(entries),
      note: newestNote(references, entries),
      warnings: checkWarnings(entries, base.competitors, unused),
    }
  }

  const { note } = action
  const removed = list.length === request.known.length ? [...references].filter(([name]) => !request.known.includes(name)) : []
  // All or nothing: a file of which a part is from another day would not be what the note says.
  const isWritten = list.every(({ failure }) => failure === null)
  const entries = [
    ...list.map(one => updatedEntry(one, isWritten, options)),
    ...(isWritten ? removed.map(([name, reference]) => removedEntry(name, reference, options)) : []),
  ]
  if (isWritten) {
    const date = new Date(startedMs).toISOString().slice(0, 10)
    const made = list.map((one): [string, Reference] => [
      one.name,
      makeReference(one.runs, { measures: one.measures, environment, date, note }, one.reference),
    ])
    const kept = [...references].filter(([name]) => !removed.some(([gone]) => gone === name))
    await writeOutput(request.path, writeReferences(new Map([...kept, ...made])))
  }
  return {
    ...base,
    action: 'update',
    ...updateOutcome(entries, calledPath),
    entries,
    together: crossedTogether([]),
    note,
    warnings: list.some(one => wantsFreerRuns({ ...one, rounds: 0 }, runs)) ? [contendedReferences(base.competitors)] : [],
  }
}

const mostNamed = 5

/** Of the references that were compared with, the one that was made last. */
function newestNote(references: References, entries: readonly AlarmEntry[]): string | null {
  const latest = entries.flatMap(({ name }) => references.get(name)?.history[0] ?? [])
  return latest.toSorted((a, b) => (a.date < b.date ? 1 : -1))[0]?.note ?? null
}
