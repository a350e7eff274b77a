import { constants, PerformanceObserver } from 'node:perf_hooks'
import { turnOfTheEventLoop } from './iterate.ts'

/** The garbage collections of this thread. */
export interface Collections {
  /** Number and time of the garbage collections since the last call. */
  take(): Promise<{ count: number; ns: number }>
}

export function watchCollections(): Collections {
  let count = 0
  let ns = 0
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      // An incremental step is part of a mark-sweep that has an entry of its own.
      const kind = (entry as { detail?: { kind?: number } }).detail?.kind
      if (kind !== constants.NODE_PERFORMANCE_GC_INCREMENTAL) count++
      ns += entry.duration * 1e6
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    async take() {
      // Entries are queued by the collector and handed over in a later turn.
      await turnOfTheEventLoop()
      await turnOfTheEventLoop()
      const taken = { count, ns }
      count = 0
      ns = 0
      return taken
    },
  }
}
