import { appendFileSync, readFileSync, truncateSync } from 'node:fs'
import { basename } from 'node:path'
import type * as z from 'zod'
import { damagedRun, storeFull } from '../model/errors.ts'
import { isDiskFull } from '../platform/files.ts'
import { parseJson } from '../platform/parse-json.ts'

/** One JSON line for each, in one call. */
export function appendLines(path: string, records: readonly unknown[]): void {
  try {
    appendFileSync(path, records.map(record => `${JSON.stringify(record)}\n`).join(''))
  } catch (error) {
    if (isDiskFull(error)) throw storeFull(path, error)
    throw error
  }
}

/** The records of a journal by their keys; a half-written last line is dropped, from the file too unless `repair` is false. */
export function readJournal<T extends { readonly key: string }>(
  path: string,
  id: string,
  schema: z.ZodType<T>,
  repair = true,
): Map<string, T> {
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
    const record = schema.safeParse(parseJson(line))
    if (!record.success) throw damagedRun(id, `line ${index + 1} of ${basename(path)} cannot be read`)
    records.set(record.data.key, record.data)
  }
  return records
}
