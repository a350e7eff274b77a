import type { Floors } from '../model/floors.ts'
import type { ResolvedRun, Run } from '../model/run.ts'
import { digestBytes } from '../platform/files.ts'
import { noiseFloor } from '../stats/noise-floor.ts'
import { campaignRatios } from '../store/campaigns.ts'
import type { Store } from '../store/store.ts'

/** What the stored campaigns say about the noise of this run's benchmark on this machine. */
export async function knownFloors(store: Store, run: Run, resolved: Omit<ResolvedRun, 'floors'>): Promise<Floors> {
  const ratios = await campaignRatios(store.database, {
    benchmark: benchmarkOf(run, resolved),
    machine: resolved.environment.fingerprint,
    engine: resolved.baseline.engine,
  })
  const of = (time: 'wall' | 'cpu'): Floors['wall'] => ({ campaigns: ratios[time].length, value: noiseFloor(ratios[time].map(Math.log)) })
  return { wall: of('wall'), cpu: of('cpu') }
}

/** What campaigns have in common: the workload's file; or what is called, with the files that it is called in. */
export function benchmarkOf({ request }: Run, { workloadSha256, baseline }: Omit<ResolvedRun, 'floors'>): string {
  return workloadSha256 ?? digestBytes(JSON.stringify([request.workload, baseline.tree]))
}

/** Whether a run compares a variant with itself: then what it finds is noise. */
export function isAgainstItself({ request }: Run, { baseline, candidate }: Omit<ResolvedRun, 'floors'>): boolean {
  return (
    baseline.tree === candidate.tree &&
    baseline.folder === candidate.folder &&
    baseline.file === candidate.file &&
    baseline.engineSha256 === candidate.engineSha256 &&
    request.baseline.flags.join(' ') === request.candidate.flags.join(' ')
  )
}
