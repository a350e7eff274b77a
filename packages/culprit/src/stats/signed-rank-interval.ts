import type { Probability } from '../model/units.ts'
import { medianOfSorted } from './median.ts'
import { signedRankPOfSorted } from './signed-rank.ts'
import { walshAverages } from './walsh.ts'

/** An estimate with its interval, in the unit of the values; a bound is null when the values exclude nothing on that side. */
export interface CentreInterval {
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
}

/**
 * The Hodges-Lehmann estimate, and the centres that the exact signed-rank test does not reject at level `alpha`: with probability at
 * least 1 - alpha the centre of symmetry is in [low, high], for any noise, ties and zeros included.
 *
 * The bounds are Walsh averages. Every centre outside has p <= alpha, every centre strictly inside has p > alpha (see
 * `signedRankPOfSorted`), and the estimate is never outside. Both bounds are null when 2^(1-n) > alpha: then no data could reject anything.
 *
 * Empty: estimate NaN, bounds null. RangeError when a value is not finite.
 */
export function signedRankInterval(values: readonly number[], alpha: Probability): CentreInterval {
  const averages = walshAverages(values)
  const estimate = medianOfSorted(averages)
  if (2 ** (1 - values.length) > alpha) return { estimate, low: null, high: null }
  const sorted = Float64Array.from(values).sort()
  return {
    estimate,
    low: lowerBound(sorted, averages, estimate, alpha),
    high: 0 - lowerBound(mirrored(sorted), mirrored(averages), 0 - estimate, alpha),
  }
}

/** The first Walsh average below the estimate whose upper neighbourhood is accepted, by bisection; the estimate when there is none. */
function lowerBound(sorted: Float64Array, averages: Float64Array, estimate: number, alpha: Probability): number {
  let accepted = averages.length
  for (let low = 0; low < accepted;) {
    const middle = (low + accepted) >> 1
    const average = averages[middle]!
    if (average >= estimate || signedRankPOfSorted(sorted, average, 'above') > alpha) accepted = middle
    else low = middle + 1
  }
  return Math.min(averages[accepted]!, estimate)
}

/** The same values seen from the other side of 0, ascending again. */
function mirrored(sorted: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return sorted.map(value => 0 - value).reverse()
}
