import type { Probability } from '../model/units.ts'
import { pairsNeeded } from '../stats/pairs-needed.ts'
import { defaultBisectionPlan } from './problem.ts'

/** How many pairs a bisection probably takes, by what they are for. */
export interface ExpectedMeasurements {
  readonly ends: number
  readonly search: number
  readonly confirmation: number
  readonly remainder: number
  readonly total: number
}

/** Excluding the threshold on both sides takes as many pairs as a threshold that much smaller on one. */
const bothWays = 1.2

/**
 * The pairs that a bisection of `versions` versions takes on average, for a step of `d` standard deviations of a pair and a practical
 * threshold of `margin` of them; both above 0. For the plan that is shown before: within a third of what simulations take.
 *
 * The comparisons need what the signed-rank test needs; flat remainders have to exclude the threshold in both directions.
 */
export function expectedMeasurements(
  versions: number,
  d: number,
  margin: number,
  alpha: Probability = defaultBisectionPlan.alpha,
): ExpectedMeasurements {
  if (!(versions >= 2 && d > 0 && margin > 0)) {
    throw new RangeError(`no number of measurements for ${versions} versions, a step of ${d} and a threshold of ${margin} deviations`)
  }
  const ends = comparison(d, alpha)
  if (versions === 2) return { ends, search: 0, confirmation: 0, remainder: 0, total: ends }
  const search = expectedSearch(versions, d, alpha)
  const confirmation = comparison(d, alpha / 2)
  // Beside a place that is equally likely anywhere lie two remainders, of which one is empty when it is the first or the last.
  const remainder = Math.round(2 * (1 - 1 / (versions - 1)) * comparison(margin / bothWays, alpha))
  return { ends, search, confirmation, remainder, total: ends + search + confirmation + remainder }
}

/**
 * The pairs of the search alone: log2(places) / I(d) to find the place (Burnashev & Zigangirov 1974), and 4 ln(1/alpha) / d² to be sure of it,
 * for each of the three rivals that it has when levels and spread are not known (as many as simulations show).
 */
export function expectedSearch(versions: number, d: number, alpha: Probability): number {
  const rivals = Math.min(3, Math.max(1, versions - 2))
  return Math.ceil(Math.log2(Math.max(2, versions - 1)) / channelCapacity(d) + (4 * rivals * Math.log(1 / alpha)) / d ** 2)
}

/**
 * What one measurement tells about which of two levels a version has, in bits: the capacity of the binary-input channel with Gaussian noise
 * whose levels lie `d` standard deviations apart. 0 for d = 0, 1 at most. By Simpson's rule, error below 1e-6.
 */
export function channelCapacity(d: number): number {
  const half = d / 2
  const steps = 400
  const width = 16 / steps
  let lost = 0
  for (let step = 0; step <= steps; step++) {
    const z = -8 + step * width
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2
    lost += weight * Math.exp(-(z ** 2) / 2) * Math.log1p(Math.exp(-2 * half * (half + z)))
  }
  return 1 - (lost * width) / 3 / Math.sqrt(2 * Math.PI) / Math.LN2
}

/** Pairs of a sequential comparison; its looks make it wait for the next one, and end it. */
function comparison(d: number, alpha: Probability): number {
  const { looks } = defaultBisectionPlan
  return Math.min(looks.at(-1)!, Math.max(looks[0]!, pairsNeeded({ spread: 1, distance: d, alpha })))
}
