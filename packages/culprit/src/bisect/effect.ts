import type { RatioInterval } from '../model/interval.ts'
import type { LogRatio } from '../model/units.ts'
import { signedRankInterval } from '../stats/signed-rank-interval.ts'

/** How much slower a version is than the good end, at 95 % for each version by itself, and of how many pairs; null without any. */
export interface VersionEffect {
  readonly effect: RatioInterval | null
  readonly pairs: number
}

/** Of the first 60 pairs at most: the exact interval takes a time that grows as their third power. */
export function effectOf(logRatios: readonly LogRatio[]): VersionEffect {
  const values = logRatios.slice(0, mostPairs)
  if (values.length === 0) return { effect: null, pairs: 0 }
  const { estimate, low, high } = signedRankInterval(values, 0.05)
  return { effect: { estimate: Math.exp(estimate), low: ratioOf(low), high: ratioOf(high), confidence: 0.95 }, pairs: values.length }
}

const mostPairs = 60

/** A bound of zero is a ratio of one. */
function ratioOf(bound: LogRatio | null): number | null {
  return bound === null ? null : Math.exp(bound)
}
