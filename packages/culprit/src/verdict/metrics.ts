import { launchMetrics, metricUnits } from './launch-metrics.ts'
import { launchMetricNames, type LaunchMetricName, type Metric } from '../model/comparison.ts'
import type { RatioInterval } from '../model/interval.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { LogRatio, Probability } from '../model/units.ts'
import { hodgesLehmann } from '../stats/hodges-lehmann.ts'
import { median } from '../stats/median.ts'
import { signedRankInterval } from '../stats/signed-rank-interval.ts'

/** The level of the test behind an interval, and the confidence that the interval has. They differ where an experiment is looked at more than once. */
export interface IntervalLevel {
  readonly level: Probability
  readonly confidence: Probability
}

/**
 * All metrics of some launches, each over the pairs in which both sides have it; a metric that no pair has is missing.
 *
 * The intervals of one experiment share the level of its last look, so each of them is right at its stated confidence although
 * the experiment ended when the wall time had decided.
 */
export function comparedMetrics(records: readonly LaunchRecord[], level: IntervalLevel): Metric[] {
  return launchMetricNames.flatMap(metric => comparedMetric(metric, records, level) ?? [])
}

/** The ratio with the interval that the signed-rank test gives; null without values. */
export function ratioInterval(logRatios: readonly LogRatio[], { level, confidence }: IntervalLevel): RatioInterval | null {
  if (logRatios.length === 0) return null
  const { low, high } = signedRankInterval(logRatios, level)
  return {
    estimate: Math.exp(hodgesLehmann(logRatios)),
    low: low === null ? null : Math.exp(low),
    high: high === null ? null : Math.exp(high),
    confidence,
  }
}

function comparedMetric(metric: LaunchMetricName, records: readonly LaunchRecord[], level: IntervalLevel): Metric | null {
  const byBlock = new Map<number, { baseline?: number; candidate?: number }>()
  for (const record of records) {
    const value = launchMetrics(record)[metric]
    if (value === undefined || record.arm === 'control') continue
    const pair = byBlock.get(record.block) ?? {}
    pair[record.arm] = value
    byBlock.set(record.block, pair)
  }
  const pairs = [...byBlock.values()].flatMap(({ baseline, candidate }) =>
    baseline === undefined || candidate === undefined ? [] : [{ baseline, candidate }],
  )
  if (pairs.length === 0) return null
  const positive = pairs.filter(({ baseline, candidate }) => baseline > 0 && candidate > 0)
  return {
    metric,
    unit: metricUnits[metric],
    baseline: median(pairs.map(({ baseline }) => baseline)),
    candidate: median(pairs.map(({ candidate }) => candidate)),
    ratio: ratioInterval(
      positive.map(({ baseline, candidate }) => Math.log(candidate / baseline)),
      level,
    ),
    pairs: pairs.length,
  }
}
