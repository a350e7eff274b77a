import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { areResults, compareResults } from './compare-results.ts'
import { readResults } from './imports/index.ts'
import { createBench, readBench } from './store/results.ts'

const root = await fs.mkdtemp(join(tmpdir(), 'culprit-test-'))
afterAll(() => fs.rm(root, { recursive: true, force: true }))

const plan = { threshold: 0.02, correction: { method: 'benjamini-yekutieli', rate: 0.05 } } as const

function hyperfine(factor: number, commands: number): string {
  const times = [0.0102, 0.0101, 0.0103, 0.01, 0.0104, 0.0105, 0.0099, 0.01015]
  const of = (name: string, scale: number) => ({
    command: name,
    mean: 0.0102 * scale,
    stddev: 0.0002,
    median: 0.01018 * scale,
    user: 0.008,
    system: 0.001,
    min: 0.0099 * scale,
    max: 0.0105 * scale,
    times: times.map(seconds => seconds * scale),
    exit_codes: times.map(() => 0),
  })
  const { times: _, exit_codes: __, ...summary } = of('summary only', factor)
  return JSON.stringify({
    results: [of('changed', factor), summary, ...Array.from({ length: commands }, (_, index) => of(`other ${index}`, 1))],
  })
}

async function imported(text: string): Promise<string> {
  const read = readResults([{ path: 'result.json', text, isNamed: true }], { format: 'hyperfine', suite: null, entry: null })
  const { run } = await createBench(root, {
    formatVersion: 1,
    kind: 'bench',
    startedMs: 0,
    environment: null,
    verdict: null,
    reason: '',
    baseline: null,
    savedAs: null,
    settings: null,
    command: [],
    ...read,
  })
  return run
}

async function besideOf(before: string, after: string) {
  const result = await compareResults(root, [await imported(before), await imported(after)], plan, ['compare'])
  return { result, of: (name: string) => result.benchmarks.find(one => one.name === name)?.baseline }
}

test('imported files are compared by their samples, and what has none gets no p-value', async () => {
  const { of } = await besideOf(hyperfine(1, 8), hyperfine(1.3, 8))
  expect(of('changed')).toMatchObject({ verdict: 'regression', isSuspect: true, ratio: expect.closeTo(1.3, 2) })
  expect(of('changed')?.p).toBeLessThan(0.001)
  expect(of('summary only')).toMatchObject({ verdict: 'inconclusive', p: null, reason: 'there are no samples: cannot decide' })
  expect(of('other 3')).toMatchObject({ isSuspect: false })
})

test('in a file of few commands what differs is only suspect', async () => {
  const { result, of } = await besideOf(hyperfine(1, 1), hyperfine(1.3, 1))
  expect(of('changed')).toMatchObject({ verdict: 'inconclusive', isSuspect: true })
  expect(result.verdict).toBe('inconclusive')
})

test('the comparison is a result of its own in the store', async () => {
  const { result } = await besideOf(hyperfine(1, 8), hyperfine(1, 8))
  expect(await readBench(root, result.run)).toEqual(result)
  expect(await areResults(root, [result.run, result.run])).toBe(true)
  expect(await areResults(root, [result.run, './module.wasm'])).toBe(false)
})
