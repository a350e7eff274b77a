import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { combineDigests } from '../platform/files.ts'
import { Trees } from './trees.ts'

const fill =
  (content = 'one') =>
  async (folder: string): Promise<void> => {
    await fs.mkdir(join(folder, 'b'))
    await fs.writeFile(join(folder, 'a.txt'), content)
    await fs.writeFile(join(folder, 'b', 'c.txt'), 'two')
  }

async function entriesOf(folder: string): Promise<string[]> {
  return fs.readdir(folder).catch(() => [])
}

describe('a tree that is added', () => {
  test('is found again by its hash, with its files', async () => {
    const trees = new Trees(emptyFolder())
    const added = await trees.add(fill())
    expect(added.files.map(({ path }) => path)).toEqual(['a.txt', 'b/c.txt'])
    expect(combineDigests(added.files)).toBe(added.sha256)
    expect(await trees.find(added.sha256)).toEqual(added)
    expect(await fs.readFile(join(added.path, 'a.txt'), 'utf8')).toBe('one')
  })

  test('is stored once when its content is there already', async () => {
    const root = emptyFolder()
    const trees = new Trees(root)
    const [first, second] = [await trees.add(fill()), await trees.add(fill())]
    expect(second).toEqual(first)
    expect(await entriesOf(join(root, 'trees'))).toEqual([first.sha256])
    expect(await entriesOf(join(root, 'tmp'))).toEqual([])
  })

  test('by two processes at once is the same one', async () => {
    const root = emptyFolder()
    const added = await Promise.all([1, 2, 3, 4].map(() => new Trees(root).add(fill())))
    for (const tree of added) expect(tree).toEqual(added[0])
    expect(await entriesOf(join(root, 'tmp'))).toEqual([])
    expect(await new Trees(root).find(added[0]!.sha256)).toEqual(added[0])
  })

  test('is another one when its content is', async () => {
    const trees = new Trees(emptyFolder())
    const [first, second] = [await trees.add(fill('one')), await trees.add(fill('2'))]
    expect(second.sha256).not.toBe(first.sha256)
    expect(await trees.find(first.sha256)).toEqual(first)
  })

  test('leaves nothing behind when it cannot be filled', async () => {
    const root = emptyFolder()
    const failing = new Trees(root).add(async folder => {
      await fill()(folder)
      throw new Error('the registry is gone')
    })
    await expect(failing).rejects.toThrow('the registry is gone')
    expect(await entriesOf(join(root, 'tmp'))).toEqual([])
    expect(await entriesOf(join(root, 'trees'))).toEqual([])
  })
})

describe('a tree that was damaged', () => {
  test.each([
    ['a file changed', (path: string) => fs.writeFile(join(path, 'a.txt'), 'onE')],
    ['a file was added', (path: string) => fs.writeFile(join(path, 'more.txt'), '')],
    ['a file is missing', (path: string) => fs.rm(join(path, 'b', 'c.txt'))],
    ['all are missing', (path: string) => fs.rm(join(path), { recursive: true }).then(() => fs.mkdir(path))],
  ])('because %s is not used, and can be added again', async (_, damage) => {
    const trees = new Trees(emptyFolder())
    const tree = await trees.add(fill())
    await damage(tree.path)
    expect(await trees.find(tree.sha256)).toBe(null)
    expect(await trees.add(fill())).toEqual(tree)
    expect(await trees.find(tree.sha256)).toEqual(tree)
  })
})

test('a tree that was never added is not found', async () => {
  expect(await new Trees(emptyFolder()).find('0'.repeat(64))).toBe(null)
})

describe('the name of a tree', () => {
  const entry = { sha256: 'a', published: '2025-06-11T09:24:51.000Z', warnings: [{ code: 'c', message: 'm', action: 'a' }] }

  test('is remembered, whatever characters it has', async () => {
    const root = emptyFolder()
    for (const name of ['npm:@swc/wasm@1.0.0', 'npm:../../x@1', 'npm:amaro@1']) {
      await new Trees(root).remember(name, { ...entry, sha256: name })
      expect(await new Trees(root).recall(name)).toEqual({ ...entry, sha256: name })
    }
    expect(await entriesOf(root)).toEqual(['names'])
    const files = await entriesOf(join(root, 'names'))
    expect(files.filter(file => file.endsWith('.json'))).toHaveLength(3)
  })

  test('is forgotten when what is written there cannot be read', async () => {
    const root = emptyFolder()
    const trees = new Trees(root)
    expect(await trees.recall('npm:amaro@1')).toBe(null)
    await trees.remember('npm:amaro@1', entry)
    const [file] = await entriesOf(join(root, 'names'))
    for (const damaged of ['{', '{}', '']) {
      await fs.writeFile(join(root, 'names', file!), damaged)
      expect(await trees.recall('npm:amaro@1')).toBe(null)
    }
  })
})

test('a copy has the content of its tree and nothing that was there before', async () => {
  const root = emptyFolder()
  const trees = new Trees(root)
  const tree = await trees.add(fill())
  const to = join(emptyFolder(), 'copy')
  await fs.mkdir(to)
  await fs.writeFile(join(to, 'old.txt'), 'old')
  await trees.copyTo(tree, to)
  expect((await entriesOf(to)).sort()).toEqual(['a.txt', 'b'])
  await fs.writeFile(join(to, 'a.txt'), 'changed')
  expect(await trees.find(tree.sha256)).toEqual(tree)
})

test('a place in which nothing can be stored is named, with what to do', async () => {
  const file = join(emptyFolder(), 'file')
  await fs.writeFile(file, '')
  await expect(new Trees(join(file, 'cache')).add(fill())).rejects.toMatchObject({
    code: 'store-unusable',
    message: expect.stringContaining(`The store ${file} cannot be used: `),
  })
})
