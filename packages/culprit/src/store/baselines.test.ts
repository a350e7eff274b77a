import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { benchmark, document } from '../../../../test/cases/report/bench.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { baselinePath, readBaseline, refuseTaken, saveBaseline } from './baselines.ts'

const one = document('20260101-100000-aaaa', 0, [benchmark('load', 1000, 0.02)])
const other = document('20260102-100000-bbbb', 0, [benchmark('load', 2000, 0.02)])

test('a saved result comes back whole', async () => {
  const root = emptyFolder()
  await saveBaseline(root, 'main', one, false)
  expect(await readBaseline(root, 'main')).toEqual(one)
})

test('a name that ends in .json is a file wherever it is', async () => {
  const root = emptyFolder()
  const path = join(root, 'new', 'perf.json')
  await saveBaseline(join(root, 'store'), path, one, false)
  expect(await readBaseline('/nowhere', path)).toEqual(one)
})

test.each(['main', 'v1.2.3', 'a_b-c', '2026', 'x'.repeat(100)])('%s is a name', name => {
  expect(baselinePath('/store', name)).toBe(`/store/baselines/${name}.json`)
})

test.each(['', '.', '..', '../main', 'a/b', 'a b', '-x', '.hidden', 'a\0', 'x'.repeat(101), 'main\n'])('%j is none', name => {
  expect(() => baselinePath('/store', name)).toThrow('cannot be used as a baseline')
})

test('a name that is taken is kept, unless it is to be replaced', async () => {
  const root = emptyFolder()
  await refuseTaken(root, 'main', false)
  await saveBaseline(root, 'main', one, false)
  await expect(refuseTaken(root, 'main', false)).rejects.toThrow('There is a baseline "main" already')
  await expect(saveBaseline(root, 'main', other, false)).rejects.toThrow('There is a baseline "main" already')
  expect(await readBaseline(root, 'main')).toEqual(one)
  await refuseTaken(root, 'main', true)
  await saveBaseline(root, 'main', other, true)
  expect(await readBaseline(root, 'main')).toEqual(other)
})

test('the same result is saved again under its name, for it may have been resumed', async () => {
  const root = emptyFolder()
  await saveBaseline(root, 'main', one, false)
  await saveBaseline(root, 'main', { ...one, reason: 'again' }, false)
  expect((await readBaseline(root, 'main')).reason).toBe('again')
})

test('one that is not there is named with those that are', async () => {
  const root = emptyFolder()
  await expect(readBaseline(root, 'main')).rejects.toThrow(expect.objectContaining({ hint: 'Save one first: culprit bench --save main' }))
  await saveBaseline(root, 'b', one, false)
  await saveBaseline(root, 'a', one, false)
  await expect(readBaseline(root, 'main')).rejects.toThrow(expect.objectContaining({ hint: 'There are: a, b.' }))
})

const damaged = (value: unknown) => JSON.stringify({ ...one, benchmarks: [{ ...one.benchmarks[0], processes: [[value]] }] })

test.each([
  ['nothing', '', 'main.json: '],
  ['a half', JSON.stringify(one).slice(0, 500), 'main.json: '],
  ['something else', '{"kind":"comparison"}', 'is no saved result of this version: formatVersion: '],
  ['another version', JSON.stringify({ ...one, formatVersion: 2 }), 'is no saved result of this version: formatVersion: '],
  ['NaN', damaged(NaN), 'benchmarks.0.processes.0.0: '],
  ['a negative time', damaged(-1), 'benchmarks.0.processes.0.0: '],
  ['an infinite time', damaged(3).replace('[[3]]', '[[1e999]]'), 'benchmarks.0.processes.0.0: '],
  ['text', damaged('3'), 'benchmarks.0.processes.0.0: '],
])('a file with %s in it is refused with its place', async (_, text, problem) => {
  const root = emptyFolder()
  await fs.mkdir(join(root, 'baselines'))
  await fs.writeFile(join(root, 'baselines', 'main.json'), text)
  await expect(readBaseline(root, 'main')).rejects.toThrow(
    expect.objectContaining({ code: 'bad-baseline', message: expect.stringContaining(problem) }),
  )
})

test('a file of 100 MB, and a folder, are refused without being read', async () => {
  const root = emptyFolder()
  const large = join(root, 'large.json')
  await fs.writeFile(large, '')
  await fs.truncate(large, 100e6)
  await expect(readBaseline(root, large)).rejects.toThrow('has 100000000 bytes, and no result is larger than 67108864')
  await fs.mkdir(join(root, 'folder.json'))
  await expect(readBaseline(root, join(root, 'folder.json'))).rejects.toThrow('cannot be used as a baseline')
})
