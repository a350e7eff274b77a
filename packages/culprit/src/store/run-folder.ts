import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { launchRecordSchema, type LaunchRecord } from '../model/launch.ts'
import { predicateRunSchema, type PredicateRun } from '../model/predicate.ts'
import { runSchema, type Run } from '../model/run.ts'
import { guardDisk } from '../platform/files.ts'
import { readDocument, writeDocument } from './documents.ts'
import { appendLines, readJournal } from './journal.ts'
import { lock, lockOwner, unlock } from './lock.ts'

/**
 * `runs/<id>/`: the run file, every launch in `launches.jsonl` and every answer of a command in `answers.jsonl` as it came, the modules that were compiled, the profiles, and the results.
 *
 * It can be killed at any moment: a half-written last line is dropped when the run is opened again.
 */
export class RunFolder {
  readonly path: string
  readonly id: string
  #run: Run
  #launches = new Map<string, LaunchRecord>()
  #answers = new Map<string, PredicateRun>()

  private constructor(runsFolder: string, run: Run) {
    this.path = join(runsFolder, run.id)
    this.id = run.id
    this.#run = run
  }

  static async create(runsFolder: string, run: Run): Promise<RunFolder> {
    const folder = new RunFolder(runsFolder, run)
    await guardDisk(folder.path, () => fs.mkdir(folder.path, { recursive: true }))
    await lock(folder.path, folder.id)
    await folder.writeRun(run)
    return folder
  }

  /** Opens a run to go on with it; refuses one that another process is measuring. */
  static async open(runsFolder: string, id: string): Promise<RunFolder> {
    const folder = new RunFolder(runsFolder, await RunFolder.readRun(runsFolder, id))
    await lock(folder.path, folder.id)
    try {
      folder.#launches = readJournal(folder.#launchesPath, id, launchRecordSchema)
      folder.#answers = readJournal(folder.#answersPath, id, predicateRunSchema)
      return folder
    } catch (error) {
      await folder.close()
      throw error
    }
  }

  static async readRun(runsFolder: string, id: string): Promise<Run> {
    return readDocument(runSchema, join(runsFolder, id, 'run.json'), id, 'run file')
  }

  /** The launches of a run, whether or not somebody is measuring it. */
  static readLaunches(runsFolder: string, id: string): LaunchRecord[] {
    return [...readJournal(join(runsFolder, id, 'launches.jsonl'), id, launchRecordSchema, false).values()]
  }

  /** The run file as it was last written. */
  get run(): Run {
    return this.#run
  }

  /** Whether a process that lives is measuring the run in this folder. */
  static async isInUse(path: string): Promise<boolean> {
    return (await lockOwner(path)) !== null
  }

  async writeRun(run: Run): Promise<void> {
    this.#run = run
    await writeDocument(join(this.path, 'run.json'), run)
  }

  find(key: string): LaunchRecord | null {
    return this.#launches.get(key) ?? null
  }

  /** One line each, written in one call before the next launch starts. */
  append(records: readonly LaunchRecord[]): void {
    appendLines(this.#launchesPath, records)
    for (const record of records) this.#launches.set(record.key, record)
  }

  findAnswer(key: string): PredicateRun | null {
    return this.#answers.get(key) ?? null
  }

  /** One line, before the command is run the next time. */
  appendAnswer(answer: PredicateRun): void {
    appendLines(this.#answersPath, [answer])
    this.#answers.set(answer.key, answer)
  }

  answers(): PredicateRun[] {
    return [...this.#answers.values()]
  }

  launches(): LaunchRecord[] {
    return [...this.#launches.values()]
  }

  /** The copies of the variants can be made again from the cache. */
  async dropVariants(): Promise<void> {
    await fs.rm(join(this.path, 'variants'), { recursive: true, force: true })
  }

  /** Releases the run for other processes. */
  async close(): Promise<void> {
    await unlock(this.path)
  }

  get #launchesPath(): string {
    return join(this.path, 'launches.jsonl')
  }

  get #answersPath(): string {
    return join(this.path, 'answers.jsonl')
  }
}
