import { describe, expect, test } from 'vitest'
import { normal } from '../../../../bench/statistics/worlds.ts'
import { randomFrom } from '../stats/random.ts'
import { warmUpEnd } from './warm-up.ts'

/** Samples at the levels given, so many of each. */
function series(...levels: readonly (readonly [ns: number, count: number])[]): number[] {
  return levels.flatMap(([ns, count]) => Array.from({ length: count }, () => ns))
}

/** With normal noise, and with an interruption in one of ten samples, which only adds. */
function noisy(samples: readonly number[], seed: string, deviation = 0.01, interruption = 0.5): number[] {
  const random = randomFrom(seed)
  return samples.map(ns => ns * Math.exp(deviation * normal(random)) * (random.uniform() < 0.1 ? 1 + interruption * random.uniform() : 1))
}

describe('a workload is warm', () => {
  test('where the engine has replaced its code by faster code for the last time', () => {
    expect(warmUpEnd(series([900, 5], [300, 10], [100, 85]))).toBe(15)
    expect(warmUpEnd(series([900, 1], [100, 99]))).toBe(1)
  })

  test('from the start when it is always as fast', () => {
    expect(warmUpEnd(series([100, 50]))).toBe(0)
  })

  test.each(['a', 'b', 'c', 'd', 'e'])('at the same place when the machine is busy (seed %s)', seed => {
    const end = warmUpEnd(noisy(series([300, 20], [100, 180]), seed))!
    expect(end).toBeGreaterThanOrEqual(20)
    expect(end).toBeLessThanOrEqual(26)
  })

  test('where it has reached its speed, although it gains some percent later', () => {
    expect(warmUpEnd(series([300, 10], [105, 20], [100, 70]))).toBe(10)
  })

  test('not before a lucky sample has a second one beside it', () => {
    expect(warmUpEnd([300, 300, 100, 300, 300, 300, ...series([100, 60])])).toBe(6)
  })

  test('even though interruptions fill the second half', () => {
    const uneven = series([300, 10], [100, 90]).map((ns, index) => ns * (1 + (0.04 * ((index * 7) % 5)) / 4))
    const samples = uneven.map((ns, index) => (index > 50 && index % 3 === 0 ? ns * (4 + (index % 7)) : ns))
    expect(warmUpEnd(samples)).toBe(10)
  })
})

describe('a workload is never warm', () => {
  test('when it becomes faster until the end', () => {
    expect(warmUpEnd(Array.from({ length: 100 }, (_, index) => 1000 * 0.95 ** index))).toBe(null)
  })

  test('when it has just become faster', () => {
    expect(warmUpEnd(series([300, 80], [100, 20]))).toBe(null)
  })

  test.each([0, 1, 2, 3])('as far as %s samples tell', count => {
    expect(warmUpEnd(series([100, count]))).toBe(null)
  })
})

test('a workload that becomes slower is warm when it is slow', () => {
  const series = [...Array.from({ length: 20 }, () => 100), ...Array.from({ length: 80 }, () => 300)]
  expect(warmUpEnd(series)).toBe(20)
})
