import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { benchSchema, type Bench } from '../../packages/culprit/src/model/bench.ts'
import { culprit, emptyFolder, start } from '../program.ts'

const counts = { parse: [20_000, 80_000], build: [2000, 4000, 8000, 16_000], roots: [20_000, 40_000, 80_000, 160_000] }
const names = Object.entries(counts).flatMap(([name, sizes]) => sizes.map(size => `${name} ${size}`))

/** Its results are always the same: what returns something else is different work. */
const library = (turns: number) => `
export function parse(n) {
  let x = 0
  for (let turn = 0; turn < ${turns}; turn++) {
    x = 0
    for (let i = 0; i < n; i++) x = (x * 31 + i) | 0
  }
  return x
}
export function build(n) { const a = []; for (let i = 0; i < n; i++) a.push({ i }); return a.length }
export function roots(n) { let sum = 0; for (let i = 0; i < n; i++) sum += Math.sqrt(i); return sum }
`

/** Ten benchmarks of three functions of one package, and what else is in the suite. */
function suite(more: Record<string, string> = {}): string {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'pkg'))
  mkdirSync(join(folder, 'bench'))
  writeFileSync(join(folder, 'pkg', 'index.mjs'), library(1))
  const benchmarks: Record<string, { workload: string }> = {}
  const add = (name: string, text: string): void => {
    const workload = `./bench/${name.replace(' ', '-')}.mjs`
    benchmarks[name] = { workload }
    writeFileSync(join(folder, workload), text)
  }
  for (const [name, sizes] of Object.entries(counts)) {
    for (const size of sizes) {
      add(
        `${name} ${size}`,
        `import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
export const setup = ({ dir }) => import(pathToFileURL(join(dir, 'index.mjs')).href)
export const run = library => library.${name}(${size})
`,
      )
    }
  }
  for (const [name, text] of Object.entries(more)) add(name, text)
  writeFileSync(
    join(folder, 'culprit.config.mjs'),
    `export default ${JSON.stringify({ suites: { pkg: { reference: './pkg', benchmarks } } })}\n`,
  )
  return folder
}

// Six processes are enough for ten benchmarks: the smallest p-value, 2 of 924, survives Holm's correction.
const few = ['--sample-size', '6', '--measurement-time', '120ms', '--warm-up-time', '10ms']
const short = [...few, '--correction', 'holm', '--threshold', '60%', '--json', '--quiet']
const bench = (folder: string, ...args: string[]) => culprit(folder, 'bench', ...args, ...short)
const smoke = (folder: string, ...args: string[]) => culprit(folder, 'bench', ...args, '--quick', '--json', '--quiet')
const resultOf = (stdout: string): Bench => benchSchema.parse(JSON.parse(stdout))
const named = ({ benchmarks }: Bench, verdict: string) => benchmarks.flatMap(one => (one.baseline?.verdict === verdict ? [one.name] : []))
const benchIds = (folder: string) => readdirSync(join(folder, '.culprit', 'benches'))
const baselineFile = (folder: string, name: string) => join(folder, '.culprit', 'baselines', `${name}.json`)

test('the same version claims nothing, a changed one exactly what the change touches, and a name that is taken is kept', async () => {
  const folder = suite()
  const saved = await bench(folder, '--save', 'main')
  expect([saved.code, resultOf(saved.stdout).savedAs]).toEqual([0, 'main'])
  expect(resultOf(saved.stdout).benchmarks.map(({ name, state }) => [name, state])).toEqual(names.map(name => [name, 'measured']))
  expect(resultOf(saved.stdout).benchmarks.every(({ processes, samples }) => processes.length === 6 && samples === 6)).toBe(true)

  const again = await bench(folder, '--baseline', 'main', '--confirm', '--budget', '10s', '--save', 'second')
  expect(named(resultOf(again.stdout), 'regression')).toEqual([])
  expect([0, 2]).toContain(again.code)

  const before = readFileSync(baselineFile(folder, 'main'), 'utf8')
  const taken = await bench(folder, '--save', 'main')
  expect(taken.code).toBe(64)
  expect(taken.stderr).toContain('There is a baseline "main" already')
  expect(readFileSync(baselineFile(folder, 'main'), 'utf8')).toBe(before)

  // Far beyond what other work on the machine does to one of two days: that is five times at some hours.
  writeFileSync(join(folder, 'pkg', 'index.mjs'), library(20))
  const changed = await bench(folder, '--baseline', 'main', '--confirm', '--budget', '60s', '--save', 'main', '--force')
  const result = resultOf(changed.stdout)
  expect(named(result, 'regression')).toEqual(names.filter(name => name.startsWith('parse')))
  expect(changed.code).toBe(1)
  for (const { baseline } of result.benchmarks.filter(({ name }) => name.startsWith('parse'))) {
    expect(baseline!.confirmation).toMatch(/^\d{8}-/)
    expect(baseline!.ratio).toBeGreaterThan(2)
  }
  expect(resultOf(readFileSync(baselineFile(folder, 'main'), 'utf8')).run).toBe(result.run)

  const report = await culprit(folder, 'report', result.run)
  expect(report.code).toBe(0)
  expect(report.stdout).toContain('parse 80000')
  expect(readFileSync(join(folder, '.culprit', 'benches', result.run, 'report.html'), 'utf8')).toContain('parse 80000')

  expect((await culprit(folder, 'sql', '--json', 'select count(*) as runs from runs')).code).toBe(0)
  expect((await culprit(folder, 'clean', '--max-size', '1B')).code).toBe(0)
  expect(benchIds(folder)).toEqual([])
  expect(existsSync(baselineFile(folder, 'main'))).toBe(true)
})

test('a baseline of another machine makes suspects only, and says what differs', async () => {
  const folder = suite()
  const saved = resultOf((await bench(folder, '--save', 'main', '--filter', 'parse')).stdout)
  const cpu = { ...saved.environment!.cpu, model: 'Another CPU' }
  const faster = saved.benchmarks.map(one => ({
    ...one,
    processes: one.processes.map(values => values.map(value => value / 100)),
    median: one.median! / 100,
  }))
  writeFileSync(
    join(folder, 'other.json'),
    JSON.stringify({ ...saved, environment: { ...saved.environment, fingerprint: 'other', cpu }, benchmarks: faster }),
  )
  const { code, stdout } = await bench(folder, '--baseline', 'other.json', '--filter', 'parse')
  const { benchmarks, baseline } = resultOf(stdout)
  expect(code).toBe(2)
  expect(benchmarks.map(one => [one.baseline!.verdict, one.baseline!.isSuspect])).toEqual(
    Array.from({ length: 2 }, () => ['inconclusive', true]),
  )
  expect(benchmarks[0]!.baseline!.reason).toContain('the baseline is from another machine')
  expect(baseline!.differences).toContainEqual({ what: 'processor', baseline: 'Another CPU', now: saved.environment!.cpu.model })
})

describe('nothing is measured', () => {
  const folder = suite()
  const quick = (...args: string[]) => smoke(folder, ...args)

  test('for a baseline that is none', async () => {
    const saved = resultOf((await quick('--filter', 'parse 20000')).stdout)
    const withValue = (value: string) =>
      JSON.stringify({ ...saved, benchmarks: [{ ...saved.benchmarks[0], processes: [['VALUE']] }] }).replace('"VALUE"', value)
    const before = benchIds(folder)
    const wrong = {
      nan: withValue('null'),
      negative: withValue('-3'),
      large: '',
    }
    for (const [name, text] of Object.entries(wrong)) {
      writeFileSync(join(folder, `${name}.json`), text)
      if (name === 'large') truncateSync(join(folder, 'large.json'), 100e6)
      const { code, stderr } = await quick('--baseline', `${name}.json`)
      expect([name, code, stderr]).toEqual([name, 64, expect.stringContaining('cannot be used as a baseline')])
    }
    expect((await quick('--baseline', 'nothing')).code).toBe(64)
    expect(benchIds(folder)).toEqual(before)
  })

  test.each([
    ['a filter that matches nothing', ['--filter', 'nothing']],
    ['a configuration that there is not', ['--config', 'other.mjs']],
    ['--force without --save', ['--force']],
  ])('for %s', async (_, args) => {
    expect((await quick(...args)).code).toBe(64)
  })

  test('for a suite without benchmarks, or a target that is none', async () => {
    writeFileSync(join(folder, 'empty.mjs'), 'export default { suites: { pkg: { benchmarks: {} } } }\n')
    expect((await quick('--config', 'empty.mjs')).code).toBe(64)
    const load = { workload: './bench/parse-20000.mjs', reference: './pkg' }
    for (const [target, words] of [
      ['fast', 'is not written as'],
      ['< 3 kB', 'the benchmark counts ns'],
    ] as const) {
      writeFileSync(
        join(folder, 'target.mjs'),
        `export default ${JSON.stringify({ suites: { pkg: { benchmarks: { load: { ...load, target } } } } })}\n`,
      )
      const { code, stderr } = await quick('--config', 'target.mjs')
      expect([code, stderr]).toEqual([64, expect.stringContaining(words)])
    }
  })
})

test('a benchmark that throws leaves the suite undecided; the others are measured when that was asked for', async () => {
  const folder = suite({ throws: "export function run() { throw new Error('not today') }\n" })
  const stopped = await smoke(folder, '--filter', 'parse|throws')
  expect(stopped.code).toBe(2)
  expect(resultOf(stopped.stdout).benchmarks.map(({ state }) => state)).toEqual(['not-measured', 'not-measured', 'failed'])
  const nothing = await smoke(folder, '--filter', 'throws', '--save', 'none')
  expect(resultOf(nothing.stdout).warnings.map(({ code }) => code)).toContain('not-saved')
  expect((await smoke(folder, '--filter', 'throws', '--baseline', 'none')).code).toBe(64)
  const gone = await smoke(folder, '--filter', 'parse|throws', '--no-fail-fast')
  expect(gone.code).toBe(2)
  const { benchmarks } = resultOf(gone.stdout)
  expect(benchmarks.map(({ state }) => state)).toEqual(['measured', 'measured', 'failed'])
  expect(benchmarks[2]!.failure).toContain('not today')
})

test('a killed run is gone on with: nothing that was measured is measured again', async () => {
  const folder = suite()
  const args = ['bench', ...few, '--filter', 'parse', '--save', 'main', '--verbose']
  const running = start(folder, args)
  await running.until('measuring 2 benchmarks')
  const launches = () => {
    const path = join(folder, '.culprit', 'benches', benchIds(folder)[0]!, 'launches')
    return readdirSync(path)
      .sort()
      .map(name => readFileSync(join(path, name), 'utf8'))
  }
  while (launches().join('').split('\n').length < 7) await new Promise(resolve => setTimeout(resolve, 20))
  running.kill('SIGKILL')
  await running.ended
  const id = benchIds(folder)[0]!
  const before = launches()
  // What a kill in the middle of a write leaves.
  appendFileSync(join(folder, '.culprit', 'benches', id, 'launches', '0.jsonl'), '{"key":"steady/')

  const resumed = await culprit(folder, 'resume', id, '--json')
  expect(resumed.code).toBe(0)
  expect(resultOf(resumed.stdout)).toMatchObject({
    run: id,
    benchmarks: Array.from({ length: 2 }, () => ({ state: 'measured', samples: 6 })),
  })
  const after = launches()
  expect(after.map((text, place) => text.startsWith(before[place]!))).toEqual([true, true])
  expect(after.map(text => text.trimEnd().split('\n').length)).toEqual([7, 7])
  expect(existsSync(baselineFile(folder, 'main'))).toBe(true)

  // It is finished, so nothing that has changed since can be mixed with it.
  writeFileSync(join(folder, 'pkg', 'later.txt'), '')
  const shown = await culprit(folder, 'resume', id, '--json')
  expect([shown.code, resultOf(shown.stdout)]).toEqual([0, resultOf(resumed.stdout)])
  expect(await culprit(folder, 'resume', id, '--budget', '9m')).toMatchObject({ code: 64 })
})

test('what a host promises has figures, a document and a report', async () => {
  const folder = emptyFolder()
  const { code, stdout } = await smoke(folder, 'runtime', '--filter', '/call|trap unreachable')
  const result = resultOf(stdout)
  expect(code).toBe(0)
  expect(result.benchmarks.map(({ name }) => name)).toEqual([
    'call js to wasm',
    'call wasm to js',
    'call js to js',
    'call indirect',
    'trap unreachable',
  ])
  for (const { median, unit, state } of result.benchmarks) {
    expect([state, unit]).toEqual(['measured', 'ns'])
    expect(median).toBeGreaterThan(0)
  }
  const report = await culprit(folder, 'report', result.run)
  expect(report.code).toBe(0)
  expect(report.stdout).toContain('trap unreachable')
})
