import { createWriteStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { badArchive, CulpritError } from '../model/errors.ts'
import type { Bytes } from '../model/units.ts'

/** Bytes that can be read from any place, in a file or on a server. */
export interface RandomAccess {
  readonly size: Bytes
  /** Exactly these bytes; a read beyond the end is an error. */
  read(start: Bytes, length: Bytes): Promise<Uint8Array>
}

/** A file in an archive. */
export interface ArchivedFile {
  /** With `/` between its parts; it never leads out of the folder that it is unpacked into. */
  readonly path: string
  readonly bytes: Bytes
}

/** The list of files in a zip archive, and the way to each of them alone. */
export interface Archive {
  readonly files: readonly ArchivedFile[]
  /** Writes one file below a folder, by its path; its size and checksum are what the archive says, or it is an error. */
  unpack(file: ArchivedFile, folder: string): Promise<void>
}

/**
 * What an archive may hold. Sizes are as declared, and unpacking more than declared is an error. A deflated file can be a thousand times
 * as large as its archive; runtime packs are about four times as large.
 */
const limits = { files: 100_000, bytes: 4e9, expansion: 200, expansionFrom: 100e6, path: 1000, depth: 60 }

/**
 * Reads the list of a zip archive. Refused, before anything is written: paths that lead elsewhere, symbolic links, two entries for one
 * path, more than 100,000 files or 4 GB, and more than 200 times the archive's own size from 100 MB on. `name` is for errors;
 * `pathOf` turns an entry's name into a path.
 */
export async function openArchive(
  access: RandomAccess,
  name: string,
  pathOf: (entry: string) => string = entry => entry,
): Promise<Archive> {
  const guard = async <T>(entry: string | null, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw error instanceof CulpritError || isSystemError(error)
        ? error
        : badArchive(name, entry, error instanceof Error ? error.message : String(error))
    }
  }
  const zip = await guard(null, () => fromRandomAccessReaderPromise(new Access(access), access.size, { autoClose: false }))
  const entries = await guard(null, () => readEntries(zip, access.size, name, pathOf))
  return {
    files: [...entries].map(([path, { uncompressedSize }]) => ({ path, bytes: uncompressedSize })),
    unpack: ({ path }, folder) =>
      guard(path, async () => {
        const entry = entries.get(path)!
        const target = join(folder, path)
        await fs.mkdir(dirname(target), { recursive: true })
        await pipeline(await zip.openReadStreamPromise(entry), checked(entry), createWriteStream(target, { flags: 'wx' }))
      }),
  }
}

/** A file on this machine. */
export async function openFileAccess(path: string): Promise<RandomAccess & AsyncDisposable> {
  const file = await fs.open(path)
  const { size } = await file.stat()
  return {
    size,
    async read(start, length) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start)
      if (bytesRead !== length) throw new Error(`it ends before byte ${start + length}`)
      return buffer
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}

async function readEntries(zip: ZipFile, size: Bytes, name: string, pathOf: (entry: string) => string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  const folders = new Set<string>()
  let total = 0
  if (zip.entryCount > limits.files) throw badArchive(name, null, `it has ${zip.entryCount} entries, more than ${limits.files}`)
  for await (const entry of zip.eachEntry()) {
    const isFolder = entry.fileName.endsWith('/')
    const path = pathOf(isFolder ? entry.fileName.slice(0, -1) : entry.fileName)
    const why = refusal(path, entry)
    if (why !== null) throw badArchive(name, entry.fileName, why)
    if (isFolder) continue
    if (entries.has(path)) throw badArchive(name, entry.fileName, 'it is in the archive twice')
    entries.set(path, entry)
    for (let parent = dirname(path); parent !== '.' && !folders.has(parent); parent = dirname(parent)) folders.add(parent)
    total += entry.uncompressedSize
    if (total > limits.bytes) throw badArchive(name, entry.fileName, `with it the files are more than ${limits.bytes / 1e9} GB`)
    if (total > limits.expansionFrom && total > size * limits.expansion) {
      throw badArchive(
        name,
        entry.fileName,
        `with it the files are ${total} bytes, more than ${limits.expansion} times the archive's ${size}`,
      )
    }
  }
  const both = [...folders].find(folder => entries.has(folder))
  if (both !== undefined) throw badArchive(name, both, 'it is a file and a folder')
  return entries
}

function refusal(path: string, entry: Entry): string | null {
  const parts = path.split('/')
  if (/[\\\p{Cc}]/u.test(path) || /^[a-z]:/i.test(path) || parts.some(part => part === '' || part === '.' || part === '..')) {
    return 'its path leads elsewhere, or is none'
  }
  if (path.length > limits.path || parts.length > limits.depth)
    return `its path is longer than ${limits.path} characters or ${limits.depth} folders`
  // The upper half are the file's mode, where Unix made the archive; elsewhere it is zero.
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) return 'it is a symbolic link or a device, and only files are unpacked'
  if (entry.isEncrypted()) return 'it is encrypted'
  if (!entry.canDecodeFileData()) return `it is compressed by method ${entry.compressionMethod}, and only deflate is known`
  return null
}

/** Passes a file on and compares it with its checksum at its end. */
function checked(entry: Entry): Transform {
  let sum = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum)
      done(null, chunk)
    },
    flush(done) {
      done(
        sum === entry.crc32 ? null : new Error(`its checksum is ${hex(sum)}, and ${hex(entry.crc32)} is expected: the bytes are damaged`),
      )
    },
  })
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}

/** No room on the disk, or no right to write: nothing that the archive is to blame for. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** What yauzl reads from. */
class Access extends RandomAccessReader {
  readonly #access: RandomAccess

  constructor(access: RandomAccess) {
    super()
    this.#access = access
  }

  override _readStreamForRange(start: Bytes, end: Bytes): Readable {
    const access = this.#access
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; at += pieceBytes) yield await access.read(at, Math.min(pieceBytes, end - at))
      })(),
    )
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: Bytes,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    if (position < 0 || position + length > this.#access.size) return callback(new Error(`it ends before byte ${position + length}`))
    this.#access.read(position, length).then(
      bytes => {
        buffer.set(bytes, offset)
        callback(null, length)
      },
      (error: Error) => callback(error),
    )
  }
}

const pieceBytes = 1 << 20
