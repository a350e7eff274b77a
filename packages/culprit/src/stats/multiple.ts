import type { CorrectionMethod } from '../model/correction.ts'
import type { Probability } from '../model/units.ts'

/** Which of many tests are claimed at a rate of false claims, by the name of the method. */
export const corrections = { 'benjamini-yekutieli': benjaminiYekutieli, holm } as const satisfies Record<CorrectionMethod, unknown>

/**
 * Which of many tests are claimed so that, of all claims, at most the share `rate` is expected to be false, however the tests depend on each
 * other (Benjamini & Yekutieli 2001). In the order of the p-values.
 *
 * RangeError when a p-value or the rate is no probability. Empty gives empty.
 */
export function benjaminiYekutieli(pValues: readonly Probability[], rate: Probability): boolean[] {
  check(pValues, rate)
  const { length } = pValues
  const harmonic = pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
  const order = ascending(pValues)
  // All up to the last one that is below its line, also those that are not.
  const last = order.findLastIndex((place, rank) => pValues[place]! <= ((rank + 1) * rate) / (length * harmonic))
  return claimed(order.slice(0, last + 1), length)
}

/** Which of many tests are claimed so that with probability 1 - `rate` none of the claims is false (Holm 1979). As above. */
export function holm(pValues: readonly Probability[], rate: Probability): boolean[] {
  check(pValues, rate)
  const { length } = pValues
  const order = ascending(pValues)
  const first = order.findIndex((place, rank) => pValues[place]! > rate / (length - rank))
  return claimed(first < 0 ? order : order.slice(0, first), length)
}

function ascending(pValues: readonly Probability[]): number[] {
  return pValues.map((_, place) => place).sort((a, b) => pValues[a]! - pValues[b]!)
}

function claimed(places: readonly number[], length: number): boolean[] {
  const set = new Set(places)
  return Array.from({ length }, (_, place) => set.has(place))
}

function check(pValues: readonly Probability[], rate: Probability): void {
  const wrong = [...pValues, rate].find(value => !(value >= 0 && value <= 1))
  if (wrong !== undefined) throw new RangeError(`${wrong} is no probability`)
}
