import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { storeUnusable, unknownRun } from '../model/errors.ts'

/** Where the store at `root` keeps its runs. */
export function runsFolderOf(root: string): string {
  return join(root, 'runs')
}

/** The folder of a run that is there; `unknown-run`, with the newest, when there is none. */
export async function existingRun(runsFolder: string, id: string): Promise<string> {
  const known = await runIds(runsFolder)
  if (!known.includes(id)) throw unknownRun(id, known)
  return join(runsFolder, id)
}

/** Newest first; none where there is no store. */
export async function runIds(runsFolder: string): Promise<string[]> {
  const entries = await fs.readdir(runsFolder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw storeUnusable(dirname(runsFolder), error)
  })
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
    .reverse()
}
