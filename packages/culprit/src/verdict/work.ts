import type { Comparison, Metric } from '../model/comparison.ts'
import { percent } from '../model/figures.ts'
import type { Counting } from '../model/investigation.ts'
import type { NativeCounts } from '../model/native-counts.ts'
import type { Ratio } from '../model/units.ts'

/** What was counted besides what was timed; null where it was not. */
export interface Work {
  /** Executed wasm instructions. */
  readonly counting: Counting | null
  readonly native: NativeCounts | null
}

/** Counts that are this near to each other are equal: workloads that look at a clock repeat within a few ten-millionths. */
const equalWithin = 1e-5

/**
 * A comparison with its counts as metrics.
 *
 * Where others were in the way of the clock, and processor time could not tell either, counts decide whether the candidate does more work:
 * they do not depend on the machine. How much slower more work is they do not say, and equal work may still be slower; so equal counts, and
 * a change below the threshold, decide nothing.
 */
export function withWork(comparison: Comparison, { counting, native }: Work): Comparison {
  const metrics = [...comparison.metrics, ...workMetrics(counting, native)]
  if (!countsMayDecide(comparison) || counting === null || counting.baseline === 0) return { ...comparison, metrics }
  const ratio = counting.candidate / counting.baseline
  const noise = Math.max(equalWithin, 2 * counting.spread)
  const isMore = ratio >= 1 + comparison.threshold
  const isLess = ratio <= 1 / (1 + comparison.threshold)
  if (Math.abs(ratio - 1) <= noise || !(isMore || isLess)) {
    return {
      ...comparison,
      metrics,
      reason: `${comparison.reason} The modules execute ${words(ratio, noise)} instructions, which says nothing about how fast.`,
    }
  }
  return {
    ...comparison,
    metrics,
    verdict: isMore ? 'regression' : 'improvement',
    decidedBy: 'instructions',
    ratio: { estimate: ratio, low: ratio / (1 + noise), high: ratio * (1 + noise), confidence: 1 },
    pairsNeeded: null,
    reason: `Neither the clock nor processor time could decide on this busy machine. The candidate executes ${words(ratio, noise)} instructions, counted exactly; how much that changes its time is not known.`,
  }
}

/** Whether processor time had to decide, had pairs enough for an interval, and could not; and not for want of comparable work. */
export function countsMayDecide({ decidedBy, verdict, ratio, warnings }: Comparison): boolean {
  const couldTell = ratio !== null && (ratio.low !== null || ratio.high !== null)
  return decidedBy === 'cpu' && verdict === 'inconclusive' && couldTell && !warnings.some(({ code }) => code === 'checksums-differ')
}

function workMetrics(counting: Counting | null, native: NativeCounts | null): Metric[] {
  const metric = (name: Metric['metric'], { baseline, candidate, spread, launches }: Counting): Metric[] => {
    if (baseline === 0) return []
    const ratio = candidate / baseline
    return [
      {
        metric: name,
        unit: 'count',
        baseline,
        candidate,
        ratio: { estimate: ratio, low: ratio / (1 + 2 * spread), high: ratio * (1 + 2 * spread), confidence: 1 },
        pairs: launches,
      },
    ]
  }
  return [
    ...(counting === null ? [] : metric('instructions', counting)),
    ...(native?.kind === 'counted' ? metric('machine-instructions', native) : []),
  ]
}

function words(ratio: Ratio, noise: number): string {
  if (Math.abs(ratio - 1) <= noise) return 'the same number of'
  return `${percent(Math.abs(ratio - 1))} ${ratio > 1 ? 'more' : 'fewer'}`
}
