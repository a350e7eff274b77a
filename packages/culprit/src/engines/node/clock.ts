import type { Nanoseconds } from '../../model/units.ts'

/** Monotonic time. performance.now() has the full resolution of the system's clock in Node, and unlike hrtime.bigint() it allocates nothing. */
export function now(): Nanoseconds {
  return performance.now() * 1e6
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
