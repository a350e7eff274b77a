import type { IterationPlan } from '../engines/engine.ts'
import { measuresItself } from '../model/errors.ts'
import type { Failure } from '../model/comparison.ts'
import type { Arm, LaunchRecord, Measured } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Nanoseconds } from '../model/units.ts'
import { median } from '../stats/median.ts'
import { launch, type MeasureContext } from './launch.ts'
import { warmUpEnd } from './warm-up.ts'

export type PilotResult =
  | {
      readonly kind: 'ready'
      readonly plan: IterationPlan
      readonly pilots: Readonly<Record<'baseline' | 'candidate', Measured>>
      readonly steady: boolean
    }
  /** At least one side does not run at all; `alone` is what launches of the other one would do, null when neither runs. */
  | {
      readonly kind: 'broken'
      readonly failures: readonly Failure[]
      readonly alone: { readonly plan: IterationPlan; readonly pilot: Measured } | null
    }

/** A side that fails is tried again before that is believed; one that hangs costs a whole time limit each time. */
const tries = { failing: 3, hanging: 2 }

/** Runs both sides once, and settles what every later launch does: how many iterations a sample has, how many samples warm up, how many count. */
export async function* pilot(context: MeasureContext, budgetNs: Nanoseconds): Staged<PilotResult> {
  yield { kind: 'stage', text: 'trying both sides' }
  const times = timesFor(budgetNs)
  const baseline = yield* tryArm(context, 'baseline', times.pilotNs)
  const candidate = yield* tryArm(context, 'candidate', times.pilotNs)
  if (baseline.kind === 'failed' || candidate.kind === 'failed') {
    const runs = [baseline, candidate].find(result => result.kind === 'measured')?.measured
    return {
      kind: 'broken',
      failures: [baseline, candidate].filter(result => result.kind === 'failed').map(result => result.failure),
      alone: runs === undefined ? null : { plan: planIterations([runs], [warmUpEnd(runs.samplesNs)], times), pilot: runs },
    }
  }
  const starts = [baseline.measured, candidate.measured].map(({ samplesNs }) => warmUpEnd(samplesNs))
  return {
    kind: 'ready',
    plan: planIterations([baseline.measured, candidate.measured], starts, times),
    pilots: { baseline: baseline.measured, candidate: candidate.measured },
    steady: starts.every(start => start !== null),
  }
}

type Tried = { kind: 'measured'; measured: Measured } | { kind: 'failed'; failure: Failure }

async function* tryArm(context: MeasureContext, arm: Arm, durationNs: Nanoseconds): Staged<Tried> {
  for (let attempt = 0; ; attempt++) {
    const record: LaunchRecord = await launch(context, { stage: 'pilot', block: 0, arm, position: 0, attempt }, () => ({
      kind: 'pilot',
      durationNs,
    }))
    yield { kind: 'launch', stage: 'pilot', arm, done: arm === 'baseline' ? 1 : 2, planned: 2, remainingNs: null }
    if (record.outcome.kind === 'measured') {
      const { workload } = context
      const unit = record.outcome.values?.unit
      if (unit !== undefined) throw measuresItself(workload.kind === 'script' ? workload.path : workload.kind, unit)
      return { kind: 'measured', measured: record.outcome }
    }
    const { cause, phase, message, stderr } = record.outcome
    if (attempt + 1 < (cause === 'timed-out' ? tries.hanging : tries.failing)) continue
    return { kind: 'failed', failure: { arm, cause, phase, message, stderr, times: attempt + 1 } }
  }
}

/**
 * How long a side runs before the other does: short against the bursts of a busy machine, long against the microseconds that handing
 * over takes. A sample is never cut, so slow iterations make longer turns.
 */
const turnNs: Nanoseconds = 10e6

interface LaunchTimes {
  readonly pilotNs: Nanoseconds
  /** A launch measures for about this long, so that one collection or interruption does not make its median. */
  readonly measuredNs: Nanoseconds
  /** Waiting longer for a workload to become steady would cost more pairs than it is worth. */
  readonly longestWarmUpNs: Nanoseconds
  readonly longestMeasuredNs: Nanoseconds
  readonly longestSampleNs: Nanoseconds
}

/** With a small budget launches are shorter, because pairs decide and not what is inside a launch. At the default of five minutes all are at their largest. */
function timesFor(budgetNs: Nanoseconds): LaunchTimes {
  const share = (divisor: number, least: Nanoseconds, most: Nanoseconds): Nanoseconds => Math.min(most, Math.max(least, budgetNs / divisor))
  return {
    pilotNs: share(200, 100e6, 1.5e9),
    measuredNs: share(600, 20e6, 500e6),
    longestWarmUpNs: share(400, 200e6, 750e6),
    longestMeasuredNs: share(100, 200e6, 3e9),
    longestSampleNs: 20e6,
  }
}

/**
 * The warm-up rule: both sides warm up for as many iterations as the later of them needed in its pilot to reach the speed that it
 * then kept, and a quarter more. Iterations and not time, because the engine's tiers count calls; the same for both sides, so that neither is measured in a later state.
 */
export function planIterations(pilots: readonly Measured[], warmUpEnds: readonly (number | null)[], times: LaunchTimes): IterationPlan {
  const iterationNs = Math.max(...pilots.map(pilot => median(pilot.samplesNs.slice(Math.floor(pilot.samplesNs.length / 2)))))
  // The faster side may want a batch that would keep the slower one for hours: when its work was optimised away, for one.
  const bearable = Math.max(1, Math.floor(times.longestSampleNs / iterationNs))
  const batch = Math.min(Math.max(...pilots.map(pilot => pilot.batch)), Math.max(bearable, Math.min(...pilots.map(pilot => pilot.batch))))
  const sampleNs = batch * iterationNs
  const needed = pilots.map((pilot, index) => (warmUpEnds[index] ?? pilot.samplesNs.length / 2) * pilot.batch)
  const affordable = Math.max(1, Math.floor(times.longestWarmUpNs / sampleNs))
  const warmUp = Math.min(Math.ceil((1.25 * Math.max(...needed)) / batch) + 1, affordable)
  const fewest = Math.max(1, Math.min(11, Math.floor(times.longestMeasuredNs / sampleNs)))
  const samples = Math.max(fewest, Math.min(1000, Math.ceil(times.measuredNs / sampleNs)))
  return { batch, warmUp, samples, perTurn: Math.max(1, Math.round(turnNs / sampleNs)) }
}
