import type { LogRatio, Probability } from '../model/units.ts'
import { normalQuantile } from './normal.ts'

/** How many more pairs the signed-rank test needs than the mean when the noise is normal: 1 / .955 = pi / 3. */
export const costOfRanks = Math.PI / 3

/**
 * How many pairs exclude a centre that is `distance` from the true one with probability `power`, at two-sided level `alpha`, when
 * ln(candidate / baseline) has standard deviation `spread` (normal noise; heavier tails need fewer).
 *
 * A whole number, at least 1; Infinity for distance 0, NaN when something is NaN.
 */
export function pairsNeeded(given: { spread: LogRatio; distance: LogRatio; alpha: Probability; power?: Probability }): number {
  const quantiles = normalQuantile(1 - given.alpha / 2) + normalQuantile(given.power ?? 0.9)
  const pairs = costOfRanks * ((quantiles * given.spread) / given.distance) ** 2
  return given.distance === 0 ? Infinity : Math.max(1, Math.ceil(pairs))
}
