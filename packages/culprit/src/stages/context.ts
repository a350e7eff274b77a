import type { MeasureContext } from '../measure/launch.ts'
import type { Prepared } from './resolve.ts'

/** What the measuring stages need of a prepared run. */
export function measureContext({ run, folder, sides, workload, signal }: Prepared): MeasureContext {
  const { seed, timeLimitNs } = run.request
  return { journal: folder, folder: folder.path, sides, workload, seed, timeLimitNs, signal }
}
