import type { Nanoseconds } from '../model/units.ts'
import { median } from './median.ts'
import { type CentreInterval, signedRankInterval } from './signed-rank-interval.ts'

/** The time of an iteration by the scale of its input: time = overhead + factor × scale^exponent. */
export interface PowerLaw {
  readonly exponent: number
  readonly overheadNs: Nanoseconds
  readonly factorNs: Nanoseconds
}

/** The times of one round, in the order of the scales. */
export interface ScaleRound {
  readonly baselineNs: readonly Nanoseconds[]
  readonly candidateNs: readonly Nanoseconds[]
}

/** How the cost of one side grows. */
export interface SideGrowth {
  /** Null when the time does not grow. */
  readonly exponent: CentreInterval | null
  readonly overheadNs: Nanoseconds | null
  readonly mediansNs: readonly Nanoseconds[]
}

export interface Growth {
  readonly baseline: SideGrowth
  readonly candidate: SideGrowth
  /** Candidate less baseline; null when one of them has no exponent. */
  readonly difference: CentreInterval | null
}

/** Growth from the smallest to the largest scale below which no exponent can be told. */
const leastGrowth = 1.1
/** Exponents that are looked for. */
const exponents = { least: 0.1, most: 6, step: 0.05 }

/**
 * How the cost of both sides grows with the scale, by a power law with a constant part for each round.
 *
 * With the constant part an overhead that dominates small inputs does not hide the exponent, as it does in the slope of logarithms.
 * Rounds are independent of each other, so the exponents of all rounds give the estimate and the interval by the signed-rank test, and
 * those of both sides in the same round their difference, in which what disturbed the round cancels.
 *
 * RangeError below three different scales, when one is not above the one before it, or when a round does not have a positive time for each.
 */
export function growthOf(scales: readonly number[], rounds: readonly ScaleRound[], alpha = 0.05): Growth {
  const wrong = rounds.findIndex(
    ({ baselineNs, candidateNs }) => baselineNs.length !== scales.length || candidateNs.length !== scales.length,
  )
  if (wrong >= 0) throw new RangeError(`round ${wrong} does not have a time for each of ${scales.length} scales`)
  const side = (timesNs: readonly (readonly Nanoseconds[])[]): SideGrowth & { readonly fits: readonly (PowerLaw | null)[] } => {
    const mediansNs = scales.map((_, index) => median(timesNs.map(times => times[index]!)))
    const fits = timesNs.map(times => powerLaw(scales, times))
    const known = fits.filter(fit => fit !== null)
    const grows = rounds.length > 0 && known.length > rounds.length / 2
    return {
      exponent: grows
        ? signedRankInterval(
            known.map(({ exponent }) => exponent),
            alpha,
          )
        : null,
      overheadNs: grows ? Math.max(0, median(known.map(({ overheadNs }) => overheadNs))) : null,
      mediansNs,
      fits,
    }
  }
  const baseline = side(rounds.map(({ baselineNs }) => baselineNs))
  const candidate = side(rounds.map(({ candidateNs }) => candidateNs))
  const differences = candidate.fits.flatMap((fit, round) => {
    const other = baseline.fits[round]
    return fit === null || other == null ? [] : [fit.exponent - other.exponent]
  })
  return {
    baseline: growth(baseline),
    candidate: growth(candidate),
    difference: baseline.exponent === null || candidate.exponent === null ? null : signedRankInterval(differences, alpha),
  }
}

function growth({ exponent, overheadNs, mediansNs }: SideGrowth): SideGrowth {
  return { exponent, overheadNs, mediansNs }
}

/**
 * The power law with the least relative squared error; null when the time grows by less than a tenth from the smallest to the largest scale.
 *
 * The overhead may come out a little below 0: cutting it off there would move the exponents of a side without overhead up.
 */
export function powerLaw(scales: readonly number[], timesNs: readonly Nanoseconds[]): PowerLaw | null {
  const rises = scales.every((scale, index) => scale > 0 && scale < Infinity && (index === 0 || scale > scales[index - 1]!))
  if (scales.length < 3 || !rises) throw new RangeError(`${scales.join(', ')} are not three or more positive scales that ascend`)
  if (!timesNs.every(time => time > 0 && time < Infinity)) throw new RangeError(`${timesNs.join(', ')} are not all positive times`)
  if (timesNs.at(-1)! < leastGrowth * timesNs[0]!) return null

  // Relative to the first scale, so that large ones do not overflow.
  const relative = scales.map(scale => scale / scales[0]!)
  const at = (exponent: number) => constantAndFactor(relative, timesNs, exponent)
  let best = exponents.least
  for (let exponent = exponents.least; exponent <= exponents.most; exponent += exponents.step) {
    if (at(exponent).error < at(best).error) best = exponent
  }
  let [low, high] = [best - exponents.step, best + exponents.step]
  for (let step = 0; step < 40; step++) {
    const third = (high - low) / 3
    if (at(low + third).error < at(high - third).error) high -= third
    else low += third
  }
  const exponent = (low + high) / 2
  const { overhead, factor } = at(exponent)
  return { exponent, overheadNs: overhead, factorNs: factor / scales[0]! ** exponent }
}

/** The overhead and the factor for a given exponent: two unknowns, by least squares of (overhead + factor × scale^exponent) / time - 1. */
function constantAndFactor(scales: readonly number[], times: readonly number[], exponent: number) {
  let [oo, of, ff, o, f] = [0, 0, 0, 0, 0]
  for (const [index, time] of times.entries()) {
    const [x, y] = [1 / time, scales[index]! ** exponent / time]
    oo += x * x
    of += x * y
    ff += y * y
    o += x
    f += y
  }
  const determinant = oo * ff - of * of
  const overhead = Math.max((o * ff - f * of) / determinant, -0.5 * times[0]!)
  const factor = (f - overhead * of) / ff
  const error = times.reduce((sum, time, index) => sum + ((overhead + factor * scales[index]! ** exponent) / time - 1) ** 2, 0)
  return { overhead, factor, error: factor > 0 ? error : Infinity }
}
