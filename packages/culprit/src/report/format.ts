import type { Bytes, Nanoseconds, Probability, Ratio, Share, UnixMilliseconds } from '../model/units.ts'

/** Holds a number and its unit together; the forms that are plain text turn it into a space once lines are broken. */
const nbsp = '\u00a0'
const minus = '\u2212'
export const times = '\u00d7'
const timeUnits = ['ns', '\u00b5s', 'ms', 's'] as const
const byteUnits = ['bytes', 'KiB', 'MiB', 'GiB'] as const

/** What every form says where a number is not known. */
export const unknown = 'unknown'

/** Three significant digits in the unit that suits: `17.3 ms`; from two minutes on minutes and seconds, then hours and minutes. */
export function duration(ns: Nanoseconds): string {
  if (ns < 0) return minus + duration(-ns)
  const seconds = Math.round(ns / 1e9)
  if (seconds >= 7200) return `${Math.floor(seconds / 3600)}${nbsp}h${nbsp}${Math.floor((seconds % 3600) / 60)}${nbsp}min`
  if (seconds >= 120) return `${Math.floor(seconds / 60)}${nbsp}min${nbsp}${seconds % 60}${nbsp}s`
  return scaled(ns, 1000, timeUnits)
}

/** Three significant digits in the binary unit that suits: `1.18 MiB`; below 1 KiB the exact number. */
export function size(bytes: Bytes): string {
  if (bytes < 0) return minus + size(-bytes)
  return bytes < 1024 ? `${count(Math.round(bytes))}${nbsp}${bytes === 1 ? 'byte' : 'bytes'}` : scaled(bytes, 1024, byteUnits)
}

/** Rounded to a whole number, with its thousands set apart: `1,234,567`. Not by Intl, whose data take longer to load than many a command. */
export function count(value: number): string {
  const digits = Math.abs(value).toFixed(0)
  return (value < 0 && digits !== '0' ? minus : '') + digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 pair`, `10 pairs`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)}${nbsp}${value === 1 ? one : many}`
}

/** A number of no known unit, to four significant digits. */
export function number(value: number): string {
  if (Number.isInteger(value)) return count(value)
  return String(Number(value.toPrecision(4))).replace('-', minus)
}

/** `1.41×`; three decimals or more where two would show a difference as none. */
export function ratio(value: Ratio): string {
  return value.toFixed(ratioDecimals([value])) + times
}

/** The estimate and the bounds of one interval, all with the same number of decimals; a bound that is null is `unbounded`. */
export function ratioParts(interval: { readonly estimate: Ratio; readonly low: Ratio | null; readonly high: Ratio | null }): {
  readonly estimate: string
  readonly bounds: string
} {
  const decimals = ratioDecimals([interval.estimate, interval.low, interval.high].filter(value => value !== null))
  const bound = (value: Ratio | null) => (value === null ? null : value.toFixed(decimals))
  return { estimate: interval.estimate.toFixed(decimals) + times, bounds: bounds(bound(interval.low), bound(interval.high)) }
}

/** `98 % interval 1.37 to 1.45`; without the percentage where the confidence is not known. */
export function intervalWords(interval: Parameters<typeof ratioParts>[0] & { readonly confidence: Probability | null }): string {
  const words = `interval ${ratioParts(interval).bounds}`
  return interval.confidence === null ? words : `${confidence(interval.confidence)} ${words}`
}

/** `1.37 to 1.45`; a bound that is null is `unbounded`. */
export function bounds(low: string | null, high: string | null): string {
  return low === null && high === null ? 'unbounded' : `${low ?? 'unbounded'} to ${high ?? 'unbounded'}`
}

/** Whether an interval lies on one side of the value that means no change; an effect stands out only then. */
export function excludes({ low, high }: { readonly low: number | null; readonly high: number | null }, value: number): boolean {
  return (low !== null && low > value) || (high !== null && high < value)
}

/** A ratio as the change that it is: 1.41 is `+41 %`. */
export function change(value: Ratio): string {
  return signed(value - 1, percent)
}

/** `2 %`, `0.8 %`, `0.04 %`; what is less but not nothing is `<0.01 %`. */
export function percent(share: Share): string {
  const value = Math.abs(share) * 100
  if (value > 0 && value < 0.005) return `<0.01${nbsp}%`
  const decimals = value >= 10 || Number.isInteger(Number(value.toFixed(6))) ? 0 : value >= 0.1 ? 1 : 2
  return `${share < 0 && value > 0 ? minus : ''}${value.toFixed(decimals)}${nbsp}%`
}

/** `98 %`; cut, not rounded, so that no confidence is ever shown as more than it is. */
export function confidence(probability: Probability): string {
  return `${Math.floor(probability * 10_000 + 1e-6) / 100}${nbsp}%`
}

/** A difference with its sign: `+7.1 ms`, `−12 KiB`, `0 ns`. */
export function signed(value: number, format: (value: number) => string): string {
  return value > 0 ? `+${format(value)}` : format(value)
}

/** A value in the unit that a document names: `share of the change` is a percentage of it; unknown units are written behind the number. */
export function measure(value: number, unit: string | null): string {
  if (unit === null) return number(value)
  if (unit === 'ns') return duration(value)
  if (unit === 'bytes') return size(value)
  if (unit === 'count') return count(Math.round(value))
  if (unit === 'ratio') return ratio(value)
  if (unit === 'percent') return percent(value / 100)
  if (/^share\b/.test(unit)) return percent(value) + unit.slice('share'.length)
  return `${number(value)}${nbsp}${unit}`
}

/** `2026-02-03 14:05 UTC` */
export function moment(ms: UnixMilliseconds): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return unknown
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The day of a date that a source gave, when it is one: `2026-02-03`. */
export function day(date: string | null): string | null {
  return date === null ? null : (/^\d{4}-\d{2}-\d{2}/.exec(date)?.[0] ?? null)
}

/** A version as its source calls it; the hash of a commit by the digits that tell it apart. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{40}$/.test(version) ? version.slice(0, 12) : version
}

/** The first digits of a hash, enough to see whether two are the same. */
export function shortHash(sha256: string | null): string {
  return sha256 === null ? unknown : sha256.slice(0, 12)
}

/** `0x1a2c`, as errors and other tools name places in a module. */
export function offset(bytes: Bytes): string {
  return `0x${bytes.toString(16)}`
}

function scaled(value: number, step: number, units: readonly [string, ...string[]]): string {
  let unit = 0
  let rest = value
  // Rounded before the unit is chosen: 999.9 µs is 1.00 ms, not 1000 µs.
  while (Math.round(rest) >= step && unit < units.length - 1) {
    rest /= step
    unit++
  }
  return `${significant(rest)}${nbsp}${units[unit]}`
}

/** Three significant digits, or all before the point. */
function significant(value: number): string {
  if (value === 0) return '0'
  const rounded = Number(value.toPrecision(3))
  if (rounded >= 100) return value.toFixed(0)
  return rounded.toFixed(Math.min(6, 2 - Math.floor(Math.log10(rounded))))
}

/** Two decimals; three within 10 % of 1; more where a value that is not 1 would be shown as 1. */
function ratioDecimals(values: readonly Ratio[]): number {
  if (values.every(value => value >= 100)) return 0
  let decimals = values.some(value => Math.abs(value - 1) < 0.1) ? 3 : 2
  while (decimals < 6 && values.some(value => Math.abs(value - 1) > 1e-9 && Number(value.toFixed(decimals)) === 1)) decimals++
  return decimals
}
