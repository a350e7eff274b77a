import type { Probability } from '../model/units.ts'
import { median } from './median.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import type { CentreInterval } from './signed-rank-interval.ts'

/** Beyond so many values together the normal distribution takes the place of the exact one. */
const mostExact = 120

/**
 * The two-sided p-value of Wilcoxon's rank-sum test (Mann & Whitney 1947) that two independent samples come from one distribution.
 *
 * Exact up to 120 values together: the distribution is that of this very set of midranks when every choice of as many of them is equally
 * likely, so ties change nothing of what it promises. Beyond, normal with the corrections for ties and continuity, as R has it.
 *
 * 1 when a sample is empty or all values are equal. RangeError when a value is not finite.
 */
export function rankSumP(x: readonly number[], y: readonly number[]): Probability {
  refuseInfinite([...x, ...y])
  if (x.length === 0 || y.length === 0) return 1
  const ranks = doubledMidranks([...x, ...y])
  const sum = ranks.slice(0, x.length).reduce((total, rank) => total + rank, 0)
  return ranks.length <= mostExact ? exactP(ranks, x.length, sum) : normalP(ranks, x.length, sum)
}

/**
 * By how much values of `x` are above values of `y`: the median of all differences (Hodges & Lehmann 1963), and the shifts that the exact
 * rank-sum test without ties does not reject at level `alpha`; with ties the interval covers at least as often.
 *
 * A bound is null when no data of these sizes could exclude anything. NaN with bounds null when a sample is empty. RangeError when a value
 * is not finite, or there are more than a million differences.
 */
export function rankSumShift(x: readonly number[], y: readonly number[], alpha: Probability): CentreInterval {
  refuseInfinite([...x, ...y])
  const count = x.length * y.length
  if (count > 1e6) throw new RangeError(`${count} differences are too many`)
  const differences = Float64Array.from({ length: count }, (_, place) => x[place % x.length]! - y[Math.floor(place / x.length)]!).sort()
  const estimate = median(differences)
  const excluded = excludedAtEachEnd(x.length, y.length, alpha)
  return excluded === 0
    ? { estimate, low: null, high: null }
    : { estimate, low: differences[excluded - 1]!, high: differences[count - excluded]! }
}

function refuseInfinite(values: readonly number[]): void {
  const wrong = values.find(value => !Number.isFinite(value))
  if (wrong !== undefined) throw new RangeError(`${wrong} cannot be ranked; only finite numbers can`)
}

/** Doubled, so that midranks are integers. */
function doubledMidranks(values: readonly number[]): number[] {
  const order = values.map((_, place) => place).sort((a, b) => values[a]! - values[b]!)
  const ranks = values.map(() => 0)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let place = from; place < to; place++) ranks[order[place]!] = from + to + 1
    from = to
  }
  return ranks
}

/** The share of all choices of `chosen` ranks whose sum is as far from its mean as `sum`, or farther. */
function exactP(ranks: readonly number[], chosen: number, sum: number): Probability {
  const shares = sumsOf(ranks, chosen)
  const mean = (chosen * ranks.reduce((total, rank) => total + rank, 0)) / ranks.length
  const distance = Math.abs(sum - mean)
  // Doubled ranks are integers and their mean sum may be a fraction of them: equal distances must not differ by rounding.
  const slack = 1e-9 * (1 + mean)
  return Math.min(
    1,
    shares.reduce((total, share, value) => total + (Math.abs(value - mean) >= distance - slack ? share : 0), 0),
  )
}

/** Of every sum that so many of the ranks can have: the probability of it when each choice is equally likely. */
function sumsOf(ranks: readonly number[], chosen: number): Float64Array {
  const largest = ranks
    .toSorted((a, b) => b - a)
    .slice(0, chosen)
    .reduce((total, rank) => total + rank, 0)
  // ways[k][s]: probability that, of the ranks so far, k are chosen with sum s, when each rank is chosen by a fair coin.
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(largest + 1))
  ways[0]![0] = 1
  for (const rank of ranks) {
    for (let count = chosen; count >= 0; count--) {
      const here = ways[count]!
      const fewer = ways[count - 1]
      for (let sum = largest; sum >= 0; sum--) here[sum] = (here[sum]! + (fewer !== undefined && sum >= rank ? fewer[sum - rank]! : 0)) / 2
    }
  }
  const all = ways[chosen]!
  const total = all.reduce((sum, share) => sum + share, 0)
  return all.map(share => share / total)
}

function normalP(ranks: readonly number[], chosen: number, sum: number): Probability {
  const all = ranks.length
  const rest = all - chosen
  const ties = new Map<number, number>()
  for (const rank of ranks) ties.set(rank, (ties.get(rank) ?? 0) + 1)
  const tied = [...ties.values()].reduce((total, count) => total + (count ** 3 - count), 0)
  const deviation = Math.sqrt(((chosen * rest) / 12) * (all + 1 - tied / (all * (all - 1))))
  if (deviation === 0) return 1
  const distance = sum / 2 - (chosen * (all + 1)) / 2
  const z = (distance - Math.sign(distance) * 0.5) / deviation
  return Math.min(1, 2 * normalCdf(-Math.abs(z)))
}

/** How many of the sorted differences lie outside the interval on each side. */
function excludedAtEachEnd(x: number, y: number, alpha: Probability): number {
  if (x === 0 || y === 0) return 0
  if (x + y > mostExact) {
    const mean = (x * y) / 2
    const deviation = Math.sqrt((x * y * (x + y + 1)) / 12)
    return Math.max(0, Math.floor(mean + normalQuantile(alpha / 2) * deviation))
  }
  const shares = sumsOf(
    Array.from({ length: x + y }, (_, place) => place + 1),
    x,
  )
  const smallest = (x * (x + 1)) / 2
  let below = 0
  let excluded = 0
  // R's qwilcox: the first count whose probability reaches alpha / 2 is the rank of the bound.
  for (let sum = smallest; sum < shares.length; sum++) {
    below += shares[sum]!
    if (below > alpha / 2) break
    excluded++
  }
  return excluded
}
