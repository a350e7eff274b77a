import type { Nanoseconds } from '../model/units.ts'
import { median } from '../stats/median.ts'
import { quantile } from '../stats/quantiles.ts'
import { steadyStart } from '../stats/steady-state.ts'

/** Within this factor of the later speed, a sample has reached it. */
const reached = 1.1
/** So many samples in a row have to be there: one alone may be luck. */
const inARow = 2

/**
 * After how many samples of its pilot a workload is warm; null when it never is.
 *
 * Where the series is flat from some sample on, that is the answer. On a busy machine it seldom is, because interruptions look like
 * changes of level; but they only add time, so the first samples that are as fast as the fastest quarter of the second half show
 * that the engine has done its work by then. The earlier of the two counts, unless the
 * workload was faster before. A series whose speed is first reached in its second half is still getting faster.
 */
export function warmUpEnd(samples: readonly Nanoseconds[]): number | null {
  if (samples.length < 4) return null
  const half = Math.floor(samples.length / 2)
  const limit = reached * quantile(samples.slice(half), 0.25)
  const first = samples.findIndex(
    (_, index) => index + inARow <= samples.length && samples.slice(index, index + inARow).every(sample => sample <= limit),
  )
  const flat = steadyStart(samples)
  if (first < 0 || first > half) return flat
  if (flat === null || first >= flat) return flat ?? first
  // Interruptions make samples slower. Faster ones before the flat part are another state, which the workload has left.
  return median(samples.slice(first, flat)) * reached < median(samples.slice(flat)) ? flat : first
}
