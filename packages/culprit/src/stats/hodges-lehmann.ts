import { medianOfSorted } from './median.ts'
import { walshAverages } from './walsh.ts'

/**
 * The centre of a symmetric distribution, estimated by the median of the Walsh averages (Hodges & Lehmann 1963).
 *
 * In the unit of the values. For normal noise it is .955 as efficient as the mean, never below .864, and nearly a third of the
 * values can be arbitrarily wrong. NaN when empty; the value itself for one; RangeError when a value is not finite.
 */
export function hodgesLehmann(values: readonly number[]): number {
  return medianOfSorted(walshAverages(values))
}
