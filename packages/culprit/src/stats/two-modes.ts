import { mean } from './deviation.ts'

/** A series split in two groups of values, whatever their order. */
export interface TwoModes {
  readonly low: number
  readonly high: number
  /** Distance of the two means in standard deviations of the values around them; Infinity when each group is constant. */
  readonly separation: number
  /**
   * Whether each group holds a fifth of the values, and the separation is beyond what noise of one kind gives in 1 % of series (simulated for 12 to 100
   * normal values).
   */
  readonly areTold: boolean
  /** Share of the values in the smaller group. */
  readonly minority: number
  /** How often neighbours in the series belong to different groups: 1 for a single step, 2 for a step and its return. */
  readonly crossings: number
}

/**
 * The two groups of values with the least squared distance to their means (optimal in one dimension, where groups are ranges).
 *
 * Every series can be split, and a short one by chance far apart; see `areTold`. Values spread evenly, as in a steady drift, have a separation of 3.5.
 * Null below two different values. RangeError when a value is not finite.
 */
export function twoModes(values: readonly number[]): TwoModes | null {
  const wrong = values.find(value => !Number.isFinite(value))
  if (wrong !== undefined) throw new RangeError(`${wrong} belongs to no mode; only finite numbers do`)
  const sorted = values.toSorted((a, b) => a - b)
  const centre = mean(sorted)
  const total = sorted.reduce((sum, value) => sum + (value - centre), 0)
  let best = { between: -1, threshold: Number.NaN }
  let left = 0
  for (let count = 1; count < sorted.length; count++) {
    left += sorted[count - 1]! - centre
    if (sorted[count] === sorted[count - 1]) continue
    const between = left ** 2 / count + (total - left) ** 2 / (sorted.length - count)
    if (between > best.between) best = { between, threshold: sorted[count]! }
  }
  if (best.between < 0) return null

  const isHigh = (value: number) => value >= best.threshold
  const [lows, highs] = [values.filter(value => !isHigh(value)), values.filter(isHigh)]
  const [low, high] = [mean(lows), mean(highs)]
  const within = Math.sqrt(mean(values.map(value => (value - (isHigh(value) ? high : low)) ** 2)))
  const separation = within === 0 ? Infinity : (high - low) / within
  const minority = Math.min(lows.length, highs.length) / values.length
  return {
    low,
    high,
    separation,
    areTold: separation > Math.max(4, 3 + 32 / values.length) && minority >= 0.2,
    minority,
    crossings: values.slice(1).filter((value, index) => isHigh(value) !== isHigh(values[index]!)).length,
  }
}
