import type { AlarmEntry } from '../model/alarm.ts'
import type { Nanoseconds, Ratio } from '../model/units.ts'
import { isContendedRun, takenShare } from './disturbance.ts'
import type { Reference } from './references.ts'
import type { AlarmRun } from './run.ts'

export interface Judgement {
  readonly state: Extract<AlarmEntry['state'], 'within' | 'crossed' | 'undecided'>
  readonly factor: Ratio
  readonly decidedBy: 'clock' | 'processor'
  readonly contendedRuns: number
  readonly reason: string
}

/** The reading of what others took is as coarse as this. */
const tolerance: Ratio = 1.1

/**
 * Whether a benchmark keeps to its budget, by the minimum of all runs so far: what disturbs a run only adds to it. There has to be at least one.
 *
 * Over the budget, the clock decides when at least half of the `wanted` runs had nobody in their way. Else the clock may say how busy the machine
 * was, and processor time decides: over its own budget, the benchmark is slower; and where neither the processor time that was added nor the time that
 * others did not take leaves room for a crossing, it is not. What is between the two is undecided.
 */
export function judge(reference: Reference, runs: readonly AlarmRun[], budget: Ratio, wanted: number): Judgement {
  const fastest = runs.reduce((least, run) => (run.valueNs < least.valueNs ? run : least))
  const contendedRuns = runs.filter(run => isContendedRun(run, reference)).length
  const factor = fastest.valueNs / reference.valueNs
  const judged = (state: Judgement['state'], decidedBy: Judgement['decidedBy'], reason: string): Judgement => ({
    state,
    factor,
    decidedBy,
    contendedRuns,
    reason,
  })
  if (factor <= budget) {
    return fastest.isAtLeast
      ? judged('undecided', 'clock', 'It was ended at the time limit, which is below its budget.')
      : judged('within', 'clock', 'Its fastest run keeps to the budget.')
  }
  if (runs.length - contendedRuns >= Math.min(runs.length, Math.ceil(wanted / 2)))
    return judged('crossed', 'clock', 'Even its fastest run is over the budget, and the processors were free.')

  const least = leastProcessorTime(runs)
  if (least === null || reference.processorNs === null)
    return judged('undecided', 'clock', 'Others had the processors, and its processor time is not known.')
  if (least.processorNs / reference.processorNs > budget)
    return judged('crossed', 'processor', 'Others had the processors, and its own processor time is over the budget as well.')
  const added = Math.max(0, least.processorNs - reference.processorNs)
  if ((reference.valueNs + added) / reference.valueNs > budget)
    return judged(
      'undecided',
      'processor',
      'Others had the processors, and the processor time that was added would suffice for a crossing.',
    )
  if (unexplainedNs(fastest, reference) > fastest.stepNs)
    return judged(
      'undecided',
      'processor',
      'Others had the processors, but did not take all of the time that it waited longer than before.',
    )
  return judged(
    'within',
    'processor',
    'The clock is over the budget because others had the processors: its own processor time keeps to the budget.',
  )
}

/** The run that used the least processor time; null when none of them tells. */
export function leastProcessorTime(runs: readonly AlarmRun[]): (AlarmRun & { readonly processorNs: Nanoseconds }) | null {
  const known = runs.filter((run): run is AlarmRun & { readonly processorNs: Nanoseconds } => run.processorNs !== null)
  return known.length === 0 ? null : known.reduce((least, run) => (run.processorNs < least.processorNs ? run : least))
}

/** What a run waited longer than the reference did, without what others can have taken. */
function unexplainedNs(run: AlarmRun, reference: Reference): Nanoseconds {
  const waited = Math.max(0, run.wallNs - (run.processorNs ?? 0))
  const before = Math.max(0, reference.wallNs - (reference.processorNs ?? 0))
  return waited - before - takenShare(run) * tolerance * run.wallNs
}
