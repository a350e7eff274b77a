import type { Nanoseconds, Share } from '../model/units.ts'
import { changePoints } from './change-points.ts'
import { robustDeviation } from './deviation.ts'
import { median } from './median.ts'
import { seriesNoise } from './noise.ts'

export interface SteadyStateOptions {
  /** Levels that differ by no more than this share are the same level. */
  readonly tolerance?: Share
  /** The steady part must be at least this share of the samples. A quarter: Barrett et al. ask for 500 of 2000. */
  readonly minimumShare?: Share
  /** The steady part must have at least this many samples. */
  readonly minimumSamples?: number
}

/** The share of the steady part that may lie at other levels in between: a run of collections or of load does not move its median. */
const excursions: Share = 0.1

/**
 * The index of the first sample of the steady state, given the samples of one launch in order; null when there is none to be seen.
 *
 * The samples are cut into segments of constant level (Barrett et al. 2017). The steady part begins at the earliest segment whose level is within
 * `tolerance` of the last one's, and after which hardly anything is at another level. Spikes of one or two samples, such as garbage
 * collections, are no level of their own; slow samples right at the start are warm-up all the same. Null when the part so found
 * is too short or moves as a whole: the time still falls or rises, or has just changed, or there are too few samples to tell.
 *
 * Samples of 0 (a timer that is too coarse) count as the smallest sample that is not 0; all 0 is steady from the start. RangeError when a
 * sample is negative or not finite.
 */
export function steadyStart(samples: readonly Nanoseconds[], options: SteadyStateOptions = {}): number | null {
  const { tolerance = 0.02, minimumShare = 0.25, minimumSamples = 5 } = options
  const logs = logarithms(samples)
  // Warming up looks like correlation, so correlated noise is not allowed for here: a false step within the tolerance does no harm.
  const { segments } = changePoints(logs, { independent: true })
  const last = segments.at(-1)
  if (last === undefined) return null

  const limit = Math.log1p(tolerance)
  let start = last.start
  let elsewhere = 0
  for (const segment of segments.toReversed()) {
    if (Math.abs(segment.level - last.level) > limit) elsewhere += segment.end - segment.start
    else if (elsewhere <= excursions * (samples.length - segment.start)) start = segment.start
  }
  const reach = Math.max(limit, 3 * robustDeviation(logs.slice(last.start)))
  while (start < samples.length && Math.abs(logs[start]! - last.level) > reach) start++

  const isLong = samples.length - start >= Math.max(minimumSamples, minimumShare * samples.length)
  return isLong && !moves(logs.slice(start), limit) ? start : null
}

function logarithms(samples: readonly Nanoseconds[]): number[] {
  const wrong = samples.findIndex(sample => !(sample >= 0 && sample < Infinity))
  if (wrong >= 0) throw new RangeError(`sample ${wrong} of the launch is ${samples[wrong]}`)
  const least = samples.reduce((least, sample) => (sample > 0 ? Math.min(least, sample) : least), Infinity)
  return samples.map(sample => (least === Infinity ? 0 : Math.log(Math.max(sample, least))))
}

/** Whether the last third lies elsewhere than the first, by more than the limit and by more than noise explains (three standard errors). */
function moves(logs: readonly number[], limit: number): boolean {
  const third = Math.ceil(logs.length / 3)
  const move = Math.abs(median(logs.slice(-third)) - median(logs.slice(0, third)))
  // The variance of a median is pi / 2 times that of the mean, and two of them are compared.
  const error = seriesNoise(logs).deviation * Math.sqrt(Math.PI / third)
  return move > Math.max(limit, 3 * error)
}
