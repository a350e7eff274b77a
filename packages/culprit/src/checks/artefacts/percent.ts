import type { LogRatio } from '../../model/units.ts'

/** A log ratio as a signed percentage with one decimal. */
export function percent(logRatio: LogRatio): string {
  const value = (100 * Math.expm1(logRatio)).toFixed(1)
  return `${value === '-0.0' ? '0.0' : value} %`
}
