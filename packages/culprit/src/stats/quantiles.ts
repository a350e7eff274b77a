import type { Probability } from '../model/units.ts'

/**
 * The value below which a share `probability` of the values lies, linear between the order statistics
 * (type 7 of Hyndman & Fan 1996: the default of R and NumPy).
 *
 * Probability 0 gives the smallest value, 1 the largest. NaN when empty, when a value is NaN, or for a probability outside [0, 1].
 */
export function quantile(values: ArrayLike<number>, probability: Probability): number {
  const sorted = Float64Array.from(values).sort()
  const last = sorted.length - 1
  if (last < 0 || Number.isNaN(sorted[last]) || !(probability >= 0 && probability <= 1)) return Number.NaN
  const position = last * probability
  const index = Math.floor(position)
  const share = position - index
  const low = sorted[index]!
  // Two products rather than low + share * (high - low): the difference could overflow.
  return share === 0 ? low : low * (1 - share) + sorted[index + 1]! * share
}
