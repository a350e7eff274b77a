import type { Nanoseconds } from '../model/units.ts'

const units = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 } as const
export type TimeUnit = keyof typeof units

/** Below this nothing was measured, above it no benchmark of a build is: four days. */
const sane = { least: 0.001, most: 345_600e9 }

/** `17.34 ms`: four significant digits, so that two readings that differ by less than anything that matters are the same line. */
export function timeText(ns: Nanoseconds): string {
  const rounded = Number(ns.toPrecision(4))
  const unit = (['s', 'ms', 'us'] as const).find(each => rounded >= units[each]) ?? 'ns'
  return `${Number((rounded / units[unit]).toPrecision(4))} ${unit}`
}

/** What `timeText` wrote, or a person: null when it is no time that a benchmark can take. */
export function parseTime(text: string): Nanoseconds | null {
  const [, digits, unit] = /^(\d{1,16}(?:\.\d{1,9})?) (ns|us|ms|s)$/.exec(text) ?? []
  return digits === undefined ? null : saneTime(Number(digits), unit as TimeUnit)
}

/** A number in a unit as nanoseconds; null when it is not finite, not above 0, or absurd. */
export function saneTime(value: number, unit: TimeUnit): Nanoseconds | null {
  const ns = value * units[unit]
  return ns >= sane.least && ns <= sane.most ? ns : null
}

/** Whether a unit that a workload gives itself is one of time. */
export function isTimeUnit(unit: string): unit is TimeUnit {
  return Object.hasOwn(units, unit)
}
