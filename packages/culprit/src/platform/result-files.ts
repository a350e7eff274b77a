import * as fs from 'node:fs/promises'
import { join, sep } from 'node:path'
import { badResultFile, resultFileTooLarge, unreadableFile } from '../model/errors.ts'
import type { Bytes } from '../model/units.ts'

/** What a folder of results may hold; the folder of any benchmark has more files than results. */
const folderLimits = { files: 20_000, depth: 16, bytes: 256e6 }
const endings = /\.(json|csv|txt|js)$/i

interface ResultText {
  readonly path: string
  readonly text: string
  /** Whether it was named itself, and not found in a folder that was. */
  readonly isNamed: boolean
}

/**
 * The texts of files that were named, and of all in named folders that can be results: .json, .csv, .txt and .js. Symbolic links in folders are
 * not followed. A file above `largest` is refused before it is read.
 */
export async function readResultFiles(named: readonly string[], largest: Bytes): Promise<ResultText[]> {
  const found: { path: string; isNamed: boolean }[] = []
  for (const path of named) {
    const isFolder = (await statOf(path)).isDirectory()
    if (!isFolder) found.push({ path, isNamed: true })
    else
      for await (const inside of filesIn(path, 0)) {
        found.push({ path: inside, isNamed: false })
        if (found.length > folderLimits.files)
          throw resultFileTooLarge(path, `more than ${folderLimits.files} files`, String(folderLimits.files))
      }
  }
  const texts: ResultText[] = []
  let total = 0
  for (const { path, isNamed } of found) {
    const stat = await statOf(path)
    if (!stat.isFile()) throw badResultFile(path, 'it is no regular file', null)
    if (stat.size > largest) throw resultFileTooLarge(path, inMegabytes(stat.size), inMegabytes(largest))
    total += stat.size
    if (total > folderLimits.bytes)
      throw resultFileTooLarge(path, `${inMegabytes(total)} together with the files before it`, inMegabytes(folderLimits.bytes))
    const text = await fs.readFile(path, 'utf8').catch((error: unknown) => {
      throw unreadableFile(path, error)
    })
    texts.push({ path: path.split(sep).join('/'), text, isNamed })
  }
  return texts
}

async function statOf(path: string) {
  return fs.stat(path).catch((error: unknown) => {
    throw unreadableFile(path, error)
  })
}

/** In the order of their names. */
async function* filesIn(folder: string, depth: number): AsyncGenerator<string> {
  if (depth > folderLimits.depth)
    throw resultFileTooLarge(folder, `folders nested deeper than ${folderLimits.depth}`, String(folderLimits.depth))
  const entries = await fs.readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path, depth + 1)
    else if (entry.isFile() && endings.test(entry.name)) yield path
  }
}

function inMegabytes(bytes: Bytes): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
