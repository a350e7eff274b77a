import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { cleanStore } from './clean.ts'
import { Trees } from './trees.ts'

const hour = 3_600_000

/** A store with one tree, and a fetch that a kill ended: the folder, and the archive beside it. */
async function store(): Promise<string> {
  const root = emptyFolder()
  await new Trees(join(root, 'cache')).add(folder => fs.writeFile(join(folder, 'a.txt'), 'a'))
  await fs.mkdir(join(root, 'cache', 'tmp', 'killed'))
  await fs.writeFile(join(root, 'cache', 'tmp', 'killed', 'half'), 'x'.repeat(100))
  await fs.writeFile(join(root, 'cache', 'tmp', 'killed.nupkg'), 'x'.repeat(1000))
  return root
}

const left = (root: string, folder: string) => fs.readdir(join(root, 'cache', folder))

test('what was left half fetched goes after a day, and no sooner, for it may still be coming', async () => {
  const root = await store()
  const limits = { olderThanMs: 30 * 24 * hour, maxBytes: null }
  expect(await cleanStore(root, limits, Date.now() + 23 * hour)).toMatchObject({ runs: 0, trees: 0, bytes: 0 })
  expect((await left(root, 'tmp')).sort()).toEqual(['killed', 'killed.nupkg'])
  expect(await cleanStore(root, limits, Date.now() + 25 * hour)).toMatchObject({ runs: 0, trees: 0, bytes: 1100 })
  expect(await left(root, 'tmp')).toEqual([])
  expect(await left(root, 'trees')).toHaveLength(1)
})

test('trees go when they are older than the limit, or too much', async () => {
  const old = await store()
  expect(await cleanStore(old, { olderThanMs: hour, maxBytes: null }, Date.now() + 2 * hour)).toMatchObject({ runs: 0, trees: 1, bytes: 1 })
  const full = await store()
  expect(await cleanStore(full, { olderThanMs: null, maxBytes: 0 }, Date.now())).toMatchObject({ runs: 0, trees: 1, bytes: 1 })
})

test('results of suites, plans and alarms go with the runs; one that is being measured stays, and so do saved baselines', async () => {
  const root = emptyFolder()
  for (const id of ['20260101-100000-aaaa', '20260101-100000-bbbb']) {
    await fs.mkdir(join(root, 'benches', id, 'launches'), { recursive: true })
    await fs.writeFile(join(root, 'benches', id, 'bench.json'), 'x'.repeat(10))
  }
  await fs.writeFile(join(root, 'benches', '20260101-100000-bbbb', 'lock'), String(process.ppid))
  for (const kind of ['plans', 'suites', 'alarms']) {
    await fs.mkdir(join(root, kind, '20260101-100000-cccc'), { recursive: true })
    await fs.writeFile(join(root, kind, '20260101-100000-cccc', 'result.json'), '{}')
  }
  await fs.mkdir(join(root, 'baselines'))
  await fs.writeFile(join(root, 'baselines', 'main.json'), '{}')
  expect(await cleanStore(root, { olderThanMs: null, maxBytes: 0 }, Date.now())).toMatchObject({ runs: 4, trees: 0, bytes: 16 })
  expect(await fs.readdir(join(root, 'benches'))).toEqual(['20260101-100000-bbbb'])
  expect(await fs.readdir(join(root, 'baselines'))).toEqual(['main.json'])
})
