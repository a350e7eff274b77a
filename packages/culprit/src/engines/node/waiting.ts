import { readFileSync } from 'node:fs'
import { now } from './clock.ts'
import type { Nanoseconds, Share } from '../../model/units.ts'

/** How long the main thread waits for a processor while it could run. */
export interface Waiting {
  /** Forgets what was so far. */
  restart(): void
  /** What follows is not counted, until `go`. */
  pause(): void
  go(): void
  /** Null where the system does not tell. */
  share(): Share | null
}

/**
 * Reads the scheduler's own account, so it sees every wait, however short, and no wait that is somebody else's. The pressure that the
 * system reports does not serve: it counts the engine's helper threads, which wait for the main thread on a quiet machine too.
 */
export function watchWaiting(): Waiting {
  let waited: Nanoseconds | null = 0
  let elapsed = 0
  let since = reading()
  const take = (): void => {
    const at = reading()
    waited = waited === null || at.waitedNs === null || since.waitedNs === null ? null : waited + at.waitedNs - since.waitedNs
    elapsed += at.clockNs - since.clockNs
    since = at
  }
  return {
    restart() {
      waited = 0
      elapsed = 0
      since = reading()
    },
    pause: take,
    go() {
      since = reading()
    },
    share() {
      take()
      return waited === null || elapsed <= 0 ? null : waited / elapsed
    },
  }
}

interface Reading {
  readonly waitedNs: Nanoseconds | null
  readonly clockNs: Nanoseconds
}

/** The second number of schedstat is the time spent waiting on a run queue, in nanoseconds (Documentation/scheduler/sched-stats.rst); of the main thread, as its directory is not below task. */
function reading(): Reading {
  const clockNs = now()
  try {
    const waited = readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]
    return { waitedNs: waited === undefined ? null : Number(waited), clockNs }
  } catch {
    return { waitedNs: null, clockNs }
  }
}
