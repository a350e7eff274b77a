import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { Changelog } from '../model/suspects.ts'
import { changelogBetween, isChangelog } from '../suspects/index.ts'

/** What a package in this folder writes about the versions after `from` up to and with `to`; null when it ships nothing of the kind. */
export async function readChangelog(folder: string, from: string, to: string): Promise<Changelog | null> {
  const entries = await fs.readdir(folder, { withFileTypes: true })
  for (const { name } of entries
    .filter(entry => entry.isFile() && isChangelog(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if ((await fs.stat(join(folder, name))).size > largestChangelog) continue
    const found = changelogBetween(name, await fs.readFile(join(folder, name), 'utf8'), from, to)
    if (found !== null) return found
  }
  return null
}

const largestChangelog = 5e6
