import type { Nanoseconds, Ratio, Share } from '../model/units.ts'
import { robustDeviation } from './deviation.ts'
import { medianOfSorted, median } from './median.ts'
import { seriesNoise } from './noise.ts'
import { cumulate, squaredError } from './partition.ts'
import { quantile } from './quantiles.ts'
import { trendOf } from './trend.ts'
import { bimodal } from './bimodal.ts'

/** The samples of one launch, and what is known about how they were taken. */
export interface IterationSeries {
  /** In order, warm-up included; per iteration. */
  readonly samplesNs: readonly Nanoseconds[]
  /** Index of the first steady sample; null when none was detected. */
  readonly steadyStart: number | null
  /** Iterations per sample. */
  readonly batch: number
  readonly timerStepNs: Nanoseconds
  /** One number for each of several launches of the same variant; none when only one is known. */
  readonly launchesNs?: readonly Nanoseconds[]
}

/** What a series of iterations looks like. */
export type IterationShape =
  /** The timer is too coarse for a number to be made of the samples. */
  | { readonly kind: 'coarse-timer'; readonly stepsPerSample: number; readonly distinct: number; readonly samples: number }
  /** Each iteration takes longer than the one before. */
  | IterationTrend
  /** Samples of a launch alternate between two levels, or launches fall into two groups. */
  | {
      readonly kind: 'two-modes'
      readonly where: 'samples' | 'launches'
      readonly lowNs: Nanoseconds
      readonly highNs: Nanoseconds
      readonly highShare: Share
      readonly count: number
    }
  /** The level that the samples return to keeps moving; its least and its largest value over parts of the launch. */
  | { readonly kind: 'never-steady'; readonly lowNs: Nanoseconds; readonly highNs: Nanoseconds }
  | { readonly kind: 'steady'; readonly start: number; readonly levelNs: Nanoseconds }
  /** Too few samples, or not steady in a way that interruptions from outside explain. */
  | { readonly kind: 'unclear' }

export interface IterationTrend {
  readonly kind: 'trend'
  /** By how much an iteration takes longer than the one before it, with the interval at 95 %. */
  readonly slopeNs: { readonly estimate: Nanoseconds; readonly low: Nanoseconds; readonly high: Nanoseconds }
  /** Time of an iteration at the end of the part looked at, by the time at its beginning. */
  readonly growth: Ratio
  /** Iterations in that part. */
  readonly iterations: number
  /** Whether the iteration time grows as a line (the total then grows quadratically), levels off, or grows faster and faster. */
  readonly course: 'linear' | 'saturating' | 'accelerating'
}

/** Below this a sample is timed to worse than a thousandth. */
const fewestSteps = 1000
/** Fewer samples than this show nothing but the timer. */
const fewestSamples = 12
/** A trend is named at this one-sided probability in the whole, and when both halves rise by themselves at the other. */
const trendLevel = { whole: 0.005, half: 0.1 }
/** Two intervals of the same slope at 90 % lie apart in 2 %. */
const halfConfidence = 0.9
/** Growth over the launch that is worth naming: levels within 2 % are the same elsewhere (`steadyStart`), and a trend is seen more sharply than a level. */
const leastGrowth: Share = 0.01
/** A single step is a change of level and no alternation, and neither are a few interruptions that last as long as the step is high. */
const fewestSwitches = 4
const switchShare: Share = 0.05
/** The level of a part of the launch: interruptions only add time, so the faster samples show the program. */
const levelProbability = 0.1
const levelTolerance: Share = 0.03

/**
 * What a series of iterations looks like: the first of coarse timer, trend, two modes (within the launch, then between launches) and
 * never steady that the samples prove; otherwise steady, or unclear.
 *
 * Each is named in at most 2 % of launches that are steady, whatever their noise: correlated, in bursts, skewed, with outliers
 * (simulated in `iteration-shape.test.ts`). RangeError when a sample is negative or not finite.
 */
export function iterationShape(series: IterationSeries): IterationShape {
  const { samplesNs, steadyStart, launchesNs = [] } = series
  const wrong = samplesNs.findIndex(sample => !(sample >= 0 && sample < Infinity))
  if (wrong >= 0) throw new RangeError(`sample ${wrong} of the launch is ${samplesNs[wrong]}`)
  const start = Math.min(steadyStart ?? Infinity, Math.floor(samplesNs.length / 4))
  const afterWarmUp = samplesNs.slice(start)
  return (
    coarseTimer(series) ??
    trend(afterWarmUp, series.batch) ??
    modes(afterWarmUp, 'samples') ??
    modes(launchesNs, 'launches') ??
    (steadyStart === null
      ? (neverSteady(afterWarmUp) ?? { kind: 'unclear' })
      : { kind: 'steady', start: steadyStart, levelNs: median(samplesNs.slice(steadyStart)) })
  )
}

function coarseTimer({ samplesNs, batch, timerStepNs }: IterationSeries): IterationShape | null {
  if (samplesNs.length === 0) return null
  const sorted = Float64Array.from(samplesNs).sort()
  const middle = medianOfSorted(sorted)
  const stepsPerSample = (middle * batch) / timerStepNs
  const rises = sorted
    .subarray(1)
    .map((sample, index) => sample - sorted[index]!)
    .filter(rise => rise > 0)
  const distinct = rises.length + 1
  const isGrid = rises.length > 0 && rises.reduce((least, rise) => Math.min(least, rise)) > middle / fewestSteps
  const isCoarse = stepsPerSample < fewestSteps || (isGrid && samplesNs.length >= fewestSamples && distinct <= samplesNs.length / 4)
  return isCoarse ? { kind: 'coarse-timer', stepsPerSample, distinct, samples: samplesNs.length } : null
}

function trend(samplesNs: readonly Nanoseconds[], batch: number): IterationShape | null {
  if (samplesNs.length < fewestSamples) return null
  const whole = trendOf(samplesNs)
  const rise = whole.slope * (samplesNs.length - 1)
  const beginning = median(samplesNs) - rise / 2
  if (whole.rising > trendLevel.whole || rise < leastGrowth * beginning) return null
  const half = Math.floor(samplesNs.length / 2)
  const [first, second] = [trendOf(samplesNs.slice(0, half), halfConfidence), trendOf(samplesNs.slice(half), halfConfidence)]
  // After a single step, or a slow beginning, only one of the halves rises.
  if (first.rising > trendLevel.half || second.rising > trendLevel.half || isStep(samplesNs, whole.slope)) return null
  return {
    kind: 'trend',
    slopeNs: { estimate: whole.slope / batch, low: whole.low / batch, high: whole.high / batch },
    growth: (beginning + rise) / beginning,
    iterations: samplesNs.length * batch,
    course: second.high < first.low ? 'saturating' : second.low > first.high ? 'accelerating' : 'linear',
  }
}

/** Whether one step explains the samples better than a line does; spikes are clipped to four deviations from the line. */
function isStep(samplesNs: readonly Nanoseconds[], slope: number): boolean {
  const residuals = samplesNs.map((sample, index) => sample - slope * index)
  const centre = median(residuals)
  const reach = 4 * robustDeviation(residuals, centre)
  const offLine = residuals.map(residual => Math.min(Math.max(residual - centre, -reach), reach))
  const cumulated = cumulate(Float64Array.from(offLine, (residual, index) => residual + slope * index))
  const n = samplesNs.length
  const errors = samplesNs.map((_, cut) => (cut === 0 ? Infinity : squaredError(cumulated, 0, cut) + squaredError(cumulated, cut, n)))
  return Math.min(...errors) < offLine.reduce((sum, residual) => sum + residual * residual, 0)
}

function modes(timesNs: readonly Nanoseconds[], where: 'samples' | 'launches'): IterationShape | null {
  const found = bimodal(timesNs.map(time => Math.log(Math.max(time, Number.MIN_VALUE))))
  if (found === null || (where === 'samples' && found.switches < Math.max(fewestSwitches, switchShare * timesNs.length))) return null
  return {
    kind: 'two-modes',
    where,
    lowNs: Math.exp(found.low),
    highNs: Math.exp(found.high),
    highShare: found.highShare,
    count: timesNs.length,
  }
}

/** The parts of the launch that are compared, and their fewest samples: shorter ones can lie within one burst of load as a whole. */
const parts = 3
const fewestInPart = 20

function neverSteady(samplesNs: readonly Nanoseconds[]): IterationShape | null {
  const length = Math.floor(samplesNs.length / parts)
  if (length < fewestInPart) return null
  const levels = Array.from({ length: parts }, (_, part) => quantile(samplesNs.slice(part * length, (part + 1) * length), levelProbability))
  const [lowNs, highNs] = [Math.min(...levels), Math.max(...levels)]
  const { deviation, correlation } = seriesNoise(samplesNs)
  const error = deviation * Math.sqrt((2 / length) * ((1 + correlation) / (1 - correlation)))
  return highNs - lowNs > Math.max(levelTolerance * lowNs, 5 * error) ? { kind: 'never-steady', lowNs, highNs } : null
}
