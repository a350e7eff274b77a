import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { unknownRun } from '../model/errors.ts'
import { guardDisk } from '../platform/files.ts'
import { isId } from './id.ts'

/** What the store keeps beside runs, each kind in a folder of its own: `<kind>/<id>/`. */
export const folderKinds = ['plans', 'suites', 'benches', 'alarms'] as const
export type FolderKind = (typeof folderKinds)[number]

/** Where one is kept, with its result and its reports. */
export function folderOf(root: string, kind: FolderKind, id: string): string {
  return join(root, kind, id)
}

/** Which kind has that id; null when none has, as of a run. */
export async function kindOf(root: string, id: string): Promise<FolderKind | null> {
  if (!isId(id)) return null
  for (const kind of folderKinds) if (await isThere(folderOf(root, kind, id))) return kind
  return null
}

/** Makes the folder of a new one. */
export async function makeFolder(root: string, kind: FolderKind, id: string): Promise<string> {
  const folder = folderOf(root, kind, id)
  await guardDisk(folder, () => fs.mkdir(folder, { recursive: true }))
  return folder
}

/** The folder of one that is there; `unknown-run`, with the newest, when none has that id. */
export async function existingFolder(root: string, kind: FolderKind, id: string): Promise<string> {
  const folder = folderOf(root, kind, id)
  if (!isId(id) || !(await isThere(folder))) throw unknownRun(id, await idsOf(root, kind))
  return folder
}

/** Newest first. */
export async function idsOf(root: string, kind: FolderKind): Promise<string[]> {
  const names = await fs.readdir(join(root, kind)).catch(() => [])
  return names.filter(isId).sort().reverse()
}

async function isThere(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null)) !== null
}
