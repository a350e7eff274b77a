import type { Scaling } from '../../model/scaling.ts'
import { bounds, confidence } from '../format.ts'

/** `baseline n^1.02, candidate n^1.97`; a side whose time does not grow is `does not grow`. */
export function exponents({ baseline, candidate }: Scaling): string {
  return `baseline ${exponentOf(baseline)}, candidate ${exponentOf(candidate)}`
}

/** What the difference of the exponents says, with its interval. */
export function exponentDifference(scaling: Scaling): string {
  const { difference, rounds, scales } = scaling
  const measured = `${rounds} rounds at scales ${scales.join(', ')}`
  if (difference === null) return `no difference of exponents (${measured})`
  const interval = `${confidence(scaling.confidence)} interval ${bounds(decimals(difference.low), decimals(difference.high))}, ${measured}`
  const estimate = `exponents differ by ${decimals(difference.estimate)}`
  if (difference.low !== null && difference.low > 0) return `the candidate grows faster: ${estimate} (${interval})`
  if (difference.high !== null && difference.high < 0) return `the candidate grows more slowly: ${estimate} (${interval})`
  return `no difference shown: ${estimate} (${interval})`
}

function exponentOf({ exponent }: Scaling['baseline']): string {
  return exponent === null ? 'does not grow' : `n^${exponent.estimate.toFixed(2)}`
}

function decimals(value: number): string
function decimals(value: number | null): string | null
function decimals(value: number | null): string | null {
  return value === null ? null : value.toFixed(2).replace('-', '\u2212')
}
