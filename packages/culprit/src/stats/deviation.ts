import type { Share } from '../model/units.ts'
import { median } from './median.ts'

/** The arithmetic mean; NaN when empty or when a value is NaN. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The standard deviation of the population that the values were drawn from (divisor n - 1), in their unit.
 *
 * NaN below two values or when a value is NaN; 0 when all are equal.
 */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

/** How far apart the smallest and the largest are, as a share of the mean. NaN when empty or when a value is NaN, or all are 0. */
export function relativeRange(values: readonly number[]): Share {
  return (Math.max(...values) - Math.min(...values)) / mean(values)
}

/**
 * The median distance from `centre` (the median when not given), scaled to be the standard deviation when the values are normal.
 *
 * Up to half of the values can be arbitrarily wrong without making it arbitrarily large. It collapses to 0 when more than
 * half of the values are equal. NaN when empty or when a value is NaN.
 */
export function robustDeviation(values: ArrayLike<number>, centre = median(values)): number {
  // 1 / quantile of the standard normal at 3/4.
  return 1.482602218505602 * median(Float64Array.from(values, value => Math.abs(value - centre)))
}
