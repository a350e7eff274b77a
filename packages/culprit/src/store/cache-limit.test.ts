import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { keepCacheWithin } from './cache-limit.ts'
import { Trees } from './trees.ts'

const hour = 3_600_000

/** Three trees of 100 bytes, last used so many hours ago. */
async function cacheOf(hoursAgo: readonly number[]) {
  const root = emptyFolder()
  const trees = new Trees(join(root, 'cache'))
  const added = []
  for (const [index, hours] of hoursAgo.entries()) {
    const tree = await trees.add(folder => fs.writeFile(join(folder, 'a.txt'), String(index).repeat(100)))
    const used = new Date(Date.now() - hours * hour)
    await fs.utimes(tree.path, used, used)
    added.push(tree)
  }
  return { root, trees, added }
}

const isThere = (path: string) =>
  fs.access(path).then(
    () => true,
    () => false,
  )

test('a cache within its limit keeps everything', async () => {
  const { root } = await cacheOf([90, 80, 70])
  expect(await keepCacheWithin(root, 300, Date.now())).toBe(0)
})

test('what was used longest ago goes first, and no more than has to', async () => {
  const { root, added } = await cacheOf([70, 90, 80])
  expect(await keepCacheWithin(root, 200, Date.now())).toBe(1)
  expect(await Promise.all(added.map(({ path }) => isThere(path)))).toEqual([true, false, true])
})

test('finding a tree is a use of it', async () => {
  const { root, trees, added } = await cacheOf([90, 80])
  await trees.find(added[0]!.sha256)
  expect(await keepCacheWithin(root, 100, Date.now())).toBe(1)
  expect(await isThere(added[0]!.path)).toBe(true)
})

test('what a run of this hour may be about to use stays, whatever the limit', async () => {
  const { root } = await cacheOf([0.5, 0.2])
  expect(await keepCacheWithin(root, 0, Date.now())).toBe(0)
})

test('without a cache there is nothing to do', async () => {
  expect(await keepCacheWithin(emptyFolder(), 0, Date.now())).toBe(0)
})
