/**
 * Figures in statements, reasons and warnings: words that belong to a document, whatever form its report has. What a report formats itself is
 * in report/format.ts.
 */
import type { RatioInterval } from './interval.ts'
import type { LogRatio, Nanoseconds, Share } from './units.ts'

/** `12 %`, `0.31 %`. A measured share has two significant digits; a threshold, which somebody chose, needs three. */
export function percent(share: Share, digits: 2 | 3 = 2): string {
  return `${Number((share * 100).toPrecision(digits))} %`
}

/** `97 %`, `140 %`: for shares that nobody reads more closely. */
export function wholePercent(share: Share): string {
  return `${Math.round(share * 100)} %`
}

/** `2.5 %`, `-0.4 %`: how much slower or faster a log ratio is. */
export function changePercent(logRatio: LogRatio): string {
  const value = (100 * Math.expm1(logRatio)).toFixed(1)
  return `${value === '-0.0' ? '0.0' : value} %`
}

/** `1.25 ms`: three significant digits. */
export function duration(ns: Nanoseconds): string {
  const [size, unit] = units.find(([size]) => Math.abs(ns) >= size) ?? [1, 'ns']
  return `${Number((ns / size).toPrecision(3))} ${unit}`
}

const units = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
] as const

/** `0.998 to 1.012`; a bound that the data do not give is `unbounded`. */
export function bounds(interval: Pick<RatioInterval, 'low' | 'high'> | null): string {
  return `${interval?.low?.toFixed(3) ?? 'unbounded'} to ${interval?.high?.toFixed(3) ?? 'unbounded'}`
}

/** `1 pair`, `2 pairs`. */
export function counted(value: number, one: string): string {
  return `${value} ${value === 1 ? one : `${one}s`}`
}
