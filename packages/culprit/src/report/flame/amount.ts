import type { Measure } from '../../profile/measures.ts'
import { count, duration, number } from '../format.ts'

/** A measure of nodes or functions in its unit: times as durations, all else as plain numbers. */
export function amount(measure: Measure, value: number): string {
  if (measure === 'selfNs') return duration(value)
  return Math.abs(value) < 1000 ? number(value) : count(value)
}
