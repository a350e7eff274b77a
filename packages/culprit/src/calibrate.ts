import { carryOut, createRun } from './carry-out.ts'
import type { ProgressEvent } from './model/progress.ts'
import type { Floors } from './model/floors.ts'
import type { Request } from './model/run.ts'
import { knownFloors } from './stages/floors.ts'
import type { Store } from './store/store.ts'

export interface Calibration {
  readonly floors: Floors
  readonly workload: string
  readonly engine: string
}

/**
 * Compares a variant with itself until so many campaigns are stored for its workload on this machine; at least once. Each campaign is a
 * run of its own, with coins of its own; one that was interrupted does not count, and the next call goes on from those that are there.
 */
export async function calibrate(
  store: Store,
  request: Request,
  campaigns: number,
  signal: AbortSignal,
  show: (event: ProgressEvent) => void,
): Promise<Calibration> {
  for (let campaign = 1; ; campaign++) {
    const folder = await createRun(store, { ...request, seed: `${request.seed}-${campaign}` })
    const result = await carryOut({ store, folder, signal }, null, show)
    const { resolved } = folder.run
    if (resolved === null || result.kind !== 'comparison') throw new Error(`run ${folder.id} is over and has compared nothing`)
    const floors = await knownFloors(store, folder.run, resolved)
    const stored = Math.max(floors.wall.campaigns, floors.cpu.campaigns)
    show({ kind: 'stage', text: `${stored} of ${campaigns} campaigns` })
    // A campaign that cannot be decided on would be repeated for ever.
    if (stored >= campaigns || campaign >= campaigns) return { floors, workload: result.workload.name, engine: resolved.baseline.engine }
  }
}
