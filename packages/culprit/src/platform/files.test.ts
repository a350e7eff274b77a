import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { CulpritError } from '../model/errors.ts'
import { combineDigests, copyTree, digestBytes, digestTree, guardDisk, makeFolder, writeAtomically, writeOutput } from './files.ts'

/** A folder with these files. */
async function tree(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = emptyFolder()
  for (const [path, content] of Object.entries(files)) {
    await fs.mkdir(join(folder, path, '..'), { recursive: true })
    await fs.writeFile(join(folder, path), content)
  }
  return folder
}

async function pathsIn(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true })
  return entries.sort()
}

describe('a file that is written atomically', () => {
  test('has its new content, and nothing is left beside it', async () => {
    const folder = await tree({ 'run.json': 'a much longer former content' })
    await writeAtomically(join(folder, 'run.json'), 'new')
    expect(await fs.readFile(join(folder, 'run.json'), 'utf8')).toBe('new')
    expect(await pathsIn(folder)).toEqual(['run.json'])
  })

  test('may hold bytes, and lie in a folder that is not there yet', async () => {
    const folder = emptyFolder()
    await writeAtomically(join(folder, 'a', 'b', 'bytes'), Uint8Array.of(0, 255))
    expect([...(await fs.readFile(join(folder, 'a', 'b', 'bytes')))]).toEqual([0, 255])
  })

  test('is replaced and not written to: who has it open goes on reading the former content', async () => {
    const folder = await tree({ 'run.json': 'former' })
    const open = await fs.open(join(folder, 'run.json'))
    await writeAtomically(join(folder, 'run.json'), 'new')
    expect(await open.readFile('utf8')).toBe('former')
    await open.close()
  })

  test('that cannot be written leaves what was there, and nothing beside it', async () => {
    const folder = await tree({ 'taken/inside': 'former' })
    await expect(writeAtomically(join(folder, 'taken'), 'new')).rejects.toThrow()
    expect(await pathsIn(folder)).toEqual(['taken', 'taken/inside'])
  })

  test('has one of its contents whole when two write it at once', async () => {
    const folder = emptyFolder()
    const contents = ['a', 'b', 'c', 'd'].map(letter => letter.repeat(100_000))
    await Promise.all(contents.map(content => writeAtomically(join(folder, 'file'), content)))
    expect(contents).toContain(await fs.readFile(join(folder, 'file'), 'utf8'))
    expect(await pathsIn(folder)).toEqual(['file'])
  })
})

describe('a file that a user named', () => {
  test('is replaced, also in pieces, and nothing is left beside it', async () => {
    const folder = await tree({ 'a.wat': 'a much longer former content' })
    await writeOutput(join(folder, 'a.wat'), ['(mod', 'ule)'])
    expect(await fs.readFile(join(folder, 'a.wat'), 'utf8')).toBe('(module)')
    expect(await pathsIn(folder)).toEqual(['a.wat'])
  })

  test('that is a pipe or a device is written into and stays one', async () => {
    const pipe = join(emptyFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    // Open for both, so that neither side waits for the other.
    const reader = await fs.open(pipe, 'r+')
    await writeOutput(pipe, 'new')
    expect((await fs.stat(pipe)).isFIFO()).toBe(true)
    const { buffer, bytesRead } = await reader.read(Buffer.alloc(8), 0, 8, null)
    await reader.close()
    expect(buffer.toString('utf8', 0, bytesRead)).toBe('new')
  })

  test('that is a symbolic link stays one, and what it points to is replaced', async () => {
    const folder = await tree({ 'real/report.html': 'former' })
    await fs.symlink(join('real', 'report.html'), join(folder, 'link.html'))
    await writeOutput(join(folder, 'link.html'), 'new')
    expect((await fs.lstat(join(folder, 'link.html'))).isSymbolicLink()).toBe(true)
    expect(await fs.readFile(join(folder, 'real/report.html'), 'utf8')).toBe('new')
  })

  test('and that cannot be written is bad input: a folder, a name below a file, no name', async () => {
    const folder = await tree({ file: 'former' })
    for (const path of [folder, join(folder, 'file', 'x.html'), '']) {
      await expect(writeOutput(path, 'new')).rejects.toMatchObject({ code: 'unwritable-output', exitCode: 64, data: { path } })
    }
    expect(await pathsIn(folder)).toEqual(['file'])
  })

  test('keeps what it has when its pieces end with an error, which is passed on', async () => {
    const folder = await tree({ 'a.wat': 'former' })
    function* failing() {
      yield 'new'
      throw new CulpritError({ code: 'interrupted', message: 'Stopped.' })
    }
    await expect(writeOutput(join(folder, 'a.wat'), failing())).rejects.toMatchObject({ code: 'interrupted' })
    expect(await fs.readFile(join(folder, 'a.wat'), 'utf8')).toBe('former')
    expect(await pathsIn(folder)).toEqual(['a.wat'])
  })
})

describe('a folder that a user named', () => {
  test('is made with those that it lies in, by several at once, and may be there', async () => {
    const path = join(emptyFolder(), 'a', 'b', 'c')
    await Promise.all([makeFolder(path), makeFolder(path)])
    await makeFolder(path)
    expect((await fs.stat(path)).isDirectory()).toBe(true)
  })

  test('is refused where a file is in the way', async () => {
    const folder = await tree({ file: '' })
    await expect(makeFolder(join(folder, 'file', 'a'))).rejects.toMatchObject({ code: 'EEXIST' })
  })

  test.runIf(process.platform === 'linux')('is refused in /proc, where Node would try for ever', async () => {
    await expect(makeFolder('/proc/culprit/runs')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a copy of a tree', () => {
  test('has all its regular files', async () => {
    const from = await tree({ 'a.txt': 'one', 'b/c/d.txt': 'two', '.hidden': 'three' })
    const to = join(emptyFolder(), 'copy')
    await copyTree(from, to)
    expect(await digestTree(to)).toEqual(await digestTree(from))
    expect(await fs.readFile(join(to, 'b/c/d.txt'), 'utf8')).toBe('two')
  })

  test('leaves out symbolic links, which may point anywhere', async () => {
    const outside = await tree({ secret: 'not of the variant' })
    const from = await tree({ 'a.txt': 'one' })
    await fs.symlink(join(outside, 'secret'), join(from, 'file'))
    await fs.symlink(outside, join(from, 'folder'))
    await fs.symlink('.', join(from, 'loop'))
    const to = join(emptyFolder(), 'copy')
    await copyTree(from, to)
    expect(await pathsIn(to)).toEqual(['a.txt'])
    expect((await digestTree(from)).map(({ path }) => path)).toEqual(['a.txt'])
  })

  test('links to files stand for the files where they are followed', async () => {
    const from = await tree({ 'a.txt': 'one' })
    const outside = await tree({ 'b.txt': 'two' })
    await fs.symlink('a.txt', join(from, 'inside.txt'))
    await fs.symlink(join(outside, 'b.txt'), join(from, 'outside.txt'))
    await fs.symlink('nothing', join(from, 'broken.txt'))
    await fs.symlink(outside, join(from, 'folder'))
    const to = join(emptyFolder(), 'copy')
    await copyTree(from, to, { followsLinks: true })
    expect(await pathsIn(to)).toEqual(['a.txt', 'inside.txt', 'outside.txt'])
    expect(await digestTree(from, { followsLinks: true })).toEqual(await digestTree(to))
    expect((await fs.lstat(join(to, 'outside.txt'))).isSymbolicLink()).toBe(false)
  })

  test('leaves out the excepted folder, and no other one of that name', async () => {
    const from = await tree({ 'a.txt': 'one', '.culprit/culprit.db': 'two', 'b/.culprit/c': 'three' })
    const to = join(emptyFolder(), 'copy')
    await copyTree(from, to, { except: join(from, '.culprit') })
    expect((await digestTree(to)).map(({ path }) => path)).toEqual(['a.txt', 'b/.culprit/c'])
  })

  test('can lie in the tree itself when it is excepted', async () => {
    const from = await tree({ 'a.txt': 'one' })
    await copyTree(from, join(from, 'store', 'copy'), { except: join(from, 'store') })
    expect(await pathsIn(join(from, 'store', 'copy'))).toEqual(['a.txt'])
  })

  test('of folders without end is refused', async () => {
    const from = await tree({ [`${'a/'.repeat(70)}file`]: '' })
    await expect(copyTree(from, join(emptyFolder(), 'copy'))).rejects.toThrow(CulpritError)
    await expect(digestTree(from)).rejects.toThrow(CulpritError)
  })
})

describe('the hash of a tree', () => {
  const hashOf = async (files: Readonly<Record<string, string>>) => combineDigests(await digestTree(await tree(files)))

  test('is equal exactly when paths and contents are', async () => {
    const hash = await hashOf({ 'a/x': '1', b: '2' })
    expect(await hashOf({ b: '2', 'a/x': '1' })).toBe(hash)
    expect(await hashOf({ 'a/x': '1', b: '3' })).not.toBe(hash)
    expect(await hashOf({ 'a/x': '2', b: '1' })).not.toBe(hash)
    expect(await hashOf({ 'a/y': '1', b: '2' })).not.toBe(hash)
    expect(await hashOf({ 'a/x': '1' })).not.toBe(hash)
  })

  test('is over files by path, each with its size and its own hash', async () => {
    expect(await digestTree(await tree({ b: '22', 'a/x': '1', 'a-b': '' }))).toEqual([
      { path: 'a-b', bytes: 0, sha256: digestBytes('') },
      { path: 'a/x', bytes: 1, sha256: digestBytes('1') },
      { path: 'b', bytes: 2, sha256: digestBytes('22') },
    ])
  })
})

describe('a disk that is full', () => {
  test.each([{ code: 'ENOSPC' }, { code: 'EFBIG' }, { code: 'EDQUOT' }, { errcode: 13 }, { errcode: 10 | (3 << 8) }])(
    'is an error that says so: %o',
    async fields => {
      const failing = guardDisk('/store', () => Promise.reject(Object.assign(new Error('no'), fields)))
      await expect(failing).rejects.toMatchObject({ name: 'CulpritError', code: 'store-full' })
    },
  )

  test.each([{ code: 'EACCES' }, { errcode: 5 }, {}])('is not what another error says: %o', async fields => {
    const error = Object.assign(new Error('no'), fields)
    await expect(guardDisk('/store', () => Promise.reject(error))).rejects.toBe(error)
  })
})
