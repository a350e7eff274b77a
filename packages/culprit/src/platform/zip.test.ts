import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildZip, type ZipEntry } from '../../../../test/build-zip.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { CulpritError } from '../model/errors.ts'
import { openArchive, openFileAccess, type RandomAccess } from './zip.ts'

const inMemory = (bytes: Uint8Array): RandomAccess => ({
  size: bytes.length,
  read: async (start, length) => bytes.subarray(start, start + length),
})

/** Unpacks everything, and gives back what is in the folder then. */
async function unpackAll(bytes: Uint8Array, folder: string): Promise<Record<string, string>> {
  const archive = await openArchive(inMemory(bytes), 'a.zip')
  for (const file of archive.files) await archive.unpack(file, folder)
  const contents = archive.files.map(async ({ path }) => [path, await fs.readFile(join(folder, path), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(contents))
}

const entry = (name: string, says?: ZipEntry['says']): ZipEntry => ({ name, content: 'content', ...(says && { says }) })

describe('an archive', () => {
  test('gives its files, deflated and stored, and no folders', async () => {
    const bytes = buildZip(
      [
        entry('a.txt'),
        { name: 'b/c/ü.bin', content: 'x'.repeat(100_000), stored: true },
        { name: 'b/', content: '' },
        { name: 'empty', content: '' },
      ],
      'a comment',
    )
    expect(await unpackAll(bytes, emptyFolder())).toEqual({ 'a.txt': 'content', 'b/c/ü.bin': 'x'.repeat(100_000), empty: '' })
  })

  test('gives one file without touching the bytes of the others', async () => {
    const bytes = buildZip([{ name: 'large', content: 'y'.repeat(50_000), stored: true }, entry('wanted')])
    const read: [number, number][] = []
    const archive = await openArchive(
      {
        size: bytes.length,
        async read(start, length) {
          read.push([start, start + length])
          return bytes.subarray(start, start + length)
        },
      },
      'a.zip',
    )
    const folder = emptyFolder()
    const wholeEnd = read.length
    await archive.unpack(
      archive.files.find(({ path }) => path === 'wanted')!,
      folder,
    )
    expect(await fs.readdir(folder)).toEqual(['wanted'])
    for (const [start] of read.slice(wholeEnd)) expect(start).toBeGreaterThan(50_000)
  })

  test('of another tool is read from a file', async () => {
    const folder = emptyFolder()
    await fs.mkdir(join(folder, 'sub'))
    await fs.writeFile(join(folder, 'sub', 'one.txt'), 'one')
    execFileSync('zip', ['-q', '-r', 'made.zip', 'sub'], { cwd: folder })
    await using access = await openFileAccess(join(folder, 'made.zip'))
    const archive = await openArchive(access, 'made.zip')
    expect(archive.files).toEqual([{ path: 'sub/one.txt', bytes: 3 }])
  })
})

describe('refused, with nothing written, is', () => {
  const refused: [what: string, entries: ZipEntry[], why: string][] = [
    ['a path that climbs out', [entry('a/../../evil')], 'invalid relative path'],
    ['a path that climbs by backslashes', [entry('a\\..\\..\\evil')], 'invalid relative path'],
    ['an absolute path', [entry('/etc/evil')], 'absolute path'],
    ['a path on a drive', [entry('C:/evil')], 'absolute path'],
    ['a path with an empty part', [entry('a//b')], 'its path leads elsewhere'],
    ['a path with a dot as a part', [entry('a/./b')], 'its path leads elsewhere'],
    ['a path with a zero byte', [entry('a\0b')], 'its path leads elsewhere'],
    ['a path of no characters', [entry('')], 'its path leads elsewhere'],
    ['a path longer than file systems take', [entry('a/'.repeat(80) + 'b')], 'longer than'],
    ['a symbolic link', [entry('link', { mode: 0o120777 })], 'symbolic link or a device'],
    ['a device', [entry('null', { mode: 0o020666 })], 'symbolic link or a device'],
    ['a path that is there twice', [entry('a'), entry('b'), entry('a')], '"a": it is in the archive twice'],
    ['a file that is a folder too', [entry('a'), entry('a/b')], '"a": it is a file and a folder'],
    ['10 GB, as declared', [entry('a', { bytes: 10e9 })], 'more than 4 GB'],
    ['3 GB from a few bytes', [entry('a', { bytes: 3e9 })], "more than 200 times the archive's"],
    ['an encrypted file', [entry('a', { flags: 0x801 })], 'it is encrypted'],
    ['an unknown compression', [entry('a', { method: 14 })], 'compressed by method 14'],
  ]

  test.each(refused)('%s', async (_, entries, why) => {
    const folder = emptyFolder()
    const failing = unpackAll(buildZip([entry('honest'), ...entries]), folder)
    await expect(failing).rejects.toMatchObject({ code: 'bad-archive', message: expect.stringContaining('a.zip cannot be unpacked: ') })
    await expect(failing).rejects.toThrow(why)
    expect(await fs.readdir(folder)).toEqual([])
  })

  test('more than 100,000 entries', async () => {
    const one = buildZip([entry('a')])
    const view = Buffer.from(one)
    const locator = Buffer.alloc(76)
    // A Zip64 end record is where a count beyond 65,535 can stand.
    locator.write('PK\x06\x06', 'latin1')
    locator.writeBigUInt64LE(100_001n, 24)
    locator.writeBigUInt64LE(100_001n, 32)
    locator.write('PK\x06\x07', 56, 'latin1')
    locator.writeBigUInt64LE(BigInt(view.length - 22), 64)
    const bytes = Buffer.concat([view.subarray(0, -22), locator, view.subarray(-22)])
    await expect(openArchive(inMemory(bytes), 'a.zip')).rejects.toThrow('100001 entries, more than 100000')
  })
})

describe('an error, when it is unpacked, is', () => {
  const large = { name: 'a', content: 'z'.repeat(10_000) }

  test.each<[string, ZipEntry, string]>([
    ['more than the declared size', { ...large, says: { bytes: 100 } }, 'too many bytes'],
    ['less than the declared size', { ...large, says: { bytes: 20_000 } }, 'not enough bytes'],
    ['another checksum than the declared one', { ...large, says: { crc32: 1 } }, 'its checksum is dc20d68c, and 00000001 is expected'],
  ])('%s', async (_, wrong, why) => {
    await expect(unpackAll(buildZip([wrong]), emptyFolder())).rejects.toThrow(`a.zip cannot be unpacked: "a": ${why}`)
  })

  test('what the disk refuses, which is no fault of the archive', async () => {
    const folder = emptyFolder()
    await fs.writeFile(join(folder, 'a'), 'there already')
    await expect(unpackAll(buildZip([large]), folder)).rejects.toMatchObject({ code: 'EEXIST' })
  })
})

test('an archive that ends anywhere, or has any byte changed, is an error or is read right, and never anything else', async () => {
  const whole = buildZip([entry('a'), { name: 'b/c', content: 'stored', stored: true }])
  const right = { a: 'content', 'b/c': 'stored' }
  const broken = [
    ...Array.from(whole, (_, length) => whole.subarray(0, length)),
    ...Array.from(whole, (byte, at) => whole.with(at, byte ^ 0xff)),
    ...Array.from(whole, (byte, at) => whole.with(at, byte ^ 1)),
  ]
  let errors = 0
  for (const bytes of broken) {
    const folder = emptyFolder()
    try {
      const files = await unpackAll(bytes, folder)
      // Names carry no checksum, and what is said twice is taken from the list at the end.
      expect(Object.values(files).every(content => Object.values(right).includes(content) || content === '')).toBe(true)
    } catch (error) {
      if (!(error instanceof CulpritError)) throw error
      expect(error.code).toBe('bad-archive')
      errors++
    }
    await fs.rm(folder, { recursive: true })
  }
  expect(errors).toBeGreaterThan(whole.length * 1.5)
})
