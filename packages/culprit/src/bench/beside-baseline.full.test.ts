import { describe, expect, test } from 'vitest'
import { benchmark, document } from '../../../../test/cases/report/bench.ts'
import type { Bench, Benchmark } from '../model/bench.ts'
import { normalQuantile } from '../stats/normal.ts'
import { randomFrom, type Random } from '../stats/random.ts'
import { besideBaseline } from './beside-baseline.ts'
import { summarise } from './summary.ts'

const plan = { name: 'main', threshold: 0.05, correction: { method: 'benjamini-yekutieli', rate: 0.05 } } as const
const planted = ['benchmark 3', 'benchmark 11']

const gaussian = (random: Random): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, random.uniform())))

interface Conditions {
  readonly offset: number
  readonly late: number
  readonly factor?: number
}

/**
 * A day of a suite of 20 benchmarks in ten processes each: the machine is faster or slower as a whole by `offset`, each benchmark by 1 % of its
 * own, processes scatter by 2 %, and a share of `late` takes up to twice as long. The planted ones take longer by `factor`.
 */
function day(random: Random, { offset, late, factor = 1 }: Conditions): Bench {
  const machine = Math.exp(offset * gaussian(random))
  return document(
    '20260101-100000-aaaa',
    0,
    Array.from({ length: 20 }, (_, place) => {
      const name = `benchmark ${place}`
      const own = 1000 * 1.5 ** place * machine * Math.exp(0.01 * gaussian(random)) * (planted.includes(name) ? factor : 1)
      const processes = Array.from({ length: 10 }, () => [
        own * Math.exp(0.02 * gaussian(random)) * (random.uniform() < late ? 1 + random.uniform() : 1),
      ])
      return benchmark(name, own, 0.02, { processes, ...summarise(processes) })
    }),
  )
}

const days = (count: number, seed: string, { factor, ...conditions }: Conditions) =>
  Array.from({ length: count }, (_, pair) => {
    const random = randomFrom(seed).derive('pair', pair)
    const before = day(random, conditions)
    return besideBaseline(day(random, { ...conditions, ...(factor === undefined ? {} : { factor }) }), before, plan)
  })
const named = ({ benchmarks }: Bench, is: (one: Benchmark) => boolean) => benchmarks.filter(is).map(({ name }) => name)
const shareOf = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length / all.length

describe('two days of a suite that did not change', () => {
  test.each([
    [500, 0.005],
    [200, 0.03],
  ])('%d of them are told apart fewer than 2 times in 100, when the machine is by %d another one each day', (count, offset) => {
    const results = days(count, 'unchanged', { offset, late: 0.05 })
    expect(shareOf(results, ({ verdict }) => verdict === 'regression' || verdict === 'improvement')).toBeLessThan(0.02)
  })
})

describe('two benchmarks of 20 that take 30 % longer', () => {
  test.each([
    // Where one process in 20 takes up to twice as long, some overlap: seen were 0.77, and 0.91 of the last.
    ['claimed', { offset: 0, late: 0 }, 'regression', 0.95],
    ['mostly claimed when some processes take long', { offset: 0, late: 0.05 }, 'regression', 0.7],
    ['suspects at least when the day is another one', { offset: 0.03, late: 0.05 }, null, 0.85],
  ] as const)('are %s, and another one in fewer than 2 of 100 pairs', (_, conditions, verdict, least) => {
    const results = days(100, 'planted', { ...conditions, factor: 1.3 })
    const claimed = (result: Bench) => named(result, ({ baseline }) => baseline!.verdict === 'regression')
    expect(shareOf(results, result => !claimed(result).every(name => planted.includes(name)))).toBeLessThan(0.02)
    const found = (result: Bench) => (verdict === null ? named(result, ({ baseline }) => baseline!.isSuspect) : claimed(result))
    expect(shareOf(results, result => planted.every(name => found(result).includes(name)))).toBeGreaterThanOrEqual(least)
  })
})
