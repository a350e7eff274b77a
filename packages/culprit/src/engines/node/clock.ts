import type { Nanoseconds } from '../../model/units.ts'

/** Taken before the workload is loaded, which may put another clock in its place, as fake timers do. */
const read = performance.now.bind(performance)

/** Monotonic time. performance.now() has the full resolution of the system's clock in Node, and unlike hrtime.bigint() it allocates nothing. */
export function now(): Nanoseconds {
  return read() * 1e6
}

/** The smallest step that the clock shows between two readings: the median of eleven first differences that are not zero. */
export function timerStep(): Nanoseconds {
  const steps: Nanoseconds[] = []
  while (steps.length < 11) {
    const start = now()
    let end = now()
    while (end === start) end = now()
    steps.push(end - start)
  }
  return steps.sort((a, b) => a - b)[5] ?? 1
}
