import type { Share } from '../model/units.ts'
import { isContention } from '../verdict/contention.ts'
import type { Reference } from './references.ts'
import type { AlarmRun } from './run.ts'

/** Under this a lower share of processor time is the program's own waiting. */
const crowded: Share = 0.1

/**
 * Whether others were in the way of a run. A share of processor time below that of the reference counts only where tasks waited for processors: a
 * program that has begun to wait for something else has the same share on a quiet machine, and is slower.
 */
export function isContendedRun(run: AlarmRun, reference: Reference | null): boolean {
  const { waitShare, stealShare, throttledPeriods, competition, pressure } = run
  const busyDeficit = (pressure ?? 0) > crowded ? deficit(run, reference) : null
  return isContention({ waitShare, stealShare, throttledPeriods, competition, busyDeficit })
}

/** How much less processor time per time on the clock it got than the reference, the steps of both in its favour. */
function deficit({ processorNs, wallNs, stepNs }: AlarmRun, reference: Reference | null): Share | null {
  if (processorNs === null || reference === null || reference.processorNs === null) return null
  const before = Math.min(1, Math.max(0, reference.processorNs - stepNs) / reference.wallNs)
  return before === 0 ? null : Math.max(0, 1 - Math.min(1, (processorNs + stepNs) / wallNs) / before)
}

/** What of the clock's time others can have taken: the most that any of the readings says. */
export function takenShare({ waitShare, competition, stealShare, pressure }: AlarmRun): Share {
  return Math.max(waitShare ?? 0, (competition ?? 0) + (stealShare ?? 0), pressure ?? 0)
}
