import { join } from 'node:path'
import * as z from 'zod'
import { bisectionSchema } from './model/bisection.ts'
import { comparisonSchema } from './model/comparison.ts'
import { unfinishedRun } from './model/errors.ts'
import { investigationSchema } from './model/investigation.ts'
import { readDocument } from './store/documents.ts'
import { RunFolder } from './store/run-folder.ts'
import { existingRun } from './store/runs.ts'

const resultSchema = z.discriminatedUnion('kind', [comparisonSchema, investigationSchema, bisectionSchema])
/** What a run can come to. */
export type RunDocument = z.infer<typeof resultSchema>

/** What a finished run came to. Needs no database and writes nothing, so it also reads a store that is damaged, or where nothing can be written. */
export async function readResult(runsFolder: string, id: string): Promise<RunDocument> {
  const folder = await existingRun(runsFolder, id)
  const { state } = await RunFolder.readRun(runsFolder, id)
  if (state !== 'finished') throw unfinishedRun(id, state)
  return readDocument(resultSchema, join(folder, 'result.json'), id, 'result')
}
