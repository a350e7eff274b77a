import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { CulpritError, storeFull, storeUnusable } from '../model/errors.ts'
import type { Run } from '../model/run.ts'
import { guardDisk, isDiskFull, makeFolder } from '../platform/files.ts'
import { openDatabase, type Database } from './database.ts'
import { newId } from './id.ts'
import { RunFolder } from './run-folder.ts'
import { existingRun, runIds, runsFolderOf } from './runs.ts'
import { Trees } from './trees.ts'

/** Everything that culprit keeps: `culprit.db`, `cache/` and `runs/<id>/`. */
export class Store {
  readonly root: string
  readonly trees: Trees
  readonly #database: Database

  private constructor(root: string, database: Database) {
    this.root = root
    this.trees = new Trees(join(root, 'cache'))
    this.#database = database
  }

  /** Opens a store, and makes it if there is none yet. */
  static async open(root: string): Promise<Store> {
    try {
      await guardDisk(root, () => makeFolder(runsFolderOf(root)))
      // A store inside a repository stays out of its commits.
      await fs.writeFile(join(root, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {})
      return new Store(root, await openDatabase(join(root, 'culprit.db')))
    } catch (error) {
      if (error instanceof CulpritError) throw error
      throw isDiskFull(error) ? storeFull(join(root, 'culprit.db'), error) : storeUnusable(root, error)
    }
  }

  get database(): Database {
    return this.#database
  }

  get runsFolder(): string {
    return runsFolderOf(this.root)
  }

  /** A new run; its id sorts by time and is unique among processes. */
  async createRun(fields: Omit<Run, 'formatVersion' | 'kind' | 'id'>): Promise<RunFolder> {
    const run: Run = { formatVersion: 1, kind: 'run', id: newId(fields.startedMs), ...fields }
    return RunFolder.create(this.runsFolder, run)
  }

  /** A run to go on with. */
  async openRun(id: string): Promise<RunFolder> {
    await this.runPath(id)
    return RunFolder.open(this.runsFolder, id)
  }

  /** The folder of a run; `unknown-run` when there is none. */
  async runPath(id: string): Promise<string> {
    return existingRun(this.runsFolder, id)
  }

  /** Newest first. */
  async runIds(): Promise<string[]> {
    return runIds(this.runsFolder)
  }

  async close(): Promise<void> {
    await this.#database.destroy()
  }
}
