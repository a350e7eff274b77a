import { InvalidArgumentError } from 'commander'
import type { Bytes, Nanoseconds, Share, UnixMilliseconds } from '../model/units.ts'

const durationUnits: Readonly<Record<string, Nanoseconds>> = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9, d: 86400e9 }
const sizeUnits: Readonly<Record<string, Bytes>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }

/** `30s`, `5m`, `500ms`, `2h`, `30d`. A bare number could mean anything, so it is refused. */
export function parseDuration(text: string): Nanoseconds {
  return parseQuantity(text, durationUnits, 'a duration such as 500ms, 30s, 5m, 2h or 30d')
}

/** `5GB`, `200MB`. */
export function parseSize(text: string): Bytes {
  return parseQuantity(text, sizeUnits, 'a size such as 500MB or 5GB')
}

/** The name of a folder. No name, as of a variable that is not set, would be the current one. */
export function parseFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a folder, got no name.')
  return text
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (value < 1) throw new InvalidArgumentError(`Expected a whole number from 1 on, got "${text}".`)
  return value
}

/** Of a minimum: fewer runs than six are too few to have one that nothing disturbed. */
export function parseRuns(text: string): number {
  const value = parseCount(text)
  if (value < 6 || value > 1000) throw new InvalidArgumentError(`Expected a whole number from 6 to 1000, got "${text}".`)
  return value
}

/** `2.5`: how many times something may be, above 1. */
export function parseFactor(text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(value > 1 && value <= 1e6)) throw new InvalidArgumentError(`Expected a number above 1 such as 2.5 or 5, got "${text}".`)
  return value
}

/** How many versions are measured; there are always the two ends. */
export function parseVersions(text: string): number {
  const value = parseCount(text)
  if (value < 2) throw new InvalidArgumentError(`Expected a whole number from 2 on, for both ends are measured; got "${text}".`)
  return value
}

/** `1,2,4.5`: numbers above 0, separated by commas. */
export function parseNumbers(text: string): number[] {
  const values = text.split(',').map(part => (/^\s*\d+(?:\.\d+)?\s*$/.test(part) ? Number(part) : Number.NaN))
  if (values.some(value => !(value > 0))) throw new InvalidArgumentError(`Expected numbers above 0 such as 1,2,4,8, got "${text}".`)
  return values
}

/** `2%` or `0.02`, more than nothing and less than everything. */
export function parseShare(text: string): Share {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text)
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError(`Expected a share such as 2% or 0.02, got "${text}".`)
  return value
}

/** The first moment of a day in UTC, or a moment with its time zone, in milliseconds since 1970. */
export function parseDayStart(text: string): UnixMilliseconds {
  return parseMoment(text, 'T00:00:00Z')
}

/** As `parseDayStart`, and of a day the last moment. */
export function parseDayEnd(text: string): UnixMilliseconds {
  return parseMoment(text, 'T23:59:59.999Z')
}

function parseMoment(text: string, timeOfDay: string): UnixMilliseconds {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? []
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}${time ?? timeOfDay}`)
  // Date.parse takes the 31st of February for a day of March.
  const isDay = !Number.isNaN(ms) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day!)
  if (!isDay) throw new InvalidArgumentError(`Expected a day such as 2024-01-31, or a moment such as 2024-01-31T14:00:00Z, got "${text}".`)
  return ms
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>, expected: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text)
  const unit = match === null || !Object.hasOwn(units, match[2]!) ? undefined : units[match[2]!]
  const value = unit === undefined ? Number.NaN : Number(match![1]) * unit
  if (!(value > 0)) throw new InvalidArgumentError(`Expected ${expected}, got "${text}".`)
  return value
}
