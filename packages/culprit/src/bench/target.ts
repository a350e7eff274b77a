import { badTarget } from '../model/errors.ts'
import type { Benchmark } from '../model/bench.ts'

export interface Target {
  readonly text: string
  /** In the benchmark's unit. */
  readonly limit: number
  readonly isUpper: boolean
}

const scales: Readonly<Record<string, { unit: 'ns' | 'bytes'; factor: number }>> = {
  ns: { unit: 'ns', factor: 1 },
  us: { unit: 'ns', factor: 1e3 },
  µs: { unit: 'ns', factor: 1e3 },
  ms: { unit: 'ns', factor: 1e6 },
  s: { unit: 'ns', factor: 1e9 },
  min: { unit: 'ns', factor: 60e9 },
  B: { unit: 'bytes', factor: 1 },
  kB: { unit: 'bytes', factor: 1e3 },
  MB: { unit: 'bytes', factor: 1e6 },
  GB: { unit: 'bytes', factor: 1e9 },
  KiB: { unit: 'bytes', factor: 2 ** 10 },
  MiB: { unit: 'bytes', factor: 2 ** 20 },
  GiB: { unit: 'bytes', factor: 2 ** 30 },
}

/**
 * A target as it is written, `< 10 ms` or `> 300 ops/s`, in the unit of its benchmark; null before it is known. `name` is whose it is.
 *
 * `bad-target` when it is none, or counts something else than the benchmark does.
 */
export function parseTarget(text: string, name: string, unit: string | null): Target {
  const [, sign, digits, written] = /^\s*(<=?|>=?)\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([^\s\d.]\S*)\s*$/.exec(text) ?? []
  if (sign === undefined || digits === undefined || written === undefined) throw badTarget(name, text, 'it is not written as "< 10 ms"')
  const scale = Object.hasOwn(scales, written) ? scales[written]! : { unit: written, factor: 1 }
  if (unit !== null && scale.unit !== unit) throw badTarget(name, text, `the benchmark counts ${unit}`)
  const limit = Number(digits) * scale.factor
  if (!Number.isFinite(limit)) throw badTarget(name, text, `${digits} is no number that anything can be measured against`)
  return { text: text.trim(), limit, isUpper: sign.startsWith('<') }
}

/** What a median says to a target; without one nothing is met. */
export function targetState({ limit, isUpper }: Target, median: number | null): NonNullable<Benchmark['target']>['state'] {
  if (median === null) return 'not-measured'
  return (isUpper ? median <= limit : median >= limit) ? 'met' : 'missed'
}
