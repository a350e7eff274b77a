import type { ProfileMeasure } from '../../model/profile.ts'
import { count, duration, number } from '../format.ts'

/** A measure of nodes or functions in its unit: times as durations, all else as plain numbers. */
export function amount(measure: ProfileMeasure, value: number): string {
  if (measure === 'selfNs') return duration(value)
  return Math.abs(value) < 1000 ? number(value) : count(value)
}

/** What the numbers of a measure are, in the plural. */
export function measureTitle(measure: ProfileMeasure, weightUnit: string | null): string {
  return { instructions: 'instructions', selfNs: 'time', weights: weightUnit ?? 'units', calls: 'calls' }[measure]
}
