import { join } from 'node:path'
import * as z from 'zod'
import { bisectionSchema } from './model/bisection.ts'
import { comparisonSchema } from './model/comparison.ts'
import { unfinishedRun } from './model/errors.ts'
import { investigationSchema } from './model/investigation.ts'
import { readDocument } from './store/documents.ts'
import { RunFolder } from './store/run-folder.ts'
import type { Store } from './store/store.ts'

const resultSchema = z.discriminatedUnion('kind', [comparisonSchema, investigationSchema, bisectionSchema])
/** What a run can come to. */
export type RunDocument = z.infer<typeof resultSchema>

/** What a finished run came to. */
export async function readResult(store: Store, id: string): Promise<RunDocument> {
  const folder = await store.runPath(id)
  const { state } = await RunFolder.readRun(store.runsFolder, id)
  if (state !== 'finished') throw unfinishedRun(id, state)
  return readDocument(resultSchema, join(folder, 'result.json'), id, 'result')
}
