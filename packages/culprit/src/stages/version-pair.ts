import type { IterationPlan } from '../engines/engine.ts'
import { isKnown, launchInTurns, type LaunchSlot, type MeasureContext, type Side } from '../measure/launch.ts'
import { damagedRun } from '../model/errors.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { LogRatio, Nanoseconds, Share } from '../model/units.ts'
import { isContended } from '../verdict/contention.ts'
import { launchedNs } from '../verdict/launch-metrics.ts'
import { pairLogRatio } from '../verdict/pair-ratio.ts'

/** A range of versions of which any two can be launched in a pair. */
export interface VersionPairs {
  readonly runId: string
  readonly context: Omit<MeasureContext, 'sides'>
  readonly plan: IterationPlan
  /** What `busyReference` said of the pilots. */
  readonly busy: Share | null
  /** How each place of the range is called in the records. */
  readonly names: readonly string[]
  /** Null when this version cannot be launched at all. */
  readonly sideOf: (place: number) => Promise<Side | null>
}

export interface WantedPair {
  readonly baseline: number
  readonly candidate: number
  readonly candidateFirst: boolean
}

/** ln(candidate / baseline) of one pair; null in processor time where the engine tells none. */
export interface LogRatios {
  readonly wall: LogRatio
  readonly cpu: LogRatio | null
}

/** What came of a pair: a number, or which of its two versions did not run and how. */
export interface MeasuredPair {
  readonly result:
    | { readonly kind: 'measured'; readonly candidate: number; readonly logRatios: LogRatios }
    | { readonly kind: 'broken' | 'crashed' | 'hung'; readonly version: number }
  readonly records: readonly LaunchRecord[]
  readonly spentNs: Nanoseconds
  readonly contended: boolean
}

/**
 * The `block`-th pair of a search over versions: both launches in turns. When both fail, it is put to the candidate:
 * the baseline has run with others.
 *
 * The blocks of a search are numbered in its order. A search that is run again asks for the same pairs, so it finds them in the journal by
 * their numbers; `damaged-run` when another pair of versions is there.
 */
export async function* measurePair(pairs: VersionPairs, block: number, wanted: WantedPair): Staged<MeasuredPair> {
  const { baseline: from, candidate: to, candidateFirst } = wanted
  const [baseline, candidate] = [await pairs.sideOf(from), await pairs.sideOf(to)]
  if (baseline === null || candidate === null) {
    return { result: { kind: 'broken', version: baseline === null ? from : to }, records: [], spentNs: 0, contended: false }
  }
  const context: MeasureContext = { ...pairs.context, sides: { baseline, candidate, control: baseline } }
  const arms = candidateFirst ? (['candidate', 'baseline'] as const) : (['baseline', 'candidate'] as const)
  const slots = arms.map((arm, position): LaunchSlot => {
    return { stage: 'steady', block, arm, position, attempt: 0, version: pairs.names[arm === 'baseline' ? from : to]! }
  })
  if (context.quiet !== null && !isKnown(context, slots)) yield* context.quiet.wait(context.signal)
  const records = await launchInTurns(context, slots, { kind: 'steady', plan: pairs.plan })
  for (const [index, { version, arm }] of slots.entries()) {
    if (records[index]!.version !== version || records[index]!.arm !== arm) {
      throw damagedRun(pairs.runId, `pair ${block} of its launches.jsonl is not of ${pairs.names[from]} and ${pairs.names[to]}`)
    }
  }
  const launched = (arm: 'baseline' | 'candidate') => records.find(record => record.arm === arm)!
  return {
    result: resultOf(launched('baseline'), launched('candidate'), wanted),
    records,
    spentNs: launchedNs(records),
    contended: isContended(records, pairs.busy),
  }
}

function resultOf(baseline: LaunchRecord, candidate: LaunchRecord, { baseline: from, candidate: to }: WantedPair): MeasuredPair['result'] {
  for (const [{ outcome }, version] of [
    [candidate, to],
    [baseline, from],
  ] as const) {
    if (outcome.kind === 'failed') return { kind: outcome.cause === 'timed-out' ? 'hung' : 'crashed', version }
  }
  const wall = pairLogRatio(baseline, candidate, 'wall')
  // No sample of both lasted as long as a step of the clock: this launch tells nothing, and neither will the next ones.
  if (wall === null) return { kind: 'crashed', version: to }
  return { kind: 'measured', candidate: to, logRatios: { wall, cpu: pairLogRatio(baseline, candidate, 'cpu') } }
}
