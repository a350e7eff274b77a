import * as fs from 'node:fs/promises'
import { parseReferences, type References } from './alarm/index.ts'
import { badReferences } from './model/errors.ts'
import type { Bytes } from './model/units.ts'

/** A file of references is some kilobytes; what is this large is another file. */
const largest: Bytes = 10e6

/** The references of a file; none when it is not there yet. */
export async function readReferences(path: string): Promise<References> {
  const found = await fs.stat(path).catch(() => null)
  if (found === null) return new Map()
  if (found.size > largest)
    throw badReferences(path, `it has ${Math.round(found.size / 1e6)} MB, and the largest that is read ${largest / 1e6} MB`)
  const text = await fs.readFile(path, 'utf8').catch((error: Error) => {
    throw badReferences(path, error.message)
  })
  return parseReferences(text, path)
}
