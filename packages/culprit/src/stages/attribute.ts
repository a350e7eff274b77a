import type { IterationPlan } from '../engines/engine.ts'
import { sample, sampleIntervalNs } from '../measure/observe.ts'
import type { Comparison } from '../model/comparison.ts'
import type { LayerTime, Sampling } from '../model/investigation.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Part } from '../profile/cpuprofile.ts'
import { hodgesLehmann } from '../stats/hodges-lehmann.ts'
import { median } from '../stats/median.ts'
import { signedRankInterval } from '../stats/signed-rank-interval.ts'
import { measureContext } from './context.ts'
import type { Prepared } from './resolve.ts'

/** Where the time goes on both sides, in launches of their own under the engine's sampling profiler. Null when no pair could be sampled. */
export async function* attribute(prepared: Prepared, plan: IterationPlan, comparison: Comparison): Staged<Sampling | null> {
  return summariseSampling(yield* sample(measureContext(prepared), plan, prepared.run.request.budgetNs), comparison)
}

/** Six pairs carry an exact interval of 95 %, and no more. */
const samplingConfidence = 0.95

/**
 * The time in each part per iteration: the profiler gives its share, the timed launches give the whole. A share is the same on a
 * busy machine, while the profiled launches' own times would carry all of its noise, and that of being watched.
 */
function summariseSampling(records: readonly LaunchRecord[], { ratio, metrics }: Comparison): Sampling | null {
  const pairs = [...new Set(records.map(({ block }) => block))].flatMap(block => {
    const [a, b] = (['baseline', 'candidate'] as const).map(arm => sharesOf(records.find(one => one.block === block && one.arm === arm)))
    return a == null || b == null ? [] : [{ a, b }]
  })
  const baselineNs = metrics.find(({ metric }) => metric === 'wall')?.baseline
  if (pairs.length === 0 || ratio === null || baselineNs === undefined) return null
  const candidateNs = baselineNs * ratio.estimate
  const part = (name: Part): LayerTime => {
    const [baselineShare, candidateShare] = [median(pairs.map(({ a }) => a[name])), median(pairs.map(({ b }) => b[name]))]
    const changes = pairs.map(({ a, b }) => b[name] * candidateNs - a[name] * baselineNs)
    const { low, high } = signedRankInterval(changes, 1 - samplingConfidence)
    return {
      part: name,
      baselineShare,
      candidateShare,
      baselineNs: baselineShare * baselineNs,
      candidateNs: candidateShare * candidateNs,
      changeNs: { estimate: hodgesLehmann(changes), low, high, confidence: samplingConfidence },
    }
  }
  return {
    launches: pairs.length * 2,
    intervalNs: sampleIntervalNs,
    samples: records.reduce((sum, record) => sum + countSamples(record), 0),
    parts: [part('wasm'), part('javascript'), part('collector'), part('other')],
  }
}

function sharesOf(record: LaunchRecord | undefined): Record<Part, number> | null {
  const parts = record?.observed?.parts
  if (record === undefined || parts == null) return null
  const total = countSamples(record)
  if (total === 0) return null
  const { wasm, javascript, collector, other } = parts
  return { wasm: wasm / total, javascript: javascript / total, collector: collector / total, other: other / total }
}

function countSamples({ observed }: LaunchRecord): number {
  return Object.values(observed?.parts ?? {}).reduce((sum, count) => sum + count, 0)
}
