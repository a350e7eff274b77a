import type { Probability } from '../model/units.ts'
import { medianOfSorted, median } from './median.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** How the values of a series change from one to the next. */
export interface Trend {
  /** Median change per value, in the unit of the values. */
  readonly slope: number
  /** The interval of the slope; -Infinity and Infinity where so few values exclude nothing. */
  readonly low: number
  readonly high: number
  /** Probability of a rise like this one, or a clearer one, in a series that neither rises nor falls; small for a rise, near 1 for a fall. */
  readonly rising: Probability
}

/** So many points have 20 000 slopes between them, which take some milliseconds. */
const mostPoints = 200

/**
 * The trend of a series: the median of the slopes between all pairs of values (Theil 1950, Sen 1968), which nearly a third of
 * the values cannot spoil, with the interval and the test by Kendall's rank correlation with time.
 *
 * Neighbours that resemble each other raise the variance of the test by (1 + r) / (1 - r), where r is the correlation of the ranks of
 * neighbouring residuals (after Hamed & Rao 1998, for an AR(1) process). Longer series are cut into 200 pieces at most, of which the medians count.
 *
 * Below three values nothing is known: slope 0, an infinite interval, .5. RangeError when a value is not finite.
 */
export function trendOf(values: readonly number[], confidence: Probability = 0.95): Trend {
  const wrong = values.findIndex(value => !Number.isFinite(value))
  if (wrong >= 0) throw new RangeError(`value ${wrong} of the series is ${values[wrong]}`)
  const { points, width } = pieces(values)
  if (points.length < 3) return { slope: 0, low: -Infinity, high: Infinity, rising: 0.5 }

  const { slopes, score } = compareAll(points)
  const slope = medianOfSorted(slopes)
  const residuals = points.map((value, index) => value - slope * index)
  const deviation = Math.sqrt(scoreVariance(points) * inflation(residuals))
  const reach = normalQuantile((1 + confidence) / 2) * deviation
  return {
    slope: slope / width,
    low: (slopes[Math.floor((slopes.length - reach) / 2)] ?? -Infinity) / width,
    high: (slopes[Math.ceil((slopes.length + reach) / 2) - 1] ?? Infinity) / width,
    // One less, because the score moves in steps of two (continuity).
    rising: deviation === 0 ? 0.5 : normalCdf((Math.sign(score) - score) / deviation),
  }
}

function pieces(values: readonly number[]): { readonly points: readonly number[]; readonly width: number } {
  const width = Math.ceil(values.length / mostPoints)
  if (width <= 1) return { points: values, width: 1 }
  const count = Math.floor(values.length / width)
  return { points: Array.from({ length: count }, (_, index) => median(values.slice(index * width, (index + 1) * width))), width }
}

/** The slopes between all pairs, ascending, and Kendall's score: how many pairs rise, less how many fall. */
function compareAll(points: readonly number[]): { readonly slopes: Float64Array; readonly score: number } {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2)
  let score = 0
  let next = 0
  for (let later = 1; later < points.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const rise = points[later]! - points[earlier]!
      score += Math.sign(rise)
      slopes[next++] = rise / (later - earlier)
    }
  }
  return { slopes: slopes.sort(), score }
}

/** Of Kendall's score without a trend, with its correction for ties (Kendall 1970). */
function scoreVariance(points: readonly number[]): number {
  const term = (count: number) => count * (count - 1) * (2 * count + 5)
  const counts = new Map<number, number>()
  for (const point of points) counts.set(point, (counts.get(point) ?? 0) + 1)
  const ties = [...counts.values()].reduce((sum, count) => sum + term(count), 0)
  return (term(points.length) - ties) / 18
}

/** By how much the correlation of neighbours raises the variance; the estimate is biased down by (1 + 3 r) / n, which is given back (Kendall 1954). */
function inflation(residuals: readonly number[]): number {
  const n = residuals.length
  const ranks = ranksOf(residuals)
  const centred = ranks.map(rank => rank - (n - 1) / 2)
  const total = centred.reduce((sum, rank) => sum + rank * rank, 0)
  if (total === 0) return 1
  const found = centred.slice(1).reduce((sum, rank, index) => sum + rank * centred[index]!, 0) / total
  const correlation = Math.min(Math.max((found + 1 / n) / (1 - 3 / n), 0), 0.95)
  return (1 + correlation) / (1 - correlation)
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const ranks = Array.from({ length: values.length }, () => 0)
  for (const [rank, index] of order.entries()) ranks[index] = rank
  return ranks
}
