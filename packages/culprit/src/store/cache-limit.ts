import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes, UnixMilliseconds } from '../model/units.ts'
import { folderBytes } from './folder-bytes.ts'

/** Fetched, installed and built versions are kept for later runs, up to so much in all. */
export const cacheBytes: Bytes = 10e9
/** A run that another process has just begun may be about to copy it. */
const inUseMs = 3_600_000

/**
 * Removes cached trees, those first that were used longest ago, until the cache is within its limit; none that was used in the last hour. Gives how
 * many went. What is removed is fetched or built again when it is wanted.
 */
export async function keepCacheWithin(root: string, limit: Bytes, now: UnixMilliseconds): Promise<number> {
  const folder = join(root, 'cache', 'trees')
  const names = await fs.readdir(folder).catch(() => [])
  const trees = await Promise.all(
    names.map(async name => {
      const path = join(folder, name)
      const found = await fs.stat(path).catch(() => null)
      return { path, usedMs: found?.mtimeMs ?? now, bytes: await folderBytes(path) }
    }),
  )
  let total = trees.reduce((sum, { bytes }) => sum + bytes, 0)
  let removed = 0
  for (const { path, usedMs, bytes } of trees.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= limit || now - usedMs < inUseMs) break
    await fs.rm(path, { recursive: true, force: true })
    total -= bytes
    removed++
  }
  return removed
}
