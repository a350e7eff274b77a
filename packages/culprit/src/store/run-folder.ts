import { appendFileSync, readFileSync, truncateSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { basename, join } from 'node:path'
import type * as z from 'zod'
import { damagedRun, runInUse, storeFull } from '../model/errors.ts'
import { launchRecordSchema, type LaunchRecord } from '../model/launch.ts'
import { predicateRunSchema, type PredicateRun } from '../model/predicate.ts'
import { runSchema, type Run } from '../model/run.ts'
import { guardDisk, isDiskFull, writeAtomically } from '../platform/files.ts'

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
    await folder.#lock()
    await folder.writeRun(run)
    return folder
  }

  /** Opens a run to go on with it; refuses one that another process is measuring. */
  static async open(runsFolder: string, id: string): Promise<RunFolder> {
    const folder = new RunFolder(runsFolder, await RunFolder.readRun(runsFolder, id))
    await folder.#lock()
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
    const parsed = runSchema.safeParse(await readJson(join(runsFolder, id, 'run.json'), id))
    if (!parsed.success)
      throw damagedRun(id, `run.json is not a run file of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
    return parsed.data
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
    await writeAtomically(join(this.path, 'run.json'), `${JSON.stringify(run, null, 2)}\n`)
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
    await fs.rm(join(this.path, 'lock'), { force: true })
  }

  get #launchesPath(): string {
    return join(this.path, 'launches.jsonl')
  }

  get #answersPath(): string {
    return join(this.path, 'answers.jsonl')
  }

  async #lock(): Promise<void> {
    const path = join(this.path, 'lock')
    for (;;) {
      try {
        await guardDisk(path, () => fs.writeFile(path, String(process.pid), { flag: 'wx' }))
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        const owner = await lockOwner(this.path)
        if (owner !== null) throw runInUse(this.id, owner)
        await fs.rm(path, { force: true })
      }
    }
  }
}

/** A document of a run, as JSON text parsed; `damaged-run` when it is not there or no JSON. */
export async function readJson(path: string, id: string): Promise<unknown> {
  try {
    return JSON.parse(await fs.readFile(path, 'utf8'))
  } catch (error) {
    throw damagedRun(id, error instanceof Error ? error.message : String(error))
  }
}

function appendLines(path: string, records: readonly unknown[]): void {
  try {
    appendFileSync(path, records.map(record => `${JSON.stringify(record)}\n`).join(''))
  } catch (error) {
    if (isDiskFull(error)) throw storeFull(path, error)
    throw error
  }
}

function readJournal<T extends { readonly key: string }>(path: string, id: string, schema: z.ZodType<T>, repair = true): Map<string, T> {
  const records = new Map<string, T>()
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return records
  }
  const complete = text.lastIndexOf('\n') + 1
  if (repair && complete < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, complete)))
  for (const [index, line] of text.slice(0, complete).split('\n').entries()) {
    if (line === '') continue
    const record = schema.safeParse(parseOrNull(line))
    if (!record.success) throw damagedRun(id, `line ${index + 1} of ${basename(path)} cannot be read`)
    records.set(record.data.key, record.data)
  }
  return records
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** The process that holds the run's lock, when it is alive. A killed one leaves its lock behind. */
async function lockOwner(path: string): Promise<number | null> {
  const pid = Number(await fs.readFile(join(path, 'lock'), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 0) return null
  try {
    process.kill(pid, 0)
    return pid
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null
  }
}
