import type { AlarmEntry, AlarmMeasure } from '../model/alarm.ts'
import type { Ratio } from '../model/units.ts'
import { isContendedRun } from './disturbance.ts'
import { judge, leastProcessorTime } from './judge.ts'
import { isMadeOn } from './make-reference.ts'
import type { Reference } from './references.ts'
import type { AlarmRun } from './run.ts'

/** What is known of a benchmark so far. */
export interface MeasuredBenchmark {
  readonly name: string
  readonly measures: AlarmMeasure
  /** As it stands in the file; one of another kind of time is no reference. */
  readonly reference: Reference | null
  readonly budget: Ratio
  readonly runs: readonly AlarmRun[]
  readonly rounds: number
  /** Why it has no time; null when it has. */
  readonly failure: string | null
}

export interface JudgeOptions {
  /** Runs of one round. */
  readonly wanted: number
  /** Of the machine that measured. */
  readonly fingerprint: string
}

/** What a check says about one benchmark. */
export function judgeEntry(benchmark: MeasuredBenchmark, { wanted, fingerprint }: JudgeOptions): AlarmEntry {
  const { name, measures, budget, runs, rounds, failure } = benchmark
  const reference = usableReference(benchmark)
  const base = { name, measures, budget, rounds, ...timesOf(reference, runs), made: madeOf(reference, fingerprint) }
  const contendedRuns = runs.filter(run => isContendedRun(run, reference)).length
  const open = { ...base, contendedRuns, factor: null, crossed: null, decidedBy: null }
  if (failure !== null) return { ...open, state: 'failed', measured: null, reason: `${sentenceOf(failure)}.` }
  if (reference === null) return { ...open, state: 'no-reference', reason: noReferenceReason(benchmark) }
  const { state, factor, decidedBy, reason } = judge(reference, runs, budget, wanted)
  return { ...base, contendedRuns, state, factor, decidedBy, reason, crossed: state === 'undecided' ? null : state === 'crossed' }
}

/** What an update says about one benchmark: its references before and after. Where one of them failed, none is written. */
export function updatedEntry(benchmark: MeasuredBenchmark, isWritten: boolean, { fingerprint }: JudgeOptions): AlarmEntry {
  const { name, measures, budget, runs, rounds, failure, reference: before } = benchmark
  const times = timesOf(before, runs)
  const measured = failure === null ? times.measured : null
  return {
    name,
    measures,
    budget,
    rounds,
    ...times,
    measured,
    state: failure !== null ? 'failed' : isWritten ? 'updated' : 'undecided',
    factor: times.reference === null || measured === null ? null : measured / times.reference,
    crossed: null,
    decidedBy: null,
    contendedRuns: runs.filter(run => isContendedRun(run, before)).length,
    reason: updateReason(benchmark, isWritten),
    made: madeOf(before, fingerprint),
  }
}

function updateReason({ failure, reference }: MeasuredBenchmark, isWritten: boolean): string {
  if (failure !== null) return `${sentenceOf(failure)}.`
  if (!isWritten) return 'Nothing was written, because another one failed.'
  return reference === null ? 'Its first reference.' : 'Its reference was replaced.'
}

/** What an update says about a reference whose benchmark is no more. */
export function removedEntry(name: string, reference: Reference, { fingerprint }: JudgeOptions): AlarmEntry {
  return {
    name,
    measures: reference.measures,
    budget: null,
    rounds: 0,
    ...timesOf(reference, []),
    state: 'removed',
    factor: null,
    crossed: null,
    decidedBy: null,
    contendedRuns: 0,
    reason: 'The configuration has no such benchmark any more.',
    made: madeOf(reference, fingerprint),
  }
}

/** So often a benchmark is measured again at most. */
const mostRounds = 3

/**
 * Whether a benchmark has to be measured again before its state is believed: after the first round whatever is over the budget, and later what is
 * undecided. A run that was ended at its time limit is repeated once.
 */
export function wantsAnotherRound(benchmark: MeasuredBenchmark, wanted: number): boolean {
  const { runs, rounds, budget, failure } = benchmark
  const reference = usableReference(benchmark)
  if (failure !== null || reference === null) return false
  const { state, decidedBy } = judge(reference, runs, budget, wanted)
  if (rounds < 2) return state !== 'within' || decidedBy !== 'clock'
  return state === 'undecided' && rounds < (runs.some(run => run.isAtLeast) ? 2 : mostRounds)
}

/** Whether a reference would be made of runs of which most had others in their way. */
export function wantsFreerRuns({ runs, rounds, reference, failure }: MeasuredBenchmark, wanted: number): boolean {
  const free = runs.filter(run => !isContendedRun(run, reference)).length
  return failure === null && free < Math.ceil(wanted / 2) && rounds < mostRounds
}

function usableReference({ reference, measures }: MeasuredBenchmark): Reference | null {
  return reference?.measures === measures ? reference : null
}

function noReferenceReason({ reference, measures, name }: MeasuredBenchmark): string {
  const why =
    reference === null ? 'It has no reference' : `Its reference is of another kind of time (${reference.measures}, now ${measures})`
  return `${why}: make one with culprit alarm update ${JSON.stringify(name)} --note "…".`
}

function timesOf(
  reference: Reference | null,
  runs: readonly AlarmRun[],
): Pick<AlarmEntry, 'reference' | 'measured' | 'wall' | 'processor' | 'user' | 'system' | 'values'> {
  const least = leastProcessorTime(runs)
  const values = runs.map(run => run.valueNs)
  return {
    reference: reference?.valueNs ?? null,
    measured: runs.length === 0 ? null : Math.min(...values),
    wall: { reference: reference?.wallNs ?? null, measured: runs.length === 0 ? null : Math.min(...runs.map(run => run.wallNs)) },
    processor: { reference: reference?.processorNs ?? null, measured: least?.processorNs ?? null },
    user: { reference: reference?.userNs ?? null, measured: least?.userNs ?? null },
    system: { reference: reference?.systemNs ?? null, measured: least?.systemNs ?? null },
    values,
  }
}

function madeOf(reference: Reference | null, fingerprint: string): AlarmEntry['made'] {
  const latest = reference?.history[0]
  if (reference === null || latest === undefined) return null
  const { date, culprit, note } = latest
  return { date, culprit, note, runs: reference.runs, model: reference.machine.model, isThisMachine: isMadeOn(reference, fingerprint) }
}

function sentenceOf(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
