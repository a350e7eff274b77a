import type { LogRatio, Probability } from '../model/units.ts'
import { normalQuantile } from './normal.ts'

/** How many more pairs the signed-rank test needs than the mean when the noise is normal: 1 / .955. */
const costOfRanks = Math.PI / 3

/**
 * How many pairs exclude a centre that is `distance` from the true one with probability `power`, at two-sided level `alpha`, when
 * ln(candidate / baseline) has standard deviation `spread` (normal noise; heavier tails need fewer).
 *
 * A whole number; Infinity for distance 0, NaN when something is NaN.
 */
export function pairsNeeded(given: { spread: LogRatio; distance: LogRatio; alpha: Probability; power?: Probability }): number {
  if (given.distance === 0) return Infinity
  const level = normalQuantile(1 - given.alpha / 2)
  const pairs = costOfRanks * (((level + normalQuantile(given.power ?? 0.9)) * given.spread) / given.distance) ** 2
  // Few pairs know their own spread badly: Guenther's correction (1981), without which 14 pairs have power .8 instead of .9.
  return Math.ceil(pairs + level ** 2 / 2)
}

/**
 * The standard deviation of normal noise that gives a signed-rank interval of this width, from that many pairs at two-sided level `alpha`;
 * 0 for width 0. Unlike the deviation of the pairs, it is not ruled by the wildest of them.
 */
export function spreadOfInterval(width: LogRatio, pairs: number, alpha: Probability): LogRatio {
  return (width / 2 / normalQuantile(1 - alpha / 2)) * Math.sqrt(pairs / costOfRanks)
}
