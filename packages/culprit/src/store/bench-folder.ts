import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { benchRequestSchema, type BenchRequest } from '../model/bench-request.ts'
import { notResumable } from '../model/errors.ts'
import { launchRecordSchema, type LaunchRecord } from '../model/launch.ts'
import { guardDisk } from '../platform/files.ts'
import { readDocument, writeDocument } from './documents.ts'
import { existingFolder, folderOf } from './folders.ts'
import { newId } from './id.ts'
import { appendLines, readJournal } from './journal.ts'
import { lock, unlock } from './lock.ts'

/** `benches/<id>/` of a result that is being measured: what was asked for, and every launch of every benchmark as it came. It can be killed at any moment. */
export class BenchFolder {
  readonly path: string
  #request: BenchRequest

  private constructor(root: string, request: BenchRequest) {
    this.path = folderOf(root, 'benches', request.id)
    this.#request = request
  }

  static async create(root: string, fields: Omit<BenchRequest, 'formatVersion' | 'kind' | 'id'>): Promise<BenchFolder> {
    const request: BenchRequest = { formatVersion: 1, kind: 'bench-request', id: newId(fields.startedMs), ...fields }
    const folder = new BenchFolder(root, request)
    await guardDisk(folder.path, () => fs.mkdir(join(folder.path, 'launches'), { recursive: true }))
    await lock(folder.path, request.id)
    await folder.write(request)
    return folder
  }

  /** Opens one to go on with it; refuses one that another process is measuring, and one that was imported. */
  static async open(root: string, id: string): Promise<BenchFolder> {
    const path = join(await existingFolder(root, 'benches', id), 'bench.json')
    if ((await fs.stat(path).catch(() => null)) === null)
      throw notResumable(id, 'it was imported or made of two others, and nothing was measured for it')
    const folder = new BenchFolder(root, await readDocument(benchRequestSchema, path, id, 'request'))
    await lock(folder.path, id)
    return folder
  }

  get request(): BenchRequest {
    return this.#request
  }

  async write(request: BenchRequest): Promise<void> {
    this.#request = request
    await writeDocument(join(this.path, 'bench.json'), request)
  }

  /** The launches of the benchmark at that place of the request, or of the pairs that confirm it. */
  journal(place: number | `confirmed-${number}`): BenchJournal {
    return new BenchJournal(join(this.path, 'launches', `${place}.jsonl`), this.#request.id)
  }

  /** The copies of what was measured can be made again from the cache. */
  async dropVariants(): Promise<void> {
    await fs.rm(join(this.path, 'variants'), { recursive: true, force: true })
  }

  /** Whether nothing is left to do: the copies are removed last, when what was to be saved is. */
  async isFinished(): Promise<boolean> {
    const [result, variants] = await Promise.all(['result.json', 'variants'].map(name => fs.stat(join(this.path, name)).catch(() => null)))
    return result != null && variants == null
  }

  async close(): Promise<void> {
    await unlock(this.path)
  }
}

/** One line for each launch of one benchmark. */
export class BenchJournal {
  readonly #path: string
  readonly #launches: Map<string, LaunchRecord>

  constructor(path: string, id: string) {
    this.#path = path
    this.#launches = readJournal(path, id, launchRecordSchema)
  }

  find(key: string): LaunchRecord | null {
    return this.#launches.get(key) ?? null
  }

  append(records: readonly LaunchRecord[]): void {
    appendLines(this.#path, records)
    for (const record of records) this.#launches.set(record.key, record)
  }
}
