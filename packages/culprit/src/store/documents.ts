import * as fs from 'node:fs/promises'
import { basename, join } from 'node:path'
import type * as z from 'zod'
import { damagedRun, unfinishedRun } from '../model/errors.ts'
import { writeAtomically } from '../platform/files.ts'

/**
 * A document that the store keeps of `id`; `damaged-run`, with the field, when it is not there, no JSON, or none of this version. `what`
 * names what it should be.
 */
export async function readDocument<T>(schema: z.ZodType<T>, path: string, id: string, what: string): Promise<T> {
  const parsed = schema.safeParse(await readJson(path, id))
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.') ?? ''
  throw damagedRun(id, `${basename(path)} is no ${what} of this version${field === '' ? '' : ` (${field})`}`)
}

/** What came of something that can be gone on with; `unfinished-run` when there is no result yet. */
export async function readOutcome<T>(schema: z.ZodType<T>, folder: string, id: string): Promise<T> {
  const path = join(folder, 'result.json')
  if ((await fs.stat(path).catch(() => null)) === null) throw unfinishedRun(id, 'interrupted')
  return readDocument(schema, path, id, 'result')
}

/** Keeps a document for a person to read too; what was there is replaced as a whole. */
export async function writeDocument(path: string, document: object): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(document, null, 2)}\n`)
}

async function readJson(path: string, id: string): Promise<unknown> {
  try {
    return JSON.parse(await fs.readFile(path, 'utf8'))
  } catch (error) {
    throw damagedRun(id, `${basename(path)}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
