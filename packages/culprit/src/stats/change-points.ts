import { mean, robustDeviation } from './deviation.ts'
import { median } from './median.ts'
import { seriesNoise } from './noise.ts'
import { type Cumulated, cumulate, partition, squaredError } from './partition.ts'

/** A stretch of a series whose level is taken to be constant. */
export interface Segment {
  /** Index of its first value. */
  readonly start: number
  /** Index after its last value. */
  readonly end: number
  /** Median of its values, in their unit. */
  readonly level: number
}

/** A step of a series: the first index of the new level, and the range of indices that explain the series about as well (95 %). */
export interface ChangePoint {
  readonly index: number
  readonly earliest: number
  readonly latest: number
  readonly before: number
  readonly after: number
}

export interface ChangePointOptions {
  /** Factor of ln(n) times the variance that a further segment has to save; 4 keeps false steps rare (statistics, section 9). */
  readonly penalty?: number
  /** The fewest values that make a segment. */
  readonly minimumSegment?: number
  /** True to take the noise for uncorrelated: more steps are found, and more of them are none. */
  readonly independent?: boolean
}

/** A series taken apart. */
export interface Segmentation {
  /** In order, without gaps; none for an empty series, otherwise at least one. */
  readonly segments: readonly Segment[]
  /** One between every two neighbouring segments. */
  readonly changes: readonly ChangePoint[]
  /** Standard deviation of the noise within the segments, in the unit of the values. */
  readonly deviation: number
  /** Correlation of neighbours that was allowed for, between 0 and .9. */
  readonly correlation: number
}

/**
 * The steps of a series in order (of run times: of their logarithms), by optimal partitioning under squared error: of all
 * ways to cut the series into constant segments, the one with the least error plus penalty per cut.
 *
 * Spikes of one or two values are clipped to three deviations from the median of their five neighbours beforehand. The deviation is the larger
 * of what neighbouring differences say and what is left around a first segmentation, and correlated noise raises the penalty by
 * (1 + r) / (1 - r): the variance of a mean of such values.
 *
 * Shorter than two minimum segments, or constant: one segment. RangeError when a value is not finite. Time grows as n²: some
 * 40 ms for 3000 values.
 */
export function changePoints(values: readonly number[], options: ChangePointOptions = {}): Segmentation {
  const { penalty = 4, minimumSegment = 3, independent = false } = options
  const wrong = values.findIndex(value => !Number.isFinite(value))
  if (wrong >= 0) throw new RangeError(`value ${wrong} of the series is ${values[wrong]}`)
  if (values.length === 0) return { segments: [], changes: [], deviation: 0, correlation: 0 }

  const noise = seriesNoise(values)
  const clipped = clipSpikes(values, 3 * noise.deviation)
  const cumulated = cumulate(clipped)
  const correlation = independent ? 0 : noise.correlation
  const inflation = (1 + correlation) / (1 - correlation)
  const cut = (deviation: number) => partition(cumulated, penalty * Math.log(values.length) * inflation * deviation ** 2, minimumSegment)
  const residuals = segmentsOf(clipped, cut(noise.deviation)).flatMap(({ start, end, level }) =>
    Array.from(clipped.subarray(start, end), value => value - level),
  )
  // On a coarse grid most residuals can be 0, and their median with them; the spikes are clipped, so the plain deviation serves.
  const around = robustDeviation(residuals, 0) || Math.sqrt(mean(residuals.map(residual => residual ** 2)))
  const deviation = Math.max(noise.deviation, around)

  const segments = segmentsOf(Float64Array.from(values), cut(deviation))
  // A position explains the step as well as the best one when its error is larger by no more than chi-squared(1) at .95.
  const slack = 3.841458820694124 * inflation * deviation ** 2
  const changes = segments.slice(1).map((after, index) => changeBetween(segments[index]!, after, cumulated, slack))
  return { segments, changes, deviation, correlation }
}

function segmentsOf(values: Float64Array, starts: readonly number[]): Segment[] {
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? values.length
    return { start, end, level: median(values.subarray(start, end)) }
  })
}

function changeBetween(before: Segment, after: Segment, cumulated: Cumulated, slack: number): ChangePoint {
  const errorAt = (index: number) => squaredError(cumulated, before.start, index) + squaredError(cumulated, index, after.end)
  const limit = errorAt(after.start) + slack
  let earliest = after.start
  let latest = after.start
  for (let index = before.start + 1; index < after.end; index++) {
    if (errorAt(index) > limit) continue
    earliest = Math.min(earliest, index)
    latest = Math.max(latest, index)
  }
  return { index: after.start, earliest, latest, before: before.level, after: after.level }
}

/** The values, none further than `reach` from the median of the five around it (at the ends: of those there are). */
function clipSpikes(values: readonly number[], reach: number): Float64Array {
  return Float64Array.from(values, (value, index) => {
    const centre = median(values.slice(Math.max(0, index - 2), index + 3))
    return Math.min(Math.max(value, centre - reach), centre + reach)
  })
}
