import { bisect, expectedMeasurements } from './bisect/index.ts'
import type { BisectionOutcome, BisectionProblem, PairRequest, PairResult } from './bisect/index.ts'
import type { LaunchRecord } from './model/launch.ts'
import type { ProgressEvent, Staged } from './model/progress.ts'
import type { LogRatio, Nanoseconds } from './model/units.ts'
import type { Warning } from './model/warning.ts'
import type { MeasuredPair } from './stages/version-pair.ts'
import { mean, standardDeviation } from './stats/deviation.ts'
import type { DecidingTime } from './verdict/pairs.ts'
import { isClockLost } from './verdict/standing.ts'

export interface Searched {
  readonly outcome: BisectionOutcome
  readonly decidedBy: DecidingTime
  /** What a version said when it failed, the last time. */
  readonly failures: ReadonlyMap<number, string>
  readonly warnings: readonly Warning[]
}

/** How one pair is measured; `block` counts the pairs that were measured. */
export type MeasurePair = (block: number, pair: PairRequest) => Staged<MeasuredPair>

/**
 * Drives the search to its end: by the clock, or in processor time where too many pairs stay contended. Then the search begins again, with the
 * pairs that are there; nothing that the clock had said is kept. A contended pair is measured again as long as the clock may decide.
 *
 * The budget counts what launches took and not the clock, so a resumed search stops where an uninterrupted one would.
 */
export async function* search(problem: BisectionProblem, budgetNs: Nanoseconds, measure: MeasurePair): Staged<Searched> {
  /** By their names: the last measurement of each. */
  const known = new Map<string, MeasuredPair>()
  const failures = new Map<number, string>()
  const checksums = new Set<string>()
  let ends: LogRatio[] = []
  let [block, asked, spent] = [0, 0, 0]
  let [contended, isOver] = [0, false]

  yield { kind: 'stage', text: 'measuring pairs' }
  const byClock = yield* drive('wall')
  if (byClock !== null) return searched('wall', byClock)
  yield { kind: 'look', pairs: block, text: 'too many pairs are contended: processor time decides, from the first pair on' }
  ;[ends, asked] = [[], 0]
  const inProcessorTime = yield* drive('cpu')
  return searched('cpu', inProcessorTime!)

  /** Null when the clock was given up. */
  async function* drive(time: DecidingTime): Staged<BisectionOutcome | null> {
    const steps = bisect(problem)
    let step = steps.next()
    let isPlanned = false
    while (step.done !== true) {
      const pair = step.value
      if (pair.purpose !== 'ends' && !isPlanned) {
        isPlanned = true
        yield { kind: 'plan', text: remainingText() }
      }
      const measured = yield* quietPair(pair, time)
      if (measured === 'lost') return null
      if (measured === 'over') {
        isOver = true
        step = steps.next({ kind: 'over' })
        continue
      }
      asked++
      const result = resultIn(measured, time)
      if (pair.purpose === 'ends' && result.kind === 'measured') ends.push(result.logRatio)
      yield progress()
      step = steps.next(result)
    }
    return step.value
  }

  /** A pair that counts: one that stays contended is no use to the clock, so the same is asked for until it is not, or the clock is lost. */
  async function* quietPair(pair: PairRequest, time: DecidingTime): Staged<MeasuredPair | 'over' | 'lost'> {
    const name = `${pair.baseline} ${pair.candidate} ${pair.number}`
    for (let attempt = 0; ; attempt++) {
      const before = time === 'cpu' ? known.get(name) : undefined
      if (before !== undefined) return before
      if (spent + (block === 0 ? 0 : spent / block) > budgetNs) return 'over'
      const measured = yield* measure(block++, pair)
      spent += measured.spentNs
      known.set(name, measured)
      note(pair, measured.records)
      if (time === 'cpu' || !measured.contended || measured.result.kind !== 'measured') return measured
      // One that is contended once is an incident.
      if (attempt === 0) continue
      contended++
      // Without processor time the clock is all there is.
      if (measured.result.logRatios.cpu === null) return measured
      if (isClockLost(contended, asked + contended)) return 'lost'
    }
  }

  function note({ baseline, candidate }: PairRequest, records: readonly LaunchRecord[]): void {
    for (const { arm, outcome } of records) {
      if (outcome.kind === 'failed') failures.set(arm === 'baseline' ? baseline : candidate, outcome.message)
      else if (outcome.checksum !== null && !outcome.checksumVaries) checksums.add(outcome.checksum)
    }
  }

  function searched(decidedBy: DecidingTime, outcome: BisectionOutcome): Searched {
    const warnings = [...overWarning(isOver), ...contendedWarning(contended, block, decidedBy), ...checksumWarning(checksums.size)]
    return { outcome, decidedBy, failures, warnings }
  }

  function expected(): number {
    return Math.max(asked, expectedPairs(problem, ends))
  }

  function remainingNs(): Nanoseconds {
    return Math.min((spent / Math.max(1, block)) * (expected() - asked), Math.max(0, budgetNs - spent))
  }

  function progress(): ProgressEvent {
    return { kind: 'launch', stage: 'steady', arm: 'candidate', done: asked, planned: expected(), remainingNs: remainingNs() }
  }

  function remainingText(): string {
    const minutes = Math.max(1, Math.round(remainingNs() / 60e9))
    return `the ends differ: about ${Math.max(0, expected() - asked)} more pairs find where, in about ${minutes} min`
  }
}

function resultIn({ result }: MeasuredPair, time: DecidingTime): PairResult {
  if (result.kind !== 'measured') return result
  // The clock is only given up where there are processor times; a launch without them is as one without samples.
  const logRatio = result.logRatios[time]
  return logRatio === null ? { kind: 'crashed', version: result.candidate } : { kind: 'measured', logRatio }
}

/** Deviations of a pair: what is assumed of a step before anything is known, and how small or large a measured one may count. */
const assumed = { d: 2, margin: 1 }
const [smallest, largest] = [0.3, 5]
const fewestForSpread = 10

/** About how many pairs the whole search takes, by what the ends have shown so far. */
export function expectedPairs({ versions, plan }: BisectionProblem, ends: readonly LogRatio[]): number {
  const different = Math.max(2, versions.filter(({ sameAs }) => sameAs === null).length)
  const spread = ends.length < fewestForSpread ? 0 : standardDeviation(ends)
  const inSpreads = (size: number, otherwise: number): number =>
    spread > 0 ? Math.min(largest, Math.max(smallest, size / spread)) : otherwise
  const [d, margin] = [inSpreads(Math.abs(mean(ends)), assumed.d), inSpreads(Math.log1p(plan.threshold), assumed.margin)]
  return expectedMeasurements(different, d, margin, plan.alpha).total
}

/** Of a search that its budget ended. */
export function overWarning(isOver: boolean): Warning[] {
  if (!isOver) return []
  return [
    {
      code: 'budget-spent',
      message: 'The budget was spent before the search was over, so there may be more to find than is said here.',
      action: 'Go on with `culprit resume` and a larger --budget; what is measured stays.',
    },
  ]
}

function contendedWarning(contended: number, pairs: number, decidedBy: DecidingTime): Warning[] {
  if (contended === 0) return []
  const decided =
    decidedBy === 'cpu'
      ? 'so processor time decided, and not the clock'
      : 'each was measured again until it was not, or has no processor time'
  return [
    {
      code: 'contended',
      message: `Something else used the processor in ${contended} of ${pairs} pairs, also when they were measured once more; ${decided}.`,
      action: 'On a quiet machine fewer pairs are needed, and the clock decides. --wait-quiet waits for one.',
    },
  ]
}

/** Of a search whose launches returned that many different values. */
export function checksumWarning(different: number): Warning[] {
  if (different < 2) return []
  return [
    {
      code: 'checksums-differ',
      message: `The versions returned ${different} different values, so they do not all do the same work.`,
      action: 'Look whether the step is between two versions that return the same; `culprit compare` of the two says so.',
    },
  ]
}
