import { midpoint } from './median.ts'

/**
 * The Walsh averages: the means of all n(n+1)/2 pairs of values, each value with itself included, ascending.
 *
 * In the unit of the values. Empty when there are none; ties keep their multiplicity. The values must be finite, otherwise RangeError.
 */
export function walshAverages(values: readonly number[]): Float64Array<ArrayBuffer> {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2)
  let next = 0
  for (const [index, a] of values.entries()) {
    if (!Number.isFinite(a)) throw new RangeError(`value ${index} is ${a}; only finite numbers can be ranked`)
    for (let other = 0; other <= index; other++) averages[next++] = midpoint(a, values[other]!)
  }
  return averages.sort()
}
