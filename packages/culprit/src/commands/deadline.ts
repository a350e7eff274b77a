import type { Deadline } from '../model/suite-comparison.ts'
import type { Nanoseconds } from '../model/units.ts'

/** Above this share of its limit, a slower machine makes a run fail. */
const tightShare = 0.8
/** A command that hangs keeps a build waiting for so many times what it needs. A limit is three times that when it is set with care. */
const looseFactor = 20
const proposedFactor = 3

/** Whether a time limit fits what was measured. Only a limit that somebody chose can be too loose. */
export function deadlineOf(limitNs: Nanoseconds, isOwn: boolean, longestNs: Nanoseconds | null): Deadline {
  if (longestNs === null) return { limitNs, isOwn, longestNs, state: 'unknown', proposalNs: null }
  const state = longestNs > tightShare * limitNs ? 'tight' : isOwn && limitNs >= looseFactor * longestNs ? 'loose' : 'fits'
  const proposalNs = niceAbove(proposedFactor * longestNs)
  // A limit that is a second already is not worth a change.
  if (state === 'fits' || proposalNs === limitNs || (state === 'loose' && proposalNs > limitNs))
    return { limitNs, isOwn, longestNs, state: 'fits', proposalNs: null }
  return { limitNs, isOwn, longestNs, state, proposalNs }
}

const second = 1e9
const nice: readonly Nanoseconds[] = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600].map(each => each * second)

/** The next limit that a person would write. */
function niceAbove(ns: Nanoseconds): Nanoseconds {
  return nice.find(each => each >= ns) ?? Math.ceil(ns / (3600 * second)) * 3600 * second
}
