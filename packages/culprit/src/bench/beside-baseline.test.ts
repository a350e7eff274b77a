import { describe, expect, test } from 'vitest'
import { benchmark, document } from '../../../../test/cases/report/bench.ts'
import type { Bench, Benchmark } from '../model/bench.ts'
import { besideBaseline, confirmed, withVerdict } from './beside-baseline.ts'
import { summarise } from './summary.ts'

const plan = { name: 'main', threshold: 0.05, correction: { method: 'benjamini-yekutieli', rate: 0.05 } } as const

const of = (name: string, processes: number[][], rest: Partial<Benchmark> = {}): Benchmark =>
  benchmark(name, 1000, 0.02, { processes, ...summarise(processes), ...rest })
const day = (benchmarks: readonly Benchmark[]): Bench => document('20260101-100000-aaaa', 0, benchmarks)

const named = ({ benchmarks }: Bench, verdict: string) => benchmarks.flatMap(one => (one.baseline?.verdict === verdict ? [one.name] : []))

/** Ten processes around a value, always the same ones. */
const around = (value: number): number[][] => Array.from({ length: 10 }, (_, index) => [value * (1 + (((index * 7) % 10) - 4.5) / 1000)])
const suite = (count: number, factorOf: (place: number) => number = () => 1): Bench =>
  day(
    Array.from({ length: count }, (_, place) =>
      of(`benchmark ${place}`, around(1000 * (place + 1) * factorOf(place) * (1 + ((place % 3) - 1) / 400))),
    ),
  )
const slowerFirst = (place: number): number => (place === 0 ? 1.5 : 1)
const withBenchmarks = (bench: Bench, change: (one: Benchmark, place: number) => Benchmark): Bench => ({
  ...bench,
  benchmarks: bench.benchmarks.map(change),
})
const withFirst = (bench: Bench, rest: Partial<Benchmark>): Bench =>
  withBenchmarks(bench, (one, place) => (place === 0 ? { ...one, ...rest } : one))

describe('a benchmark that takes half as long again', () => {
  test('is claimed where the world is the same, with its ratio, interval and p-value', () => {
    const { verdict, reason, benchmarks, baseline } = besideBaseline(suite(12, slowerFirst), suite(12), plan)
    expect({ verdict, reason }).toEqual({ verdict: 'regression', reason: '1 of 12 benchmarks regressed: benchmark 0' })
    expect(benchmarks[0]!.baseline).toMatchObject({
      ratio: expect.closeTo(1.5, 2),
      verdict: 'regression',
      isSuspect: true,
      confirmation: null,
    })
    expect(benchmarks[0]!.baseline!.low).toBeGreaterThan(1.48)
    expect(benchmarks[0]!.baseline!.p).toBeLessThan(1e-4)
    expect(baseline).toMatchObject({ name: 'main', differences: [], missing: [], correction: { tests: 12 } })
  })

  test.each<[string, Bench, Bench, string]>([
    [
      'the machine is another one',
      { ...suite(12, slowerFirst), environment: { ...suite(1).environment!, fingerprint: 'other' } },
      suite(12),
      'another machine',
    ],
    [
      'the method is another one',
      { ...suite(12, slowerFirst), producer: { ...suite(1).producer, method: 'overhead-subtracted' } },
      suite(12),
      'different methods',
    ],
    [
      'others had the processor now',
      withBenchmarks(suite(12, slowerFirst), one => ({ ...one, waitShare: 0.2 })),
      suite(12),
      'others had the processor in 20 % of the time now',
    ],
    [
      'others had the processor then',
      suite(12, slowerFirst),
      withBenchmarks(suite(12), one => ({ ...one, waitShare: 0.2 })),
      'of the time when the baseline was saved',
    ],
    ['there are only five', suite(5, slowerFirst), suite(5), '5 benchmarks are too few to tell the program from the machine'],
    ['all of them moved', suite(12, place => 1.2 * slowerFirst(place)), suite(12), 'all of them moved together, by ×1.2'],
  ])('stays suspect when %s', (_, now, before, why) => {
    const { verdict, benchmarks } = besideBaseline(now, before, plan)
    expect(verdict).toBe('inconclusive')
    expect(benchmarks[0]!.baseline).toMatchObject({ verdict: 'inconclusive', isSuspect: true, reason: expect.stringContaining(why) })
  })

  test('stays suspect when as many others are faster and slower by as much', () => {
    const before = suite(12)
    const now = suite(12, place => [1.5, 0.7, 1.3, 0.8, 1.4, 0.75][place % 6]!)
    const { verdict, benchmarks } = besideBaseline(now, before, plan)
    expect(verdict).toBe('inconclusive')
    expect(benchmarks.every(({ baseline }) => baseline!.isSuspect && baseline!.verdict === 'inconclusive')).toBe(true)
  })

  test('is an improvement when it was the baseline that took longer', () => {
    const result = besideBaseline(suite(12), suite(12, slowerFirst), plan)
    expect(result.verdict).toBe('improvement')
    expect(named(result, 'improvement')).toEqual(['benchmark 0'])
  })

  test('is no suspect when its threshold is above that', () => {
    const { verdict, benchmarks } = besideBaseline(suite(12, slowerFirst), suite(12), { ...plan, threshold: 0.6 })
    expect(verdict).toBe('no-regression')
    expect(benchmarks[0]!.baseline).toMatchObject({ verdict: 'small-change', isSuspect: false })
  })

  test('is an improvement in a unit of which more is better, and its ratio is below 1', () => {
    const rate = (bench: Bench) => withBenchmarks(bench, one => ({ ...one, unit: 'ops/s', better: 'larger' }))
    const { benchmarks } = besideBaseline(rate(suite(12, slowerFirst)), rate(suite(12)), plan)
    expect(benchmarks[0]!.baseline).toMatchObject({ verdict: 'improvement', ratio: expect.closeTo(1 / 1.5, 2) })
    expect(benchmarks[0]!.baseline!.low!).toBeLessThan(benchmarks[0]!.baseline!.high!)
  })
})

describe('what cannot be compared is never a pass', () => {
  test.each<[string, Partial<Benchmark>, Partial<Benchmark>, string]>([
    ['has no samples now', { processes: [] }, {}, 'there are no samples'],
    ['had no samples', {}, { processes: [] }, 'there are no samples'],
    ['counts something else', { unit: 'bytes' }, {}, 'one counts ns, the other bytes'],
    [
      'is other work',
      { ran: { ...benchmark('', 1, 0.1).ran!, workloadSha256: 'f'.repeat(64) } },
      {},
      'the workload itself has changed since',
    ],
    ['was left out', { state: 'not-measured', processes: [] }, {}, 'not measured on both sides'],
    ['fails on both', { state: 'failed', processes: [] }, { state: 'failed', processes: [] }, 'not measured on both sides'],
  ])('a benchmark that %s', (_, now, before, why) => {
    const { verdict, reason, benchmarks } = besideBaseline(withFirst(suite(12), now), withFirst(suite(12), before), plan)
    expect(verdict).toBe('inconclusive')
    expect(reason).toContain('benchmark 0')
    expect(benchmarks[0]!.baseline).toMatchObject({ p: null, verdict: 'inconclusive', isSuspect: false })
    expect(benchmarks[0]!.baseline!.reason).toContain(why)
  })

  test('three processes on one side cannot show anything in 12 benchmarks, however far apart they are', () => {
    const few = withBenchmarks(
      suite(12, place => (place === 0 ? 100 : 1)),
      one => ({ ...one, processes: one.processes.slice(0, 3) }),
    )
    const { verdict, reason, benchmarks } = besideBaseline(few, suite(12), plan)
    expect(verdict).toBe('inconclusive')
    expect(reason).toContain('too few processes for 12 benchmarks')
    expect(benchmarks[0]!.baseline).toMatchObject({ ratio: expect.closeTo(100, 0), p: null, low: null, high: null })
  })

  test('results without a common benchmark', () => {
    const other = withBenchmarks(suite(3), one => ({ ...one, suite: 'other' }))
    const { verdict, benchmarks, baseline } = besideBaseline(other, suite(3), plan)
    expect(verdict).toBe('inconclusive')
    expect(benchmarks.map(one => one.baseline)).toEqual([null, null, null])
    expect(baseline!.missing).toHaveLength(3)
  })
})

test('a benchmark that fails where the baseline did not is a regression, and the other way round an improvement', () => {
  const failed = withFirst(suite(12), { state: 'failed', processes: [], median: null })
  expect(besideBaseline(failed, suite(12), plan)).toMatchObject({ verdict: 'regression' })
  expect(besideBaseline(suite(12), failed, plan)).toMatchObject({ verdict: 'improvement' })
})

test('a benchmark that is gone is named, and one that is new has nothing beside it', () => {
  const { benchmarks, baseline, verdict } = besideBaseline({ ...suite(12), benchmarks: suite(13).benchmarks.slice(1) }, suite(12), plan)
  expect(baseline!.missing).toEqual([{ suite: suite(1).benchmarks[0]!.suite, name: 'benchmark 0' }])
  expect(benchmarks.at(-1)!.baseline).toBeNull()
  expect(verdict).toBe('no-regression')
})

test('zeros on both sides are no difference, and on one side a suspect without a ratio', () => {
  const zero = withFirst(suite(12), { unit: 'bytes', processes: around(0), ...summarise(around(0)) })
  const some = withFirst(suite(12), { unit: 'bytes' })
  const same = besideBaseline(zero, zero, plan)
  expect(same.verdict).toBe('no-regression')
  expect(same.benchmarks[0]!.baseline).toMatchObject({ p: 1, ratio: null })
  for (const [now, before] of [
    [zero, some],
    [some, zero],
  ] as const) {
    const { verdict, benchmarks } = besideBaseline(now, before, plan)
    expect(verdict).toBe('inconclusive')
    expect(benchmarks[0]!.baseline).toMatchObject({ ratio: null, isSuspect: true, verdict: 'inconclusive' })
  }
})

test('very many samples of one process are compared as well', () => {
  const many = (value: number) => [Array.from({ length: 20_000 }, (_, index) => value * (1 + (((index * 7919) % 1000) - 500) / 10_000))]
  const long = (factor: number) => withFirst(suite(12), { processes: many(1000 * factor), ...summarise(many(1000 * factor)) })
  expect(named(besideBaseline(long(1.5), long(1), plan), 'regression')).toEqual(['benchmark 0'])
  expect(besideBaseline(long(1), long(1), plan).verdict).toBe('no-regression')
})

test('the verdict of a suspect is that of its fresh pairs', () => {
  const suspect = besideBaseline(suite(5, slowerFirst), suite(5), plan)
  const after = (verdict: 'regression' | 'no-regression' | 'inconclusive') =>
    withVerdict(
      withBenchmarks(suspect, (one, place) =>
        place === 0 ? confirmed(one, { verdict, reason: 'pairs', confirmation: 'run', ratio: 1.5, low: 1.4, high: 1.6 }) : one,
      ),
    ).verdict
  expect(after('regression')).toBe('regression')
  expect(after('no-regression')).toBe('no-regression')
  expect(after('inconclusive')).toBe('inconclusive')
})
