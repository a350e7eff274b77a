import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CulpritError, storeUnusable } from '../model/errors.ts'
import { combineDigests, copyTree, digestTree, guardDisk, makeFolder, writeAtomically, type FileDigest } from '../platform/files.ts'
import type { Sha256 } from '../model/units.ts'
import type { NamedTree, NewNamedTree } from './named-tree.ts'

/** A folder of the cache that is named by its content, so it never changes and two runs can share it. */
export interface StoredTree {
  readonly path: string
  readonly sha256: Sha256
  readonly files: readonly FileDigest[]
}

/** The content-addressed part of the cache: `cache/trees/<sha256>/`, with names for what was fetched in `cache/names/`. */
export class Trees {
  readonly #root: string

  constructor(cacheFolder: string) {
    this.#root = cacheFolder
  }

  /** Fills a new folder and takes it in. When `fill` throws, nothing is left behind. */
  async add(fill: (folder: string) => Promise<void>): Promise<StoredTree> {
    const temporary = join(this.#root, 'tmp', randomBytes(8).toString('hex'))
    await guardDisk(temporary, () => makeFolder(temporary)).catch((error: unknown) => {
      throw error instanceof CulpritError ? error : storeUnusable(dirname(this.#root), error)
    })
    try {
      await guardDisk(temporary, () => fill(temporary))
      const files = await digestTree(temporary)
      const sha256 = combineDigests(files)
      const path = this.#path(sha256)
      await makeFolder(join(this.#root, 'trees'))
      // Another process may have stored the same content a moment ago; either copy is right.
      await fs.rename(temporary, path).catch(async error => {
        if (!(await exists(path))) throw error
      })
      return { path, sha256, files }
    } finally {
      await fs.rm(temporary, { recursive: true, force: true })
    }
  }

  /** The tree of this hash, verified against it; null when the cache does not have it or it was damaged. */
  async find(sha256: Sha256): Promise<StoredTree | null> {
    const path = this.#path(sha256)
    if (!(await exists(path))) return null
    const files = await digestTree(path)
    if (combineDigests(files) === sha256) {
      await touch(path)
      return { path, sha256, files }
    }
    await fs.rm(path, { recursive: true, force: true })
    return null
  }

  /** Remembers under which name a tree was fetched, with what the source said about it. */
  async remember(name: string, entry: NewNamedTree): Promise<void> {
    await writeAtomically(this.#namePath(name), JSON.stringify(entry, null, 2))
  }

  async recall(name: string): Promise<NamedTree | null> {
    const { namedTreeSchema } = await import('./named-tree.ts')
    try {
      return namedTreeSchema.parse(JSON.parse(await fs.readFile(this.#namePath(name), 'utf8')))
    } catch {
      // Not there, or unreadable: either way it has to be fetched again.
      return null
    }
  }

  /** A byte copy of a tree at `to`. */
  async copyTo(tree: StoredTree, to: string): Promise<void> {
    await fs.rm(to, { recursive: true, force: true })
    await copyTree(tree.path, to)
  }

  #path(sha256: Sha256): string {
    return join(this.#root, 'trees', sha256)
  }

  #namePath(name: string): string {
    return join(this.#root, 'names', `${encodeURIComponent(name)}.json`)
  }
}

/** The time of a tree's folder is when it was last used: what was not for long goes first. */
async function touch(path: string): Promise<void> {
  const now = new Date()
  // Somebody else's store can be read and not written to.
  await fs.utimes(path, now, now).catch(() => {})
}

async function exists(path: string): Promise<boolean> {
  return fs.access(path).then(
    () => true,
    () => false,
  )
}
