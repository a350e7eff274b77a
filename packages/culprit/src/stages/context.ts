import { QuietWait } from '../measure/quiet.ts'
import type { MeasureContext } from '../measure/launch.ts'
import { watchCompetitors } from '../platform/competitors.ts'
import type { Prepared } from './resolve.ts'

/** What the measuring stages need of a prepared run. */
export function measureContext({
  run,
  folder,
  sides,
  workload,
  signal,
}: Pick<Prepared, 'run' | 'folder' | 'sides' | 'workload' | 'signal'>): MeasureContext {
  const { seed, timeLimitNs, waitQuietNs } = run.request
  return {
    journal: folder,
    folder: folder.path,
    sides,
    workload,
    seed,
    timeLimitNs,
    signal,
    watchCompetitors,
    quiet: waitQuietNs === 0 ? null : new QuietWait(waitQuietNs),
  }
}
