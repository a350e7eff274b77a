import { robustDeviation } from './deviation.ts'
import { median } from './median.ts'

/** The noise around the level of a series whose level steps or drifts now and then. */
export interface SeriesNoise {
  /** Standard deviation, in the unit of the values. */
  readonly deviation: number
  /** Correlation of neighbours, between 0 and .9. */
  readonly correlation: number
}

/**
 * The noise of a series, from the differences of neighbours: a few steps and outliers hardly count, and a steady slope does not.
 *
 * The correlation is the estimate of Chakar et al. (2017) for an AR(1) process, less 1 / √n, so that short independent series are not taken
 * for correlated ones. Where the noise is correlated, the deviation is too small by the factor √(1 - correlation); see `changePoints`.
 *
 * Values rounded to a grid cannot have less noise than the rounding itself, the grid step / √12, though most differences be 0.
 * Zero for a constant series, and below three values.
 */
export function seriesNoise(values: ArrayLike<number>): SeriesNoise {
  if (values.length < 3) return { deviation: 0, correlation: 0 }
  const next = differences(values, 1)
  const slope = median(next)
  const oneStep = robustDeviation(next, slope)
  const twoSteps = robustDeviation(differences(values, 2), 2 * slope)
  const correlation = oneStep === 0 ? 0 : (twoSteps / oneStep) ** 2 - 1 - 1 / Math.sqrt(values.length)
  return {
    deviation: Math.max(oneStep / Math.SQRT2, gridStep(next) / Math.sqrt(12)),
    correlation: Math.min(Math.max(correlation, 0), 0.9),
  }
}

function differences(values: ArrayLike<number>, lag: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, values.length - lag) }, (_, index) => values[index + lag]! - values[index]!)
}

/** The smallest difference that is not 0; 0 when there is none. */
function gridStep(differences: Float64Array): number {
  const step = differences.reduce((least, difference) => (difference === 0 ? least : Math.min(least, Math.abs(difference))), Infinity)
  return Number.isFinite(step) ? step : 0
}
