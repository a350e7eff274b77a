import { join } from 'node:path'
import { benchSchema, type Bench } from '../model/bench.ts'
import { writeAtomically } from '../platform/files.ts'
import { readOutcome } from './documents.ts'
import { existingFolder, makeFolder } from './folders.ts'
import { newId } from './id.ts'

/** Keeps a new result of benchmarks as `result.json` in its folder, `benches/<id>/`; its id sorts by time, among those of runs and plans too. */
export async function createBench(root: string, document: Omit<Bench, 'run'>): Promise<Bench> {
  const bench = benchSchema.parse({ ...document, run: newId(document.startedMs) })
  const folder = await makeFolder(root, 'benches', bench.run)
  await writeAtomically(join(folder, 'result.json'), `${JSON.stringify(bench)}\n`)
  return bench
}

/** A result that was kept; `unknown-run` when there is none, `unfinished-run` when it is still measured or was interrupted, `damaged-run` when its file is none. */
export async function readBench(root: string, id: string): Promise<Bench> {
  return readOutcome(benchSchema, await existingFolder(root, 'benches', id), id)
}
