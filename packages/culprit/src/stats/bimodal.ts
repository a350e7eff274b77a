import type { Share } from '../model/units.ts'
import { binomialAtLeast } from './binomial.ts'
import { median } from './median.ts'
import { quantile } from './quantiles.ts'

/** Two levels between which values fall, with hardly anything in between. */
export interface Bimodal {
  /** Medians of the lower and the upper values, in their unit. */
  readonly low: number
  readonly high: number
  /** The share of the upper level in the values that are at one of the two. */
  readonly highShare: Share
  /** How often one of these is at another level than the one before it. */
  readonly switches: number
}

/** Fewer values are clustered by chance too often. */
const fewest = 12
/** Fewer than this share are outliers and no level of their own. */
const leastShare: Share = 0.1
/** Distance of the levels in mean deviations within them (Ashman et al. 1994 call 2 separated; halves of a normal sample reach 2.7, of a uniform one 3.5). */
const leastSeparation = 4.5
/** A slower level that is so much wider than the faster one is no state of the program: load on the machine adds times of all sizes. */
const widestRatio = 1.75
/** A level is narrow enough when it is this share of the distance wide; how much narrower it is says nothing. */
const narrow: Share = 0.05
/** The probability that a distribution with one peak leaves the middle third between the levels as empty as it is. */
const valleyLevel = 0.07

/**
 * The two levels of values that have two, otherwise null: never fewer than 12 values, or fewer than a tenth of them at one level.
 *
 * The values (of run times: their logarithms) are cut in two with the least squared error. They have two levels when the parts are
 * narrow against their distance, the upper hardly wider than the lower, and when the middle third between them holds fewer values than any
 * distribution with one peak would leave there by chance: such a distribution is nowhere between two points lower than at the lower of them
 * (binomial test). All limits together name two levels in under 2 % of samples that have one; see `iteration-shape.test.ts`.
 *
 * RangeError when a value is not finite.
 */
export function bimodal(values: readonly number[]): Bimodal | null {
  const wrong = values.findIndex(value => !Number.isFinite(value))
  if (wrong >= 0) throw new RangeError(`value ${wrong} is ${values[wrong]}`)
  if (values.length < fewest) return null

  const sorted = clipped(values).sort()
  const cut = bestCut(sorted)
  const lower = sorted.subarray(0, cut)
  const upper = sorted.subarray(cut)
  if (Math.min(lower.length, upper.length) < Math.max(3, leastShare * values.length)) return null

  const [low, high] = [median(lower), median(upper)]
  const leastWidth = narrow * (high - low)
  const [lowWidth, highWidth] = [Math.max(widthOf(lower), leastWidth), Math.max(widthOf(upper), leastWidth)]
  const separation = (Math.SQRT2 * (high - low)) / Math.hypot(lowWidth, highWidth)
  if (!(separation >= leastSeparation) || highWidth > widestRatio * lowWidth || !hasValley(sorted, low, high)) return null

  const atHigh = values.flatMap(value => {
    const place = (value - low) / (high - low)
    return Math.abs(place - 0.5) < 1 ? [place > 0.5] : []
  })
  return {
    low,
    high,
    highShare: atHigh.filter(Boolean).length / atHigh.length,
    switches: atHigh.filter((isHigh, index) => index > 0 && isHigh !== atHigh[index - 1]).length,
  }
}

/** Far outliers would make a cluster of their own, or one of the two wide; they are drawn in to the reach of the nine tenths in the middle. */
function clipped(values: readonly number[]): Float64Array {
  const [from, to] = [quantile(values, 0.05), quantile(values, 0.95)]
  const slack = (to - from) / 4
  return Float64Array.from(values, value => Math.min(Math.max(value, from - slack), to + slack))
}

/** The index that parts ascending values with the least sum of squared distances from the means of both parts. */
function bestCut(sorted: Float64Array): number {
  const total = sorted.reduce((sum, value) => sum + value, 0)
  let best = 0
  let cut = 1
  let sum = 0
  for (let index = 1; index < sorted.length; index++) {
    sum += sorted[index - 1]!
    const rest = sorted.length - index
    const between = (sum / index - (total - sum) / rest) ** 2 * index * rest
    if (between > best) {
      best = between
      cut = index
    }
  }
  return cut
}

/** The deviation of normal values with the same seven tenths in the middle: of few values nearly the range, of many without the outliers. */
function widthOf(values: Float64Array): number {
  return (quantile(values, 0.85) - quantile(values, 0.15)) / 2.072866778987579
}

function hasValley(sorted: Float64Array, low: number, high: number): boolean {
  const third = (high - low) / 3
  const within = (from: number, to: number) => sorted.reduce((count, value) => count + (value > from && value < to ? 1 : 0), 0)
  const middle = within(low + third, high - third)
  const sides = Math.min(within(low - third / 2, low + third / 2), within(high - third / 2, high + third / 2))
  return binomialAtLeast(sides, sides + middle, 0.5) <= valleyLevel
}
