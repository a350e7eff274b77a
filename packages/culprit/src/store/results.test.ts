import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { folderOf, idsOf, kindOf } from './folders.ts'
import { createBench, readBench } from './results.ts'

const result: Omit<Bench, 'run'> = {
  formatVersion: 1,
  kind: 'bench',
  startedMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  producer: { name: 'hyperfine', version: null, format: 'hyperfine', method: null, files: [{ name: 'a.json', sha256: '0'.repeat(64) }] },
  environment: null,
  machine: { cpu: 'a processor', cores: 4 },
  verdict: null,
  reason: 'Nothing to compare with.',
  benchmarks: [],
  baseline: null,
  savedAs: null,
  settings: null,
  command: ['culprit', 'import', 'a.json'],
  warnings: [],
}

const emptyStore = () => mkdtempSync(join(tmpdir(), 'culprit-results-'))

test('a result is read again as it was kept, under an id of its time', async () => {
  const root = emptyStore()
  const kept = await createBench(root, result)
  expect(kept).toEqual({ ...result, run: expect.stringMatching(/^20260102-030405-[0-9a-f]{4}$/) })
  expect(await readBench(root, kept.run)).toEqual(kept)
  expect(await kindOf(root, kept.run)).toBe('benches')
})

test('the ids are listed with the newest first', async () => {
  const root = emptyStore()
  expect(await idsOf(root, 'benches')).toEqual([])
  const older = await createBench(root, result)
  const newer = await createBench(root, { ...result, startedMs: result.startedMs + 1000 })
  expect(await idsOf(root, 'benches')).toEqual([newer.run, older.run])
})

test('an id that is unknown, or is none, is refused', async () => {
  const root = emptyStore()
  for (const id of ['20260102-030405-0000', '../..', '']) {
    expect(await kindOf(root, id)).toBeNull()
    await expect(readBench(root, id)).rejects.toMatchObject({ code: 'unknown-run' })
  }
})

test('a file that is no result is refused with the field', async () => {
  const root = emptyStore()
  const { run } = await createBench(root, result)
  const path = join(folderOf(root, 'benches', run), 'result.json')
  writeFileSync(path, '{')
  await expect(readBench(root, run)).rejects.toMatchObject({ code: 'damaged-run' })
  writeFileSync(path, JSON.stringify({ ...result, run, benchmarks: 3 }))
  await expect(readBench(root, run)).rejects.toThrow(`Run ${run} cannot be read: result.json is no result of this version (benchmarks).`)
})

test('one that has no result yet can be gone on with, and is not damaged', async () => {
  const root = emptyStore()
  const { run } = await createBench(root, result)
  rmSync(join(folderOf(root, 'benches', run), 'result.json'))
  await expect(readBench(root, run)).rejects.toMatchObject({ code: 'unfinished-run', hint: `Go on with: culprit resume ${run}` })
})

test('what could not be read again is not kept', async () => {
  const root = emptyStore()
  await expect(createBench(root, { ...result, startedMs: Number.NaN })).rejects.toThrow()
  expect(await idsOf(root, 'benches')).toEqual([])
})
