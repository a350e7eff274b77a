import type { LogRatio, Nanoseconds } from '../model/units.ts'
import { robustDeviation } from './deviation.ts'
import { median } from './median.ts'

/** One benchmark of a suite: what it took, and how that changed. */
export interface ShiftPoint {
  readonly baselineNs: Nanoseconds
  readonly logRatio: LogRatio
}

/** What a whole suite shares. `either`: a shift that all share, whose shape these baselines cannot tell. */
export type ShiftKind = 'additive' | 'ratio' | 'either' | 'none'

export interface CommonShift {
  readonly kind: ShiftKind
  /** The nanoseconds that each benchmark would have gained, whether or not that is the shape; Huber's estimate. */
  readonly addedNs: Nanoseconds
  /** The factor that each would have gained, as a logarithm; Huber's estimate. */
  readonly logRatio: LogRatio
  /** By how much the Bayesian information criterion of the shape chosen is below that of the next best; not negative. */
  readonly margin: number
  /** Standard deviation of what is left around the best of the three shapes, robust, at least 0.001. */
  readonly deviation: LogRatio
  /** What is left of each log ratio, in the order of the points; for `either` beside the better of the two shapes. */
  readonly residuals: readonly LogRatio[]
}

/**
 * What all benchmarks of a suite share: nothing, the same factor `a` (ln(y'/y) = a), or the same nanoseconds `k` (ln(y'/y) = ln(1 + k / y)).
 *
 * Each shape is fitted by Huber's M-estimate (1964), so that a minority of true changes hardly bends it, and the Bayesian information
 * criterion chooses. The winner then has to be worth the name (see `isWorthNaming`): a few large changes on one side would otherwise pass for a small
 * shift of all. A shape counts as told from the other one from a margin of 6 (Kass & Raftery 1995: "strong").
 *
 * Null below five points. RangeError when a baseline is not positive and finite, or a log ratio not finite.
 */
export function commonShift(points: readonly ShiftPoint[]): CommonShift | null {
  for (const { baselineNs, logRatio } of points) {
    if (!(baselineNs > 0 && Number.isFinite(baselineNs) && Number.isFinite(logRatio))) {
      throw new RangeError(`no shift of ${logRatio} from ${baselineNs} ns can be fitted`)
    }
  }
  if (points.length < fewest) return null

  const logRatios = points.map(({ logRatio }) => logRatio)
  const shapes = {
    none: { parameters: 0, shiftOf: () => () => 0, starts: [0] },
    ratio: { parameters: 1, shiftOf: (a: number) => () => a, starts: quantiles(logRatios) },
    additive: {
      parameters: 1,
      shiftOf: (k: number) => (baselineNs: Nanoseconds) => (k > -baselineNs ? Math.log1p(k / baselineNs) : -Infinity),
      starts: quantiles(points.map(({ baselineNs, logRatio }) => baselineNs * Math.expm1(logRatio))),
    },
  } satisfies Record<string, Shape>
  const names = ['none', 'ratio', 'additive'] as const

  // The scale has to be the same for all shapes, or their losses could not be compared: that of the shape that leaves least.
  const roughly = names.map(name => robustDeviation(fit(points, shapes[name], Math.abs).residuals, 0))
  const deviation = Math.max(smallestDeviation, Math.min(...roughly))
  const fits = names
    .map(name => {
      const fitted = fit(points, shapes[name], residual => huber(residual / deviation))
      return { name, ...fitted, criterion: 2 * fitted.loss + shapes[name].parameters * Math.log(points.length) }
    })
    .sort((a, b) => a.criterion - b.criterion)
  const [best, second] = fits as [(typeof fits)[0], (typeof fits)[0]]
  const valueOf = (name: 'ratio' | 'additive') => fits.find(one => one.name === name)!.value
  const found = { addedNs: valueOf('additive'), logRatio: valueOf('ratio'), margin: second.criterion - best.criterion, deviation }
  const aboveNone = fits.find(({ name }) => name === 'none')!.criterion - best.criterion
  if (aboveNone < strongMargin || !isWorthNaming(best, points, deviation)) return { kind: 'none', ...found, residuals: logRatios }
  const isTold = found.margin >= strongMargin
  return { kind: isTold ? best.name : 'either', ...found, residuals: best.residuals }
}

const fewest = 5
/** No time of a build is steadier than a thousandth from one measurement to the next; keeps rounded tables from having no noise at all. */
const smallestDeviation = 0.001
const strongMargin = 6
/** Huber's constant: .95 as efficient as the mean for normal noise. */
const tuning = 1.345

interface Shape {
  readonly parameters: number
  readonly shiftOf: (value: number) => (baselineNs: Nanoseconds) => LogRatio
  /** Ascending values of the parameter between which its best value is sought. */
  readonly starts: readonly number[]
}

interface Fit {
  readonly value: number
  readonly loss: number
  readonly residuals: readonly LogRatio[]
}

/** The value of a shape's one parameter with the least loss: the best of the starts, refined between its neighbours by golden section. */
function fit(points: readonly ShiftPoint[], { shiftOf, starts }: Shape, lossOf: (residual: number) => number): Fit {
  const lossAt = (value: number): number => {
    const shift = shiftOf(value)
    let loss = 0
    for (const { baselineNs, logRatio } of points) loss += lossOf(logRatio - shift(baselineNs))
    return loss
  }
  const losses = starts.map(lossAt)
  const best = losses.indexOf(Math.min(...losses))
  let low = starts[Math.max(0, best - 1)]!
  let high = starts[Math.min(starts.length - 1, best + 1)]!
  let value = starts[best]!
  let loss = losses[best]!
  const golden = (Math.sqrt(5) - 1) / 2
  let inner = { value: high - golden * (high - low), loss: 0 }
  let outer = { value: low + golden * (high - low), loss: 0 }
  inner.loss = lossAt(inner.value)
  outer.loss = lossAt(outer.value)
  for (let step = 0; step < 20 && low < high; step++) {
    if (inner.loss <= outer.loss) {
      high = outer.value
      outer = inner
      inner = { value: high - golden * (high - low), loss: 0 }
      inner.loss = lossAt(inner.value)
    } else {
      low = inner.value
      inner = outer
      outer = { value: low + golden * (high - low), loss: 0 }
      outer.loss = lossAt(outer.value)
    }
    const nearer = inner.loss <= outer.loss ? inner : outer
    if (nearer.loss < loss) ({ value, loss } = nearer)
  }
  const shift = shiftOf(value)
  return { value, loss, residuals: points.map(({ baselineNs, logRatio }) => logRatio - shift(baselineNs)) }
}

function huber(scaled: number): number {
  const size = Math.abs(scaled)
  return size <= tuning ? (size * size) / 2 : tuning * (size - tuning / 2)
}

/**
 * Whether a shape that won is more than the pull of a few large changes.
 *
 * A factor has to be there without them too: the biweight centre, which large changes do not pull, is 1 % or more and half of the spread.
 * Nanoseconds show in short benchmarks only, so it takes more than two of them: the shape still wins when the two that speak for it loudest are
 * silent, and two thirds of those that can show it (by two deviations) are nearer to it than to none.
 */
function isWorthNaming({ name, value, residuals }: Fit & { name: string }, points: readonly ShiftPoint[], deviation: LogRatio): boolean {
  if (name === 'ratio') {
    const logRatios = points.map(({ logRatio }) => logRatio)
    return Math.abs(biweightCentre(logRatios, value, deviation)) >= Math.max(Math.log(1.01), deviation / 2)
  }
  const gains = points.map(({ logRatio }, index) => ({
    gain: 2 * (huber(logRatio / deviation) - huber(residuals[index]! / deviation)),
    shift: Math.abs(logRatio - residuals[index]!),
  }))
  const quieter = gains.toSorted((a, b) => b.gain - a.gain).slice(2)
  if (quieter.reduce((sum, { gain }) => sum + gain, 0) < Math.log(points.length)) return false
  const showing = gains.filter(({ shift }) => shift > 2 * deviation)
  return showing.filter(({ gain }) => gain > 0).length >= (2 / 3) * showing.length
}

/** Tukey's biweight centre, from a start near it: values further away than 4.685 deviations have no weight at all (.95 efficient for normal noise). */
function biweightCentre(values: readonly number[], start: number, deviation: number): number {
  let centre = start
  for (let step = 0; step < 20; step++) {
    let weighted = 0
    let weights = 0
    for (const value of values) {
      const distance = (value - centre) / (4.685 * deviation)
      const weight = Math.abs(distance) < 1 ? (1 - distance * distance) ** 2 : 0
      weighted += weight * value
      weights += weight
    }
    if (weights === 0) return start
    centre = weighted / weights
  }
  return centre
}

/** Up to 22 values, evenly spread in rank from the smallest to the largest, with the median among them; ascending, without repeats. */
function quantiles(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const ranks = Array.from({ length: 21 }, (_, index) => Math.round((index / 20) * (sorted.length - 1)))
  return [...new Set([...ranks.map(rank => sorted[rank]!), median(sorted)])].sort((a, b) => a - b)
}
