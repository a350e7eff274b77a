import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { storeFull, treeTooLarge, unwritableOutput } from '../model/errors.ts'
import type { Bytes, Sha256 } from '../model/units.ts'

export interface FileDigest {
  /** Relative to the tree, with `/` on every system. */
  readonly path: string
  readonly bytes: Bytes
  readonly sha256: Sha256
}

/** A tree may not hold more than this; a variant is copied three times, and an archive is untrusted. */
const treeLimits = { files: 100_000, bytes: 4e9, depth: 64 }

export interface TreeOptions {
  /** A folder that is left out. */
  readonly except?: string
  /** Symbolic links to files stand for these, wherever they are, as a program takes them: for folders of the user. Otherwise links are left out. */
  readonly followsLinks?: boolean
}

/** Every regular file below `root`, in the order of their paths, with its hash. Links to folders are left out. */
export async function digestTree(root: string, options: TreeOptions = {}): Promise<FileDigest[]> {
  const files: FileDigest[] = []
  let total = 0
  for await (const path of walk(root, 0, options)) {
    const { size } = await fs.stat(path)
    total += size
    if (files.length >= treeLimits.files) throw treeTooLarge(root, `more than ${treeLimits.files} files`)
    if (total > treeLimits.bytes) throw treeTooLarge(root, `more than ${treeLimits.bytes / 1e9} GB`)
    files.push({ path: relative(root, path).split(sep).join('/'), bytes: size, sha256: await digestFile(path) })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** One hash for a tree: equal exactly when paths and contents are. */
export function combineDigests(files: readonly FileDigest[]): Sha256 {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file.sha256} ${file.path}\n`)
  return hash.digest('hex')
}

export async function digestFile(path: string): Promise<Sha256> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

export function digestBytes(bytes: Uint8Array | string): Sha256 {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Copies the regular files of a tree; a file system that can shares the blocks. Links to folders are left out. */
export async function copyTree(from: string, to: string, options: TreeOptions = {}): Promise<void> {
  let total = 0
  await guardDisk(to, async () => {
    for await (const path of walk(from, 0, options)) {
      total += (await fs.stat(path)).size
      if (total > treeLimits.bytes) throw treeTooLarge(from, `more than ${treeLimits.bytes / 1e9} GB`)
      const target = join(to, relative(from, path))
      await fs.mkdir(dirname(target), { recursive: true })
      await fs.copyFile(path, target, fs.constants.COPYFILE_FICLONE)
    }
  })
}

/** After this the file holds either its former content or all of the new one, whatever happens in between. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await guardDisk(path, () => replace(path, content))
}

/**
 * Writes a file that a user named. A regular file is replaced as a whole or not at all, at the end of symbolic links; a device or a pipe
 * is written into. Every refusal of the system is bad input, but a full disk.
 */
export async function writeOutput(path: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  try {
    const found = await fs.stat(path).catch(() => null)
    if (found === null) await replace(path, content)
    else if (found.isFile()) await replace(await fs.realpath(path), content)
    // Renaming over /dev/null would take it from the whole machine.
    else await fs.writeFile(path, content)
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? unwritableOutput(path, error, isDiskFull(error)) : error
  }
}

async function replace(path: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await makeFolder(dirname(path))
  try {
    const file = await fs.open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await fs.rename(temporary, path)
  } catch (error) {
    await fs.rm(temporary, { force: true })
    throw error
  }
}

/**
 * Makes a folder in a place that a user named, and those that it lies in. Node's own `recursive` never comes to an end where a folder that is
 * there says of a new one in it that it is not there (ENOENT), as all of Linux's /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  await fs.mkdir(path).catch(async (error: unknown) => {
    // Another process may have made it since.
    if (!(await isFolder(path))) throw error
  })
}

async function isFolder(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null))?.isDirectory() ?? false
}

/** Turns "no space", "file too large" and "quota exceeded" into an error that says what to do. */
export async function guardDisk<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isDiskFull(error)) throw storeFull(path, error)
    throw error
  }
}

export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && ['ENOSPC', 'EFBIG', 'EDQUOT'].includes(String(error.code))) return true
  // SQLITE_IOERR and SQLITE_FULL, whose extended codes are in the upper bits.
  return 'errcode' in error && typeof error.errcode === 'number' && [10, 13].includes(error.errcode & 0xff)
}

async function* walk(folder: string, depth: number, options: TreeOptions): AsyncGenerator<string> {
  if (depth > treeLimits.depth) throw treeTooLarge(folder, `folders nested deeper than ${treeLimits.depth}`)
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (path === options.except) continue
    if (entry.isDirectory()) yield* walk(path, depth + 1, options)
    else if (entry.isFile() || (options.followsLinks && entry.isSymbolicLink() && (await isFile(path)))) yield path
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null))?.isFile() ?? false
}
