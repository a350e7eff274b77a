import { readResult, type RunDocument } from './read-result.ts'
import { RunFolder } from './store/run-folder.ts'
import type { Store } from './store/store.ts'

/** A run that something larger has for a part of its work: a plan, a suite, an investigation. */
export interface OwnRun {
  /** The id under which it was remembered; null before that. */
  readonly known: string | null
  readonly create: () => Promise<RunFolder>
  /** Writes the id down where `known` is read from. */
  readonly remember: (id: string) => Promise<void>
  readonly carryOut: (folder: RunFolder) => Promise<RunDocument>
}

/**
 * What the run came to: read when it is finished, otherwise carried out now. It is remembered before anything is measured for it, so whatever
 * is resumed goes on with the same run. One that had measured nothing when it failed is gone, and begins anew.
 */
export async function ownRun(store: Store, { known, create, remember, carryOut }: OwnRun): Promise<RunDocument> {
  if (known === null || !(await store.runIds()).includes(known)) {
    const folder = await create()
    await remember(folder.id)
    return carryOut(folder)
  }
  const { state } = await RunFolder.readRun(store.runsFolder, known)
  return state === 'finished' ? readResult(store.runsFolder, known) : carryOut(await store.openRun(known))
}
