import type { LogRatio, Probability } from '../model/units.ts'

/** What was measured of the versions of a range against its good end, each value clipped to what one version can be. */
export interface VersionData {
  /** How many values each version has, and their sum. */
  readonly counts: Float64Array
  readonly sums: Float64Array
  /** How many values there are in all, and the sum of their squares. */
  total: number
  squares: number
}

/** What is known before the search, from the comparison of the ends. */
export interface StepPrior {
  /** The standard deviation of one value, above 0. */
  readonly spread: LogRatio
  /** The size of the step, not 0. */
  readonly step: LogRatio
}

/**
 * A version before the step is as fast as the good end up to an eighth of the step (standard deviation): what layout does, and small changes.
 * It has to be narrower than the step by far, because two levels that may be equal say nothing about where they part.
 */
const levelBefore = 1 / 8
/** Nothing is known about the level after the step: it is worth a hundredth of a measurement. */
const worthAfter = 0.01
/**
 * How many measurements the spread is worth: next to nothing, because it comes from the same data. Counting it as two of them makes
 * the probabilities too sure (slope .86 instead of .91 with 64 versions and a step of two deviations).
 */
const spreadWorth = 0.1

/**
 * The probability of each place for the step, in a range with exactly one: entry c is that of a step between the versions c - 1 and c. The
 * weights need not add up to 1; those outside the range must be 0.
 *
 * Two levels, normal noise, levels and variance integrated out (normal-inverse-gamma, conjugate):
 * ln ml(c) = sum over sides of ½ ln(k / (n + k)) - (a + N/2) ln(b + ½ (SS - sum over sides of S² / (n + k))).
 * All 0 when no place has a weight.
 */
export function stepPosterior(data: VersionData, weights: Float64Array, { spread, step }: StepPrior): Float64Array {
  const { counts, sums, total, squares } = data
  const worthBefore = (spread / (levelBefore * step)) ** 2
  const shape = (spreadWorth + total) / 2
  const scale = (spreadWorth / 2) * spread ** 2
  let sumInAll = 0
  for (const sum of sums) sumInAll += sum
  const logs = new Float64Array(weights.length).fill(-Infinity)
  let count = 0
  let sum = 0
  for (let place = 1; place < weights.length; place++) {
    count += counts[place - 1]!
    sum += sums[place - 1]!
    if (weights[place] === 0) continue
    const before = count + worthBefore
    const after = total - count + worthAfter
    const unexplained = squares - sum ** 2 / before - (sumInAll - sum) ** 2 / after
    const fit = -shape * Math.log(scale + Math.max(0, unexplained) / 2)
    logs[place] = Math.log(weights[place]!) - (Math.log(before) + Math.log(after)) / 2 + fit
  }
  return normalised(logs)
}

/** exp of logarithms, divided by their sum; all 0 when all are -Infinity. */
export function normalised(logs: Float64Array): Float64Array {
  const highest = logs.reduce((high, log) => Math.max(high, log), -Infinity)
  if (highest === -Infinity) return new Float64Array(logs.length)
  const shares = logs.map(log => Math.exp(log - highest))
  const whole = shares.reduce((sum, share) => sum + share, 0)
  return shares.map(share => share / whole)
}

/** The sum of the probabilities of a step after `from` and not after `to`. */
export function massBetween(posterior: Float64Array, from: number, to: number): Probability {
  let mass = 0
  for (let place = from + 1; place <= to; place++) mass += posterior[place]!
  return Math.min(1, mass)
}

/** The first place up to which half of the probability lies. */
export function medianPlace(posterior: Float64Array): number {
  let mass = 0
  for (let place = 0; place < posterior.length; place++) {
    mass += posterior[place]!
    if (mass >= 0.5) return place
  }
  return posterior.length - 1
}
