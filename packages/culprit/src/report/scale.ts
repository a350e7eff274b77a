/** The part of the number line that a plot shows, and the round numbers on it. */
export interface Scale {
  readonly low: number
  readonly high: number
  readonly step: number
  readonly ticks: readonly number[]
}

/**
 * A scale that holds all of `must` and the values of every row, except for values so far out that they would press all others
 * together: a launch that was disturbed can take ten times as long. What is left out has to be shown at the edge (`beyond`).
 */
export function scaleOf(rows: readonly (readonly number[])[], must: readonly number[], ticks: number): Scale {
  const all = ends([...rows.flat(), ...must])
  const near = ends([...rows.flatMap(withoutFar), ...must])
  const { low, high } = all.high - all.low > farOut * (near.high - near.low) ? near : all
  const margin = high > low ? (high - low) * 0.04 : Math.abs(high) * 0.01 || 1
  return withTicks(low - margin, high + margin, ticks)
}

/** Where a value stands between 0 (the low end) and 1; values beyond the scale stand at its ends. */
export function position({ low, high }: Scale, value: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)))
}

export function beyond({ low, high }: Scale, values: readonly number[]): { readonly below: number[]; readonly above: number[] } {
  return { below: values.filter(value => value < low), above: values.filter(value => value > high) }
}

/** The ticks as numbers with no more decimals than tell them apart, divided by `unit`. */
export function tickLabels({ ticks, step }: Scale, unit = 1): string[] {
  const decimals = Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9))
  return ticks.map(tick => (tick / unit).toFixed(decimals))
}

/** The unit that suits a scale: its size and its name. */
export function axisUnit(high: number, unit: 'ns' | 'bytes'): { readonly size: number; readonly name: string } {
  const units = unit === 'ns' ? timeUnits : byteUnits
  return units.findLast(each => high >= each.size) ?? units[0]
}

const timeUnits = [
  { size: 1, name: 'ns' },
  { size: 1e3, name: '\u00b5s' },
  { size: 1e6, name: 'ms' },
  { size: 1e9, name: 's' },
] as const

const byteUnits = [
  { size: 1, name: 'bytes' },
  { size: 1024, name: 'KiB' },
  { size: 1024 ** 2, name: 'MiB' },
  { size: 1024 ** 3, name: 'GiB' },
] as const

/** A scale is not stretched further than this for values outside of the fence. */
const farOut = 4

function ends(values: readonly number[]): { readonly low: number; readonly high: number } {
  return { low: Math.min(...values), high: Math.max(...values) }
}

/** Tukey's outer fence: three quartile ranges below the first and above the third quartile. */
function withoutFar(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const first = sorted[Math.floor(sorted.length / 4)] ?? 0
  const third = sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0
  const fence = 3 * (third - first)
  return sorted.filter(value => value >= first - fence && value <= third + fence)
}

function withTicks(low: number, high: number, wanted: number): Scale {
  const rough = (high - low) / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  const ticks = Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) => (first + index) * step)
  return { low, high, step, ticks }
}
