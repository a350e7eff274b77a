import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { benchSchema, type Bench } from '../model/bench.ts'
import { damagedRun, unknownRun } from '../model/errors.ts'
import { guardDisk, writeAtomically } from '../platform/files.ts'
import { newId } from './id.ts'
import { readJson } from './run-folder.ts'

const idPattern = /^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$/

/** The folder of a result of benchmarks: `benches/<id>/`. */
export function benchFolder(root: string, id: string): string {
  return join(root, 'benches', id)
}

/** Keeps a new result as `result.json` in its folder; its id sorts by time, among those of runs and plans too. */
export async function createBench(root: string, document: Omit<Bench, 'run'>): Promise<Bench> {
  const bench = benchSchema.parse({ ...document, run: newId(document.startedMs) })
  const folder = benchFolder(root, bench.run)
  await guardDisk(folder, () => fs.mkdir(folder, { recursive: true }))
  await writeAtomically(join(folder, 'result.json'), `${JSON.stringify(bench)}\n`)
  return bench
}

/** Whether that is the id of a result of benchmarks, and not of a run or plan. */
export async function isBench(root: string, id: string): Promise<boolean> {
  return idPattern.test(id) && (await fs.stat(benchFolder(root, id)).catch(() => null)) !== null
}

/** A result that was kept; `unknown-run` when there is none, `damaged-run` when its file is none. */
export async function readBench(root: string, id: string): Promise<Bench> {
  if (!(await isBench(root, id))) throw unknownRun(id, await benchIds(root))
  const parsed = benchSchema.safeParse(await readJson(join(benchFolder(root, id), 'result.json'), id))
  if (!parsed.success) throw damagedRun(id, `result.json is no result of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
  return parsed.data
}

/** Newest first. */
export async function benchIds(root: string): Promise<string[]> {
  const names = await fs.readdir(join(root, 'benches')).catch(() => [])
  return names
    .filter(name => idPattern.test(name))
    .sort()
    .reverse()
}
