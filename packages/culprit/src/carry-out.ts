import * as fs from 'node:fs/promises'
import { bisectVersions } from './bisection.ts'
import { compare, investigate } from './investigate.ts'
import { CulpritError, exitCodes } from './model/errors.ts'
import type { ProgressEvent, Staged } from './model/progress.ts'
import type { Request } from './model/run.ts'
import type { Nanoseconds } from './model/units.ts'
import { drive } from './drive.ts'
import { bisectByPredicate } from './predicate-bisection.ts'
import type { RunDocument } from './read-result.ts'
import { record } from './record.ts'
import { sinceWhen } from './since-when.ts'
import type { OpenRun } from './stages/resolve.ts'
import { cacheBytes, keepCacheWithin } from './store/cache-limit.ts'
import type { RunFolder } from './store/run-folder.ts'
import type { Store } from './store/store.ts'
import { writeReports } from './write-reports.ts'

/** A new run of what was asked for, which nothing has measured yet. */
export function createRun(store: Store, request: Request): Promise<RunFolder> {
  return store.createRun({ state: 'running', startedMs: Date.now(), request, budgetNs: request.budgetNs, looks: [], resolved: null })
}

/**
 * Sees a run to its end, or goes on with it, and keeps what it came to: its document, its reports and its rows. `budgetNs` is a larger
 * budget than the run's own, or null. Whatever goes wrong, what was measured stays; the folder is closed in any case.
 */
export async function carryOut(open: OpenRun, budgetNs: Nanoseconds | null, show: (event: ProgressEvent) => void): Promise<RunDocument> {
  const { store, folder } = open
  const before = folder.run
  try {
    show({ kind: 'run', id: folder.id, resumed: before.resolved !== null })
    await folder.writeRun({ ...before, state: 'running', budgetNs: budgetNs ?? before.budgetNs })
    const runs = {
      create: (request: Request) => createRun(store, request),
      carryOut: (folder: RunFolder) => carryOut({ ...open, folder }, null, show),
    }
    const driven = await drive<RunDocument>(pipelines[folder.run.request.command](open), show)
    const result = driven.kind === 'investigation' ? await sinceWhen(open, driven, runs) : driven
    await folder.writeRun({ ...folder.run, state: 'finished' })
    await record(store, folder, result)
    await folder.dropVariants()
    await keepCacheWithin(store.root, cacheBytes, Date.now())
    await writeReports(folder.path, result)
    return result
  } catch (error) {
    if (before.state === 'finished') await folder.writeRun(before)
    else await leave(store, folder, error)
    throw error
  } finally {
    await folder.close()
  }
}

const pipelines = { compare, investigate, bisect } as const satisfies Record<Request['command'], unknown>

function bisect(open: OpenRun): Staged<RunDocument> {
  const { workload, bisection } = open.folder.run.request
  return workload.kind === 'command' || bisection?.badIf !== undefined ? bisectByPredicate(open) : bisectVersions(open)
}

/** Whether a run that ended with an error is still there, to go on with. One that has measured nothing, and would end so again, is not. */
export function isKept(folder: RunFolder, error: unknown): boolean {
  if (folder.launches().length > 0 || folder.answers().length > 0) return true
  return error instanceof CulpritError && error.exitCode === exitCodes.undecided
}

async function leave(store: Store, folder: RunFolder, error: unknown): Promise<void> {
  if (!isKept(folder, error)) {
    await fs.rm(folder.path, { recursive: true, force: true })
    return
  }
  const state = error instanceof CulpritError && error.code === 'interrupted' ? 'interrupted' : 'failed'
  try {
    await folder.writeRun({ ...folder.run, state })
    await record(store, folder, null)
  } catch {
    // A full disk is the likeliest reason to be here; the launches are safe, and the first error is the one to show.
  }
}
