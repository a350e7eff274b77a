import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes, UnixMilliseconds } from '../model/units.ts'
import { badArguments } from '../model/errors.ts'
import type { Removed } from '../model/removed.ts'
import { folderBytes } from './folder-bytes.ts'
import { folderKinds, type FolderKind } from './folders.ts'
import { RunFolder } from './run-folder.ts'
import { Store } from './store.ts'

/**
 * Removes runs and cached trees that are older than a limit, and then the oldest until the store is no larger than another; and in any case
 * what killed processes left half fetched.
 *
 * What is being measured is never touched, nor a saved baseline, and the rows of a removed run stay in the database.
 */
export async function cleanStore(
  root: string,
  limits: { readonly olderThanMs: number | null; readonly maxBytes: Bytes | null },
  now: UnixMilliseconds,
): Promise<Removed> {
  if (limits.olderThanMs === null && limits.maxBytes === null) throw badArguments('culprit clean needs --older-than or --max-size.')
  const store = await Store.open(root)
  try {
    const entries = [
      ...(await list(store.runsFolder, 'run')),
      ...(await Promise.all(folderKinds.map(kind => list(join(root, kind), kind)))).flat(),
      ...(await list(join(root, 'cache', 'trees'), 'tree')),
      ...(await list(join(root, 'cache', 'tmp'), 'half-fetched')).filter(({ modifiedMs }) => now - modifiedMs > longestFetchMs),
    ]
    entries.sort((a, b) => a.modifiedMs - b.modifiedMs)
    let total = entries.reduce((sum, entry) => sum + entry.bytes, 0)
    const removed: Removed = { formatVersion: 1, kind: 'clean', runs: 0, trees: 0, bytes: 0 }
    for (const entry of entries) {
      const old = limits.olderThanMs !== null && now - entry.modifiedMs > limits.olderThanMs
      const tooMuch = limits.maxBytes !== null && total > limits.maxBytes
      if (!old && !tooMuch && entry.kind !== 'half-fetched') continue
      if (lockable.has(entry.kind) && (await RunFolder.isInUse(entry.path))) continue
      await fs.rm(entry.path, { recursive: true, force: true })
      total -= entry.bytes
      removed.bytes += entry.bytes
      if (entry.kind === 'tree') removed.trees++
      else if (entry.kind !== 'half-fetched') removed.runs++
    }
    return removed
  } finally {
    await store.close()
  }
}

/** What a process locks while it measures. */
const lockable: ReadonlySet<Entry['kind']> = new Set(['run', 'suites', 'benches'])
/** No process fetches one thing for a day. */
const longestFetchMs = 86_400_000

interface Entry {
  readonly kind: 'run' | FolderKind | 'tree' | 'half-fetched'
  readonly path: string
  readonly modifiedMs: UnixMilliseconds
  readonly bytes: Bytes
}

async function list(folder: string, kind: Entry['kind']): Promise<Entry[]> {
  const names = await fs.readdir(folder).catch(() => [])
  const entries = names.map(async name => {
    const path = join(folder, name)
    // Another process may have ended its fetch, or cleaned.
    const found = await fs.stat(path).catch(() => null)
    return found === null ? [] : [{ kind, path, modifiedMs: found.mtimeMs, bytes: found.isFile() ? found.size : await folderBytes(path) }]
  })
  return (await Promise.all(entries)).flat()
}
