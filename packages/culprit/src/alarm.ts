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
import { prepareBenchmark, type AlarmContext, type AlarmProgram, type RunnableBenchmark } from './stages/alarm-benchmarks.ts'
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
    const measuring = await Measuring.start(request, { store, folder, configFolder, timeLimitNs, signal }, show)
    const document = await resultOf(request, measuring, run, startedMs)
    await keepAlarm(store.root, document)
    return document
  } catch (error) {
    await dropAlarm(store.root, run)
    throw error
  }
}

/** How long a quieter machine is waited for before each further round. */
const waitsNs: readonly Nanoseconds[] = [2e9, 6e9]

interface Measured extends MeasuredBenchmark {
  readonly benchmark: RunnableBenchmark
  runs: AlarmRun[]
  rounds: number
  failure: string | null
}

/** The benchmarks of one call, and what was measured of them so far. */
class Measuring {
  readonly list: readonly Measured[]
  readonly competitors: Competitor[][] = []
  readonly #runs: number
  readonly #signal: AbortSignal
  readonly #show: (event: ProgressEvent) => void

  private constructor(list: readonly Measured[], runs: number, signal: AbortSignal, show: (event: ProgressEvent) => void) {
    this.list = list
    this.#runs = runs
    this.#signal = signal
    this.#show = show
  }

  static async start(request: AlarmRequest, context: AlarmContext, show: (event: ProgressEvent) => void): Promise<Measuring> {
    const { benchmarks, references, runs, action } = request
    const list: Measured[] = []
    for (const [place, { name, program, budget }] of benchmarks.entries()) {
      const benchmark = await prepareBenchmark(name, program, place, context)
      const reference = references.get(name) ?? null
      // What a workload measures is known after its first launch only.
      list.push({
        name,
        benchmark,
        budget,
        reference,
        runs: [],
        rounds: 0,
        failure: null,
        get measures() {
          return benchmark.measures
        },
      })
    }
    const measuring = new Measuring(list, runs, context.signal, show)
    await measuring.#warmUp()
    // An update writes all or nothing, so after a failure there is nothing to measure for.
    const isHopeless = () => action.kind === 'update' && list.some(({ failure }) => failure !== null)
    if (!isHopeless()) await measuring.#round(list)
    const isOpen = (one: Measured) => (action.kind === 'check' ? wantsAnotherRound(one, runs) : wantsFreerRuns(one, runs))
    for (const waitNs of waitsNs) {
      const open = list.filter(isOpen)
      if (open.length === 0 || isHopeless()) break
      show({ kind: 'stage', text: `measuring ${open.map(({ name }) => name).join(', ')} again` })
      for await (const event of new QuietWait(waitNs).wait(context.signal)) show(event)
      await measuring.#round(open)
    }
    return measuring
  }

  /** Before anything counts, so that the first benchmark is not the one that finds the caches cold. */
  async #warmUp(): Promise<void> {
    this.#show({ kind: 'stage', text: 'warming up' })
    for (const one of this.list) one.failure = await one.benchmark.warmUp()
  }

  /** Turn by turn, so that what disturbs the machine for a while disturbs a run of each and not all runs of one. */
  async #round(list: readonly Measured[]): Promise<void> {
    this.#show({ kind: 'stage', text: 'measuring' })
    const ended = new Set<Measured>()
    for (let turn = 0; turn < this.#runs; turn++) {
      for (const place of list.keys()) {
        // Each turn begins with another one, so that none always follows the same.
        const one = list[(place + turn) % list.length]!
        if (one.failure !== null || ended.has(one)) continue
        this.#signal.throwIfAborted()
        this.#show({ kind: 'step', text: `measuring: run ${turn + 1} of ${this.#runs}, ${one.name}` })
        const end = await one.benchmark.run()
        if (end.kind === 'failed') {
          one.failure = end.why
          continue
        }
        one.runs.push(end.run)
        this.competitors.push([...end.competitors])
        if (end.run.isAtLeast) ended.add(one)
      }
    }
    for (const one of list) one.rounds++
  }
}

async function resultOf(request: AlarmRequest, { list, competitors }: Measuring, run: string, startedMs: number): Promise<Alarm> {
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
    competitors: busiest(competitors),
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

function busiest(perRun: readonly (readonly Competitor[])[]): Alarm['competitors'] {
  const sums = new Map<string, number>()
  for (const { name, share } of perRun.flat()) sums.set(name, (sums.get(name) ?? 0) + share)
  return [...sums]
    .map(([name, sum]) => ({ name, share: sum / perRun.length }))
    .sort((a, b) => b.share - a.share)
    .slice(0, mostNamed)
}

/** Of the references that were compared with, the one that was made last. */
function newestNote(references: References, entries: readonly AlarmEntry[]): string | null {
  const latest = entries.flatMap(({ name }) => references.get(name)?.history[0] ?? [])
  return latest.toSorted((a, b) => (a.date < b.date ? 1 : -1))[0]?.note ?? null
}
