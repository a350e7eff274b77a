/**
 * The number with as many values below it as above it; for an even count the midpoint of the two middle ones.
 *
 * Any order, any unit; the values are left as they are. NaN when empty or when a value is NaN.
 */
export function median(values: ArrayLike<number>): number {
  return medianOfSorted(Float64Array.from(values).sort())
}

/** The median of values that already ascend, NaN last (as `Float64Array.prototype.sort` leaves them). */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const count = sorted.length
  if (count === 0 || Number.isNaN(sorted[count - 1])) return Number.NaN
  const upper = count >> 1
  return count % 2 === 1 ? sorted[upper]! : midpoint(sorted[upper - 1]!, sorted[upper]!)
}

/** The mean of two numbers: a sum that overflows is halved first. Exact for a = b. NaN for opposite infinities. */
export function midpoint(a: number, b: number): number {
  const sum = a + b
  return Number.isFinite(sum) ? sum / 2 : a / 2 + b / 2
}
