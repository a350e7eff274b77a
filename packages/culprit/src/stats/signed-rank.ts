import type { Probability } from '../model/units.ts'
import { midpoint } from './median.ts'

/** Where a centre stands against a number: at it, or so close above it that nothing lies between. */
export type Side = 'at' | 'above'

/**
 * The two-sided p-value of Wilcoxon's signed-rank test that the values are symmetric around `centre`.
 *
 * Exact for every n: the distribution is that of this very set of midranks when a fair coin tosses each value's side of the centre, so
 * P(p <= a) <= a for every a whenever the signs are exchangeable, with ties and zeros as well as without.
 * Values at the centre take part in the ranking but not in the sum (Pratt 1959). Dropping them before the ranking (Wilcoxon) would be
 * exact too, but then p does not fall steadily as the centre moves away from the values, and no interval can be had by inversion.
 *
 * 1 when empty or when all values are at the centre. RangeError when a value or the centre is not finite, and above 1000 values (time grows
 * as n³, and the number of sign flips has to be a number).
 */
export function signedRankP(values: readonly number[], centre = 0): Probability {
  for (const value of [centre, ...values]) {
    if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be ranked; only finite numbers can`)
  }
  return signedRankPOfSorted(Float64Array.from(values).sort(), centre, 'at')
}

/**
 * The p-value of the signed-rank test for finite values that already ascend, and a centre at or just above a number.
 *
 * It never falls while the centre moves from either side towards the middle of the Walsh averages, and changes at Walsh averages only. For let
 * T = #{i <= j: d_i + d_j > 0} + ½ #{d_i + d_j = 0} be the rank sum of the signed distances d from the centre, and T' the same with
 * the distances in a set F flipped. T - T' is a sum over pairs: nothing for two values outside F, ± of d_i + d_j for two in F, and the sign of
 * d_i + d_j against that of d_i - d_j for one in F. Moving the centre adds the same to every d, so no term falls when the d rise, and the share of
 * all F with T' >= T, which is the one-sided p, can only fall. It holds with ties, and with zeros as they are ranked here.
 */
export function signedRankPOfSorted(sorted: Float64Array, centre: number, side: Side): Probability {
  if (sorted.length > 1000) throw new RangeError(`${sorted.length} values are too many for the exact signed-rank test; it takes up to 1000`)
  const { ranks, above, total } = rankDistances(sorted, centre, side)
  return Math.min(1, 2 * atMost(Math.min(above, total - above), ranks))
}

/**
 * The distances of ascending values from a centre: the midranks of those that are not 0, the sum of those above the centre, and the sum of
 * all; everything doubled, so that midranks are integers too. Distances 0 hold the lowest ranks.
 *
 * Distances are compared through the Walsh average of the two values, never by subtraction: so a centre that is itself a Walsh average
 * ties exactly, whatever rounding would do to the differences.
 */
function rankDistances(sorted: Float64Array, centre: number, side: Side): { ranks: number[]; above: number; total: number } {
  const signAtCentre = side === 'at' ? 0 : -1
  const signOf = (value: number) => (value < centre ? -1 : value > centre ? 1 : signAtCentre)
  let right = 0
  while (right < sorted.length && signOf(sorted[right]!) < 0) right++
  let left = right - 1
  while (right < sorted.length && signOf(sorted[right]!) === 0) right++

  const ranks: number[] = []
  let ranked = right - left - 1
  let above = 0
  let total = 0
  while (left >= 0 || right < sorted.length) {
    const low = sorted[left]
    const high = sorted[right]
    const farther = low === undefined ? -1 : high === undefined ? 1 : signOf(midpoint(low, high))
    const count = { low: 0, high: 0 }
    if (farther >= 0) for (; left >= 0 && sorted[left] === low; left--) count.low++
    if (farther <= 0) for (; right < sorted.length && sorted[right] === high; right++) count.high++
    const size = count.low + count.high
    const rank = 2 * ranked + size + 1
    for (let index = 0; index < size; index++) ranks.push(rank)
    ranked += size
    above += count.high * rank
    total += size * rank
  }
  return { ranks, above, total }
}

/**
 * P(S <= sum), where S adds those ranks (positive integers) whose fair coin shows heads; `sum` is an integer >= 0.
 *
 * Counts subsets by dynamic programming: without rounding up to 53 ranks, and right to the last digits beyond, since nothing is subtracted.
 */
function atMost(sum: number, ranks: readonly number[]): Probability {
  // Without ties all doubled ranks are even, and half of the cells would stay empty.
  const step = ranks.every(rank => rank % 2 === 0) ? 2 : 1
  const subsets = new Float64Array(Math.floor(sum / step) + 1)
  subsets[0] = 1
  let reached = 0
  for (const doubled of ranks) {
    const rank = doubled / step
    reached = Math.min(reached + rank, subsets.length - 1)
    for (let cell = reached; cell >= rank; cell--) subsets[cell]! += subsets[cell - rank]!
  }
  return subsets.reduce((total, count) => total + count, 0) / 2 ** ranks.length
}
