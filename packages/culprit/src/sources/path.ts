import * as fs from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { badReference, missingFile } from '../model/errors.ts'
import type { PathReference } from '../model/reference.ts'
import { copyTree } from '../platform/files.ts'
import type { Resolved, Source } from './source.ts'

/** A file or folder of the user. Its content is copied into the cache first, so that a run keeps measuring what it started with. */
export const path: Source<PathReference> = {
  async resolve(reference, context): Promise<Resolved> {
    const { cwd, trees } = context
    const full = resolve(cwd, reference.path)
    const found = await fs.stat(full).catch(() => null)
    if (found === null) throw missingFile(reference.path)
    if (!found.isFile() && !found.isDirectory()) throw badReference(reference.path, 'it is neither a file nor a folder')
    const tree = await trees.add(folder =>
      found.isFile() ? fs.copyFile(full, join(folder, basename(full))) : copyTree(full, folder, context.storeRoot),
    )
    return {
      reference: reference.path,
      version: null,
      published: null,
      tree,
      folder: '',
      file: found.isFile() ? basename(full) : null,
      warnings: [],
    }
  },
  async versions() {
    return null
  },
}
