import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { idsOf } from '../store/folders.ts'
import { readBench } from '../store/results.ts'
import type { Terminal } from './command.ts'
import { runImport } from './run-import.ts'

const cases = join(import.meta.dirname, '../../../../test/cases/imports')

/** What the command printed, and its exit code. */
async function run(files: readonly string[], options: { store: string; json?: true; name?: string; format?: string }) {
  let printed = ''
  const stdout = { write: (text: string) => (printed += text) } as unknown as NodeJS.WriteStream
  const terminal: Terminal = { stdout, stderr: stdout, signal: new AbortController().signal, runs: new Set() }
  const exitCode = await runImport(files, options, terminal)
  return { exitCode, printed }
}

const emptyStore = () => join(mkdtempSync(join(tmpdir(), 'culprit-import-')), 'store')

test('an import is kept under the id that it prints, with what was read', async () => {
  const store = emptyStore()
  const { exitCode, printed } = await run([join(cases, 'benchmarkdotnet/overhead-report-full.json')], { store })
  const [id] = await idsOf(store, 'benches')
  expect(exitCode).toBe(0)
  expect(printed).toBe(
    `BenchmarkDotNet 0.12.1: 2 benchmarks, 9 samples, from up to 3 processes each
  1 failed or were not measured
  method: overhead-subtracted
Kept as ${id}; see it with: culprit report ${id}
`,
  )
  expect(await readBench(store, id!)).toMatchObject({
    kind: 'bench',
    verdict: null,
    reason: 'Imported from BenchmarkDotNet; there is nothing to compare it with.',
    environment: null,
    baseline: null,
    settings: null,
  })
})

test('what has no samples has no processes to speak of', async () => {
  const store = emptyStore()
  const printed = async (file: string) => (await run([join(cases, file)], { store })).printed.split('\n')[0]
  expect(await printed('otava/history.csv')).toBe('Otava: 2 benchmarks, no samples')
  expect(await printed('go-test/sums.txt')).toBe('go test: 18 benchmarks, 54 samples, from one process each')
})

test('with --json it prints the document that is kept', async () => {
  const store = emptyStore()
  const { printed } = await run([join(cases, 'criterion')], { store, json: true, name: 'mine' })
  const document = JSON.parse(printed)
  expect(document).toEqual(await readBench(store, document.run))
  expect(document.benchmarks.map(({ suite, name }: { suite: string; name: string }) => `${suite}: ${name}`)).toEqual([
    'mine: noop',
    'mine: sum/of?/fold/100',
  ])
})

test('nothing is kept of files that are refused', async () => {
  const store = emptyStore()
  const good = join(cases, 'hyperfine/sleep.json')
  const bad = join(mkdtempSync(join(tmpdir(), 'culprit-import-')), 'bad.json')
  writeFileSync(bad, '{"results":[{"command":"x","mean":-1}]}')
  await expect(run([good, bad], { store })).rejects.toThrow(`"${bad}" cannot be imported: -1 is negative (results[0].mean).`)
  await expect(run([good], { store, format: 'criterium' })).rejects.toThrow('There is no format "criterium"; the formats are criterion,')
  expect(await idsOf(store, 'benches')).toEqual([])
})

test('a name from a file cannot act on the terminal', async () => {
  const store = emptyStore()
  const path = join(mkdtempSync(join(tmpdir(), 'culprit-import-')), 'a.json')
  writeFileSync(
    path,
    JSON.stringify({ machine_info: {}, version: '\u001b[2J', benchmarks: [{ fullname: '\u001b[2J', stats: { data: [1] } }] }),
  )
  for (const options of [{ store }, { store, json: true } as const]) expect((await run([path], options)).printed).not.toContain('\u001b')
})
