import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { benchSchema, type Benchmark } from '../model/bench.ts'
import { CulpritError } from '../model/errors.ts'
import { formatNames, readResults, type GivenFile, type Imports } from './index.ts'

const cases = join(import.meta.dirname, '../../../../test/cases/imports')

function read(path: string, options: { suite?: string; entry?: string; format?: string } = {}): Imports {
  const { suite = null, entry = null, format = null } = options
  return readResults(filesOf(path), { suite, entry, format })
}

/** A file, or all of a folder. */
function filesOf(path: string): GivenFile[] {
  const inside = globSync('**/*.{json,csv,txt,js}', { cwd: join(cases, path) }).toSorted()
  if (inside.length === 0) return [{ path, text: readFileSync(join(cases, path), 'utf8'), isNamed: true }]
  return inside.map(each => ({ path: `${path}/${each}`, text: readFileSync(join(cases, path, each), 'utf8'), isNamed: false }))
}

/** Texts as files, named `a`, `b` and so on unless they have a name. */
function readTexts(...texts: readonly (string | { path: string; text: string })[]): Imports {
  const files = texts.map((each, at) => (typeof each === 'string' ? { path: `${'abc'[at]!}.json`, text: each } : each))
  return readResults(
    files.map(each => ({ ...each, isNamed: true })),
    { suite: null, entry: null, format: null },
  )
}

const readJson = (...jsons: readonly unknown[]) => readTexts(...jsons.map(json => JSON.stringify(json)))

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6))
}

/** What matters of each benchmark, on a line. */
function lines(imports: Imports): string[] {
  return imports.benchmarks.map(benchmark => {
    const { suite, name, unit, state, samples, processes, median, mean, deviation, low, high } = benchmark
    const numbers = [median, mean, deviation, low, high].map(value => rounded(value) ?? '-').join(' ')
    return `${suite}: ${name} | ${unit} ${state} ${samples} in ${processes.length} | ${numbers}`
  })
}

const named = (imports: Imports, name: string): Benchmark => imports.benchmarks.find(each => each.name === name)!
const json = (path: string) => JSON.parse(readFileSync(join(cases, path), 'utf8'))

describe('criterion', () => {
  test('what was saved as new is read, under the names of benchmark.json', () => {
    const imports = read('criterion')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "criterion: noop | ns measured 12 in 1 | 0.693693 0.791413 0.185895 0.693237 0.822366",
        "criterion: sum/of?/fold/100 | ns measured 10 in 1 | 234.955 254.823 54.5894 206.959 310.341",
      ]
    `)
    const noop = named(imports, 'noop')
    const { iters, times } = json('criterion/noop/new/sample.json')
    expect(noop.processes).toEqual([times.map((time: number, index: number) => time / iters[index])])
    expect(noop.median).toBeCloseTo(json('criterion/noop/new/estimates.json').median.point_estimate, 9)
    expect(noop.mean).toBeCloseTo(json('criterion/noop/new/estimates.json').mean.point_estimate, 9)
    expect(named(imports, 'sum/of?/fold/100').throughput).toEqual({
      value: expect.closeTo((800 / named(imports, 'sum/of?/fold/100').median!) * 1e9, 3),
      unit: 'bytes/s',
    })
    expect(noop.unread).toMatchObject({
      sampling_mode: 'Linear',
      directory_name: 'noop',
      title: 'noop',
      estimates: { slope: { point_estimate: expect.any(Number) } },
    })
    expect(imports.producer).toMatchObject({ name: 'Criterion.rs', version: null, format: 'criterion', method: null })
  })

  test('another saved name is read when it is asked for, and its absence is said with those that there are', () => {
    const iters = json('criterion/noop/before/sample.json').iters
    expect(named(read('criterion', { entry: 'before' }), 'noop').samples).toBe(iters.length)
    expect(() => read('criterion', { entry: 'after' })).toThrow('nothing was saved as "after", but as before, new')
  })

  test('files of 0.3.0 and before have capital letters and lists', () => {
    const imports = read('criterion-old')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "criterion: fib | ns measured 6 in 1 | 20.5 20.5 0.547723 20 21",
      ]
    `)
    expect(imports.benchmarks[0]).toMatchObject({ throughput: { unit: 'elements/s' }, batch: null })
    expect(imports.benchmarks[0]!.throughput!.value).toBeCloseTo((20 / 20.5) * 1e9, 0)
  })

  test('without sample.json the estimates stand, with their interval', () => {
    const files = filesOf('criterion-old').filter(({ path }) => !path.endsWith('sample.json'))
    const [benchmark] = readResults(files, { suite: null, entry: null, format: null }).benchmarks
    expect(benchmark).toMatchObject({
      median: 20.5,
      mean: 20.5,
      deviation: 0.55,
      low: 20,
      high: 21,
      confidence: 0.95,
      samples: 0,
      processes: [],
    })
  })
})

describe('hyperfine', () => {
  test('each run of a command is a process', () => {
    const imports = read('hyperfine/sleep.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "hyperfine: sleep 0.001 | ns measured 12 in 12 | 2188440 2454950 718939 2165530 2405750",
        "hyperfine: sleep 0.002 | ns measured 12 in 12 | 3625380 4573770 1909400 3382990 4757450",
      ]
    `)
    const [first] = json('hyperfine/sleep.json').results
    expect(imports.benchmarks[0]!.processes).toEqual(first.times.map((time: number) => [time * 1e9]))
    expect(imports.benchmarks[0]!.deviation).toBeCloseTo(first.stddev * 1e9, 3)
    expect(imports.benchmarks[0]!.cpuShare).toBeCloseTo((first.user + first.system) / first.mean, 12)
    expect(imports.benchmarks[0]!.unread).toEqual({ min: first.min, max: first.max, parameters: { n: '1' }, exit_codes: first.exit_codes })
  })

  test('one run has no deviation', () => {
    expect(lines(read('hyperfine/one-run.json'))).toMatchInlineSnapshot(`
      [
        "hyperfine: true | ns measured 1 in 1 | 1629820 1629820 - - -",
      ]
    `)
  })

  test('memory is a benchmark of its own, and a run that failed fails its benchmark', () => {
    const result = { command: 'x', mean: 1, times: [1, 1], memory_usage_byte: [4096, 8192], exit_codes: [0, 3] }
    expect(lines(readJson({ results: [result] }))).toEqual([
      'hyperfine: x | ns failed 2 in 2 | 1000000000 1000000000 0 - -',
      'hyperfine: x > peak memory | bytes failed 2 in 2 | 6144 6144 2896.31 - -',
    ])
    expect(readJson({ results: [result] }).benchmarks[0]!.failure).toBe('1 of 2 runs failed: exit code 3')
  })
})

describe('BenchmarkDotNet', () => {
  test('each launch is a process, and the overhead is said to have been subtracted', () => {
    const imports = read('benchmarkdotnet/overhead-report-full.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "benchmarkdotnet: Sample.Benchmarks.Fib10 | ns measured 9 in 3 | 24.7 24.7 0.441588 - -",
        "benchmarkdotnet: Sample.Benchmarks.Throws | ns failed 0 in 0 | - - - - -",
      ]
    `)
    expect(imports.benchmarks[0]!.processes).toEqual([
      [24.1, 24.6, 25.1],
      [24.2, 24.7, 25.2],
      [24.3, 24.8, 25.3],
    ])
    expect(imports.benchmarks[0]).toMatchObject({
      batch: 1000,
      unread: { Memory: { BytesAllocatedPerOperation: 24 }, Statistics: { Kurtosis: 1.5 } },
    })
    expect(imports.producer).toMatchObject({ name: 'BenchmarkDotNet', version: '0.12.1', method: 'overhead-subtracted' })
    expect(imports.machine).toMatchObject({ ProcessorName: 'Intel Core i7', LogicalCoreCount: 8, 'ChronometerFrequency.Hertz': 1e9 })
  })

  test('without measurements of the overhead it was included', () => {
    expect(read('benchmarkdotnet/no-overhead-report-full.json').producer.method).toBe('overhead-included')
  })

  test('the brief form has a summary, no samples, and no word of the method', () => {
    const imports = read('benchmarkdotnet/brief-report-brief.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "benchmarkdotnet: Sample.Benchmarks.Fib10 | ns measured 9 in 0 | 24.7 24.7 0.441588 - -",
      ]
    `)
    expect(imports.producer.method).toBeNull()
    expect(imports.warnings.map(({ code }) => code)).toEqual(['no-samples'])
  })
})

describe('Google Benchmark', () => {
  test('repetitions are samples of one process, aggregates are none, and units become nanoseconds', () => {
    const imports = read('google-benchmark/vectors.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "google-benchmark: BM_push/8 | ns measured 4 in 1 | 234.544 234.397 22.4186 - -",
        "google-benchmark: BM_push/512 | ns measured 4 in 1 | 2985.54 3659.74 1490.59 - -",
        "google-benchmark: BM_fails | ns failed 0 in 0 | - - - - -",
        "google-benchmark: BM_ms/real_time | ns measured 4 in 1 | 2817900 2842690 502653 - -",
      ]
    `)
    const rows = json('google-benchmark/vectors.json').benchmarks
    const aggregate = rows.find((row: { name: string }) => row.name === 'BM_push/8_median')
    expect(named(imports, 'BM_push/8').median).toBeCloseTo(aggregate.real_time, 9)
    expect(named(imports, 'BM_ms/real_time').median).toBeGreaterThan(1e5)
    expect(named(imports, 'BM_fails').failure).toBe('planted')
    expect(named(imports, 'BM_push/8').unread.repetitions).toHaveLength(4)
    expect(imports.machine).toMatchObject({ num_cpus: 2, 'caches[0].size': 32768, 'load_avg[0]': expect.any(Number) })
  })

  test('aggregates alone give a summary', () => {
    const imports = read('google-benchmark/aggregates.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "google-benchmark: BM_push/8 | ns measured 3 in 0 | 419.694 388.474 101.531 - -",
      ]
    `)
    expect(imports.warnings).toMatchObject([{ code: 'no-samples' }])
  })
})

describe('benchmarks of JavaScript', () => {
  test('tinybench with its samples gives the figures of tinybench', () => {
    const imports = read('tinybench/samples.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "tinybench: sum | ns measured 88 in 1 | 19758 43181.1 215478 19748 19801",
        "tinybench: array | ns measured 16 in 1 | 331412 481419 597266 323559 343871",
        "tinybench: throws | ns failed 0 in 0 | - - - - -",
      ]
    `)
    const [{ result }] = json('tinybench/samples.json')
    expect(imports.benchmarks[0]!.samples).toBe(result.latency.samplesCount)
    expect(imports.benchmarks[0]!.mean).toBeCloseTo(result.latency.mean * 1e6, 6)
    expect(imports.benchmarks[0]!.deviation).toBeCloseTo(result.latency.sd * 1e6, 6)
    expect(imports.machine).toMatchObject({ runtime: 'node', runtimeVersion: '20.20.2' })
    expect(named(imports, 'throws')).toMatchObject({ state: 'failed', samples: 0, median: null })
  })

  test('tinybench without its samples gives its summary and says how to keep them', () => {
    const imports = read('tinybench/no-samples.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "tinybench: sum | ns measured 119 in 0 | 16527 16881 1398.1 - -",
        "tinybench: array | ns measured 16 in 0 | 330523 364287 86216.9 - -",
        "tinybench: throws | ns failed 0 in 0 | - - - - -",
      ]
    `)
    expect(imports.warnings).toMatchObject([
      { code: 'no-samples', action: 'Have tinybench keep them: new Bench({ retainSamples: true }).' },
    ])
  })

  test('tinybench before 4 had the figures of the latency in its result', () => {
    const old = { name: 'x', result: { hz: 500, rme: 1, mean: 2, samples: [1, 2, 3], p99: 3 } }
    expect(lines(readJson([old]))).toEqual(['tinybench: x | ns measured 3 in 1 | 2000000 2000000 1000000 - -'])
    expect(readJson([old]).benchmarks[0]!.unread).toEqual({ hz: 500, rme: 1 })
  })

  test('Vitest empties its samples and gives a summary', () => {
    const imports = read('vitest/no-samples.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "vitest: sum.bench.ts > sums > loop | ns measured 250 in 0 | 19784 20067.9 1756.24 - -",
        "vitest: sum.bench.ts > sums > array | ns measured 15 in 0 | 346033 345783 12339.3 - -",
      ]
    `)
    expect(imports.warnings).toMatchObject([{ code: 'no-samples' }])
    expect(imports.benchmarks[0]!.unread).toMatchObject({ rank: 1, df: 249 })
  })

  test('Vitest with samples, and a benchmark that threw', () => {
    expect(lines(read('vitest/samples.json'))).toMatchInlineSnapshot(`
      [
        "vitest: sum.bench.ts > sums > loop | ns measured 7 in 1 | 13000 17857.1 14276.2 10000 50000",
        "vitest: sum.bench.ts > sums > throws | ns failed 0 in 0 | - - - - -",
      ]
    `)
  })

  test('mitata has a benchmark for each argument', () => {
    const imports = read('mitata/arrays.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "mitata: sum | ns measured 24 in 1 | 11431.5 180987 827379 11420 11482",
        "mitata: throws | ns failed 0 in 0 | - - - - -",
        "mitata: array 1000 | ns measured 24 in 1 | 67164.5 296141 1118750 65024 69980",
        "mitata: array 100000 | ns measured 24 in 1 | 9928130 11148700 4856540 7095510 13347300",
      ]
    `)
    expect(named(imports, 'array 1000').unread).toMatchObject({ args: { n: 1000 }, kind: 'args', stats: { ticks: expect.any(Number) } })
    expect(imports.machine).toMatchObject({ arch: 'x64-linux', runtime: 'node', 'cpu.name': 'Intel(R) Xeon(R) Processor @ 2.50GHz' })
  })

  test('tachometer has a benchmark for each version', () => {
    expect(lines(read('tachometer/two-versions.json'))).toMatchInlineSnapshot(`
      [
        "tachometer: render @1.0.0 [bench] (chrome-headless) | ns measured 7 in 1 | 20800000 20842900 697274 20000000 22000000",
        "tachometer: render @2.0.0 [bench] (chrome-headless) | ns measured 7 in 1 | 18800000 18842900 697274 18000000 20000000",
      ]
    `)
  })
})

describe('github-action-benchmark', () => {
  test('a list of values has no samples, and no word of what is better', () => {
    const imports = read('github-action-benchmark/smaller.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "github-action-benchmark: parse | ns measured 0 in 0 | 50000000 - - - -",
        "github-action-benchmark: size | bytes measured 0 in 0 | 12288 - - - -",
        "github-action-benchmark: score | points measured 0 in 0 | 7.5 - - - -",
      ]
    `)
    expect(imports.benchmarks[0]!.unread).toEqual({ range: '5%', extra: '30 runs', unit: 'ms' })
    expect(imports.warnings.map(({ code }) => code)).toEqual(['direction-assumed', 'no-samples'])
  })

  test('of the store the latest entry of each suite is read, and rates are better when larger', () => {
    const imports = read('github-action-benchmark/data.js')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "Rust: fib | ns measured 0 in 0 | 120 - - - -",
        "Node: fib(10) | ops/sec measured 0 in 0 | 1431760 - - - -",
      ]
    `)
    expect(imports.benchmarks.map(({ better }) => better)).toEqual(['smaller', 'larger'])
    expect(imports.benchmarks[0]!.unread).toMatchObject({ range: '± 3', entry: { tool: 'cargo', commit: { id: 'bbbb2222' } } })
  })

  test('an older entry is read by its commit', () => {
    expect(lines(read('github-action-benchmark/data.js', { entry: 'aaaa' }))).toMatchInlineSnapshot(`
      [
        "Rust: fib | ns measured 0 in 0 | 100 - - - -",
      ]
    `)
    expect(() => read('github-action-benchmark/data.js', { entry: 'cccc' })).toThrow('no entry is of a commit "cccc"')
  })

  test('the store is parsed and not run', () => {
    const text = 'window.BENCHMARK_DATA = (() => { throw new Error("ran") })()'
    expect(() => readTexts({ path: 'data.js', text })).toThrow('"data.js" cannot be imported: it is no JSON')
  })
})

describe('Sightglass', () => {
  test('counts are kept by process, in the order of the iterations, and in their unit', () => {
    const imports = read('sightglass/noop.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "sightglass: benchmarks/noop/benchmark.wasm > Compilation > cycles | cycles measured 6 in 2 | 105100 105100 5477.96 - -",
        "sightglass: benchmarks/noop/benchmark.wasm > Instantiation > cycles | cycles measured 6 in 2 | 1051 1051 54.7796 - -",
        "sightglass: benchmarks/noop/benchmark.wasm > Execution > cycles | cycles measured 6 in 2 | 10510 10510 547.796 - -",
        "sightglass: benchmarks/noop/benchmark.wasm > Execution > nanoseconds | ns measured 2 in 2 | 4200 4200 282.843 - -",
      ]
    `)
    expect(imports.benchmarks[0]!.processes).toEqual([
      [100000, 100100, 100200],
      [110000, 110100, 110200],
    ])
    expect(imports.benchmarks[0]!.unread).toEqual({ arch: 'x86_64', engine: 'engines/libengine.so', engine_flags: '' })
  })

  test('CSV gives the same, also where the module stands in the place of the flags', () => {
    expect(lines(read('sightglass/noop.csv'))).toEqual(lines(read('sightglass/noop.json')))
  })

  test('of several engines the name says which', () => {
    expect(lines(read('sightglass/two-engines.json'))).toMatchInlineSnapshot(`
      [
        "sightglass: benchmarks/noop/benchmark.wasm > Execution > cycles [old.so] | cycles measured 6 in 2 | 10510 10510 547.796 - -",
        "sightglass: benchmarks/noop/benchmark.wasm > Execution > cycles [new.so] | cycles measured 6 in 2 | 21020 21020 1095.59 - -",
      ]
    `)
  })
})

describe('pytest-benchmark', () => {
  test('each value is the time of an iteration', () => {
    const imports = read('pytest-benchmark/sums.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "pytest-benchmark: test_sum.py::test_sum[100] | ns measured 20 in 1 | 763.599 824.4 185.297 757.001 770.4",
        "pytest-benchmark: test_sum.py::test_sum[1000] | ns measured 20 in 1 | 11537.5 12393.1 1947.32 11469.2 11853.6",
      ]
    `)
    const [{ stats }] = json('pytest-benchmark/sums.json').benchmarks
    expect(imports.benchmarks[0]!.mean).toBeCloseTo(stats.mean * 1e9, 6)
    expect(imports.benchmarks[0]!.median).toBeCloseTo(stats.median * 1e9, 6)
    expect(imports.benchmarks[0]!.deviation).toBeCloseTo(stats.stddev * 1e9, 6)
    expect(imports.benchmarks[0]).toMatchObject({
      batch: 5,
      unread: { params: { n: 100 }, extra_info: { kind: 'builtin' }, stats: { outliers: '2;2' } },
    })
    expect(imports.producer).toMatchObject({ version: '3.2.2' })
    expect(imports.machine).toMatchObject({ python_version: '3.11.2', 'commit_info.dirty': false })
  })

  test('without data the summary stands', () => {
    expect(lines(read('pytest-benchmark/no-data.json'))).toMatchInlineSnapshot(`
      [
        "pytest-benchmark: test_sum.py::test_sum[100] | ns measured 20 in 0 | 764.9 925.91 326.99 - -",
        "pytest-benchmark: test_sum.py::test_sum[1000] | ns measured 20 in 0 | 11673 12702.4 1821.78 - -",
      ]
    `)
  })
})

describe('histories and other tools', () => {
  test('of a history of Otava the last row is read, or that of a commit', () => {
    expect(lines(read('otava/history.csv'))).toMatchInlineSnapshot(`
      [
        "otava: latency_ms | unknown measured 0 in 0 | 15.1 - - - -",
        "otava: throughput | unknown measured 0 in 0 | 850 - - - -",
      ]
    `)
    expect(lines(read('otava/history.csv', { entry: 'aaa' }))[0]).toBe('otava: latency_ms | unknown measured 0 in 0 | 12.5 - - - -')
    expect(read('otava/history.csv').benchmarks[0]!.unread).toEqual({ time: '1700172800', commit: 'ccc333', branch: 'main' })
  })

  test('go test has a benchmark for each unit', () => {
    const imports = read('go-test/sums.txt')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "sums: BenchmarkSum | ns measured 3 in 1 | 80.52 81.6833 5.82282 - -",
        "sums: BenchmarkSum-2 | ns measured 3 in 1 | 77.99 81.16 6.13367 - -",
        "sums: BenchmarkRepeat/n=8 | ns measured 3 in 1 | 111.7 125.1 25.9405 - -",
        "sums: BenchmarkRepeat/n=8 B/op | bytes measured 3 in 1 | 8 8 0 - -",
        "sums: BenchmarkRepeat/n=8 allocs/op | allocs/op measured 3 in 1 | 1 1 0 - -",
        "sums: BenchmarkRepeat/n=8-2 | ns measured 3 in 1 | 60.4 63.2367 14.8003 - -",
        "sums: BenchmarkRepeat/n=8-2 B/op | bytes measured 3 in 1 | 8 8 0 - -",
        "sums: BenchmarkRepeat/n=8-2 allocs/op | allocs/op measured 3 in 1 | 1 1 0 - -",
        "sums: BenchmarkRepeat/n=4096 | ns measured 3 in 1 | 2153 2295.67 492.742 - -",
        "sums: BenchmarkRepeat/n=4096 B/op | bytes measured 3 in 1 | 4096 4096 0 - -",
        "sums: BenchmarkRepeat/n=4096 allocs/op | allocs/op measured 3 in 1 | 1 1 0 - -",
        "sums: BenchmarkRepeat/n=4096-2 | ns measured 3 in 1 | 2739 2652 329.237 - -",
        "sums: BenchmarkRepeat/n=4096-2 B/op | bytes measured 3 in 1 | 4096 4096 0 - -",
        "sums: BenchmarkRepeat/n=4096-2 allocs/op | allocs/op measured 3 in 1 | 1 1 0 - -",
        "sums: BenchmarkHits | ns measured 3 in 1 | 0.6573 0.660167 0.00686464 - -",
        "sums: BenchmarkHits hits/op | hits/op measured 3 in 1 | 12.5 12.5 0 - -",
        "sums: BenchmarkHits-2 | ns measured 3 in 1 | 0.6623 0.677933 0.03205 - -",
        "sums: BenchmarkHits-2 hits/op | hits/op measured 3 in 1 | 12.5 12.5 0 - -",
      ]
    `)
    expect(imports.machine).toEqual({ goos: 'linux', goarch: 'amd64', cpu: 'Intel(R) Xeon(R) Processor @ 2.50GHz' })
    expect(named(imports, 'BenchmarkRepeat/n=8').throughput).toEqual({
      value: expect.closeTo(((73.68 + 71.65 + 51.6) / 3) * 1e6, 3),
      unit: 'bytes/s',
    })
  })

  test('several runs of go test in one file are processes, and a unit can be better when larger', () => {
    const run = 'pkg: p\nBenchmarkA 10 5 ns/op 3 hits/op\nBenchmarkA 10 7 ns/op 3 hits/op\nok p 1s\n'
    const imports = readTexts({ path: 'go.txt', text: `Unit hits/op better=higher\n${run}${run}` })
    expect(imports.benchmarks.map(({ name, better, processes }) => [name, better, processes])).toEqual([
      [
        'BenchmarkA',
        'smaller',
        [
          [5, 7],
          [5, 7],
        ],
      ],
      [
        'BenchmarkA hits/op',
        'larger',
        [
          [3, 3],
          [3, 3],
        ],
      ],
    ])
  })

  test('asv has a benchmark for each combination of parameters, with the unit of benchmarks.json', () => {
    const imports = read('asv')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "asv: suite.Time.time_sum(10, 'a') | ns measured 7 in 1 | 150 150 8.16497 140 160",
        "asv: suite.Time.time_sum(10, 'b') | ns failed 0 in 0 | - - - - -",
        "asv: suite.Time.time_sum(1000, 'a') | ns measured 0 in 0 | 2500 - - - -",
        "asv: suite.Time.time_sum(1000, 'b') | ns measured 0 in 0 | 3500 - - - -",
        "asv: suite.track_ratio | percent measured 0 in 0 | 42 - - - -",
        "asv: suite.mem_list | bytes measured 0 in 0 | 8056 - - - -",
      ]
    `)
    expect(imports.machine).toMatchObject({ machine: 'machine', commit_hash: 'bbbb2222bbbb2222' })
  })

  test('asv without benchmarks.json has the unit of the name, or none', () => {
    const file = 'asv/machine/bbbb2222-virtualenv-py3.11.json'
    expect(
      read(file)
        .benchmarks.map(({ name, unit }) => `${name} ${unit}`)
        .slice(-2),
    ).toEqual(['suite.track_ratio unknown', 'suite.mem_list bytes'])
    expect(read(file).warnings.map(({ code }) => code)).toContain('direction-assumed')
  })

  test('Bencher has a benchmark for each measure', () => {
    const imports = read('bencher/metrics.json')
    expect(lines(imports)).toMatchInlineSnapshot(`
      [
        "bencher: fib | ns measured 0 in 0 | 88 - - - -",
        "bencher: server | ns measured 0 in 0 | 1200.5 - - - -",
        "bencher: server > throughput | operations/s measured 0 in 0 | 830 - - - -",
        "bencher: server > file-size | bytes measured 0 in 0 | 4096 - - - -",
        "bencher: server > score | unknown measured 0 in 0 | 3.5 - - - -",
      ]
    `)
    expect(imports.benchmarks[0]!.unread).toEqual({ measure: 'latency', lower_value: 87.4, upper_value: 88.6 })
    expect(named(imports, 'server > throughput').better).toBe('larger')
  })
})

describe('several files', () => {
  const run = (values: readonly number[]) => ({
    context: {},
    benchmarks: values.map(value => ({ name: 'x', run_type: 'iteration', real_time: value, time_unit: 'us' })),
  })

  test('of the same benchmark are its processes', () => {
    const imports = readJson(run([1, 2]), run([3, 4]))
    expect(imports.benchmarks).toHaveLength(1)
    expect(imports.benchmarks[0]).toMatchObject({
      suite: 'google-benchmark',
      processes: [
        [1000, 2000],
        [3000, 4000],
      ],
      samples: 4,
      unread: { 'a.json': expect.anything(), 'b.json': expect.anything() },
    })
    expect(imports.producer.files.map(({ name }) => name)).toEqual(['a.json', 'b.json'])
  })

  test('without samples cannot be put together', () => {
    const names = readJson([{ name: 'x', unit: 'ns', value: 1 }], [{ name: 'x', unit: 'ns', value: 2 }]).benchmarks.map(({ name }) => name)
    expect(names).toEqual(['x', 'x (2)'])
  })

  test('a name that a file has twice is numbered', () => {
    const twice = { results: [1, 2].map(mean => ({ command: 'x', mean, times: [mean] })) }
    expect(readJson(twice).benchmarks.map(({ name, median }) => [name, median])).toEqual([
      ['x', 1e9],
      ['x (2)', 2e9],
    ])
  })

  test('of different tools are refused', () => {
    expect(() => readJson(run([1]), { results: [{ command: 'x', mean: 1 }] })).toThrow(
      '"a.json" is of google-benchmark and "b.json" of hyperfine.',
    )
  })

  test('are of the suite that is asked for', () => {
    expect(lines(read('github-action-benchmark/data.js', { suite: 'mine' })).map(line => line.split(' |')[0])).toEqual([
      'mine: Rust > fib',
      'mine: Node > fib(10)',
    ])
    expect(read('otava/history.csv', { suite: 'mine' }).benchmarks[0]).toMatchObject({ suite: 'mine', name: 'latency_ms' })
  })
})

describe('what is refused', () => {
  const hyperfineWith = (time: unknown) => `{"results":[{"command":"x","mean":1,\n"times":[1,${String(time)}]}]}`

  test.each([
    ['a negative number', hyperfineWith(-0.5), '"a.json" cannot be imported: -0.5 is negative (results[0].times[1]).'],
    [
      'an infinite number',
      hyperfineWith('1e999'),
      '"a.json" cannot be imported: Infinity is no number that is measured (results[0].times[1]).',
    ],
    [
      'an absurd number',
      hyperfineWith('1e12'),
      '"a.json" cannot be imported: 1000000000000 is more than anything that is measured (results[0].times[1]).',
    ],
    ['a hole', hyperfineWith('null'), '"a.json" cannot be imported: invalid input: expected number, received null (results[0].times[1]).'],
    [
      'a number in quotes',
      hyperfineWith('"1"'),
      '"a.json" cannot be imported: invalid input: expected number, received string (results[0].times[1]).',
    ],
    ['NaN', hyperfineWith('NaN'), '"a.json" cannot be imported: it has NaN or Infinity, which is no number (line 2).'],
    ['a file that ends too early', '{"results":[', /^"a.json" cannot be imported: it is no JSON: /],
    [
      'a file that is nested too deep',
      `{"results":${'['.repeat(100_000)}`,
      '"a.json" cannot be imported: it is nested deeper than 64 levels (line 1).',
    ],
    ['an unknown format', '{"something":1}', '"a.json" is of no format that is known.'],
    ['an empty file', ' \n', '"a.json" has no benchmark: it is empty.'],
    ['an empty list', '[]', '"a.json" has no benchmark: it is empty.'],
    ['a result of hyperfine without commands', '{"results":[]}', '"a.json" has no benchmark: it is empty.'],
    ['a suite that measures nothing', '{"context":{},"benchmarks":[]}', '"a.json" has no benchmark.'],
    ['a name that is empty', '[{"name":"","unit":"ns","value":1}]', /too small.*\(\[0\]\.name\)/],
  ])('%s', (_, text, message) => {
    expect(() => readTexts(text)).toThrow(message)
  })

  test.each([
    ['an unequal number of cells', 'time,commit,x\n1,a\n', '"t.csv" cannot be imported: a row has 2 cells and the header 3 (line 2).'],
    ['a negative metric', 'time,commit,x\n1,a,-3\n', '"t.csv" cannot be imported: -3 is negative (line 2, x).'],
    ['NaN as a metric', 'time,commit,x\n1,a,NaN\n', '"t.csv" cannot be imported: "NaN" is no number (line 2, x).'],
    ['a history without rows', 'time,commit,x\n', '"t.csv" has no benchmark.'],
    [
      'a count that is a word',
      'arch,engine,wasm,process,iteration,phase,event,count\nx,e,w,1,0,p,cycles,many\n',
      '"t.csv" cannot be imported: "many" is no number (line 2, count).',
    ],
    [
      'a value of go test without a unit',
      'BenchmarkX 10 5 ns/op 3\n',
      '"t.csv" cannot be imported: a line of a benchmark has a value without a unit (line 1).',
    ],
    [
      'a negative time of go test',
      'BenchmarkY 10 3 ns/op\nBenchmarkX 10 -5 ns/op\n',
      '"t.csv" cannot be imported: -5 is negative (line 2, ns/op).',
    ],
  ])('of a table or text: %s', (_, text, message) => {
    expect(() => readTexts({ path: 't.csv', text })).toThrow(message)
  })

  test('a file of more than 64 MB, before it is parsed', () => {
    const text = `{"results":[${' '.repeat(100e6)}`
    expect(() => readTexts(text)).toThrow('"a.json" cannot be imported: it has 100.0 MB, and at most 64 MB are read.')
  })

  test('a list that is too long, and too many benchmarks', () => {
    const long = `{"results":[{"command":"x","mean":1,"times":[${'1,'.repeat(2_000_000)}1]}]}`
    expect(() => readTexts(long)).toThrow(
      '"a.json" cannot be imported: it has 2000001 elements in results[0].times, and at most 2000000 are read.',
    )
    const many = JSON.stringify(Array.from({ length: 10_001 }, (_, at) => ({ name: `x${at}`, unit: 'ns', value: 1 })))
    expect(() => readTexts(many)).toThrow('"a.json" cannot be imported: it has 10001 benchmarks, and at most 10000 are read.')
  })

  test('a format that is not the one that was asked for', () => {
    expect(() => read('hyperfine/sleep.json', { format: 'mitata' })).toThrow('"hyperfine/sleep.json" is no result of mitata.')
  })

  test('a folder leaves out what is not understood, and says so', () => {
    const files = [...filesOf('criterion-old'), { path: 'criterion-old/other.json', text: '[1,2,3]', isNamed: false }]
    expect(readResults(files, { suite: null, entry: null, format: null }).warnings).toEqual([
      {
        code: 'files-left-out',
        message: '1 files were not understood: criterion-old/other.json.',
        action: 'Name a file by itself to see why it is not read.',
      },
    ])
  })
})

test('what Criterion.rs and asv write besides is understood', () => {
  const tukey = { path: 'criterion-old/fib/new/tukey.json', text: '[1,2,3,4]', isNamed: false }
  const machine = { path: 'asv/machine/machine.json', text: '{"arch":"x86_64","machine":"machine","version":1}', isNamed: false }
  for (const files of [
    [...filesOf('criterion-old'), tukey],
    [...filesOf('asv'), machine],
  ]) {
    const { warnings } = readResults(files, { suite: null, entry: null, format: null })
    expect(warnings.map(({ code }) => code)).not.toContain('files-left-out')
  }
})

test('a time divided by next to no iterations is no sample', () => {
  const path = 'benchmarkdotnet/no-overhead-report-full.json'
  const text = readFileSync(join(cases, path), 'utf8').replace(/"Operations": ?\d+/g, '"Operations": 1e-320')
  expect(() => readTexts({ path, text })).toThrow(
    /no-overhead-report-full\.json" cannot be imported: a sample of ".+" is too large for a number\./,
  )
})

test('an entry is refused of a format that has none', () => {
  expect(() => read('hyperfine/sleep.json', { entry: 'x' })).toThrow('Files of hyperfine hold one result each, and no entry "x".')
})

test('a file that is cut anywhere is read or refused, and never a fault', () => {
  for (const path of globSync('**/*.{json,csv,txt,js}', { cwd: cases })) {
    const text = readFileSync(join(cases, path), 'utf8')
    for (let part = 0; part < 12; part++) {
      try {
        readTexts({ path, text: text.slice(0, Math.floor((text.length * part) / 12)) })
      } catch (error) {
        expect(error, `${path}, ${part} of 12`).toBeInstanceOf(CulpritError)
      }
    }
  }
})

test('every format has a file, is the only one that recognises it, and gives what a result can keep', () => {
  const paths = globSync('**/*.{json,csv,txt,js}', { cwd: cases }).filter(path => !/^(criterion|asv)/.test(path))
  const seen = new Set<string | null>()
  for (const path of [...paths, 'criterion', 'criterion-old', 'asv']) {
    const imports = read(path)
    seen.add(imports.producer.format)
    expect(() => benchSchema.shape.benchmarks.parse(imports.benchmarks), path).not.toThrow()
    for (const format of formatNames.filter(name => name !== imports.producer.format)) {
      expect(() => read(path, { format }), `${path} as ${format}`).toThrow(/is no result of|cannot be/)
    }
  }
  expect(seen).toEqual(new Set(formatNames))
})
