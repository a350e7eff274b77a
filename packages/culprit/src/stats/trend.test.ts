import { describe, expect, test } from 'vitest'
import { normal } from '../../../../bench/statistics/worlds.ts'
import { randomFrom } from './random.ts'
import { trendOf } from './trend.ts'

describe('the trend of a series', () => {
  test('is its slope, whatever a fifth of the values do', () => {
    const line = Array.from({ length: 20 }, (_, index) => 100 + 3 * index)
    expect(trendOf(line).slope).toBe(3)
    const spoilt = line.map((value, index) => (index % 5 === 2 ? value * 50 : value))
    expect(trendOf(spoilt).slope).toBeGreaterThan(2.5)
    expect(trendOf(spoilt).slope).toBeLessThan(3.6)
  })

  test('rises with the exact sum of Kendall, corrected for continuity', () => {
    // S = 8 of 10 with one inversion; the variance of n = 5 is 50 / 3, and the ranks of the residuals of neighbours do not agree.
    expect(trendOf([1, 2, 4, 3, 5]).rising).toBeCloseTo(0.0432, 3)
    expect(trendOf([5, 3, 4, 2, 1]).rising).toBeCloseTo(0.9568, 3)
  })

  test('keeps its unit when long series are cut into pieces', () => {
    const { slope, low, high } = trendOf(Array.from({ length: 1000 }, (_, index) => index * 0.5))
    expect([slope, low, high].map(value => Math.round(value * 1e6) / 1e6)).toEqual([0.5, 0.5, 0.5])
  })

  test('of independent noise lies in its 95 % interval nearly as often, and is called rising at 5 % as seldom', () => {
    expect(rates(0)).toEqual({ covered: 0.9475, rising: 0.0575 })
  })

  test('of noise that remembers is not taken for a rise much more often', () => {
    const { covered, rising } = rates(0.6)
    expect(covered).toBeGreaterThan(0.9)
    expect(rising).toBeLessThan(0.08)
  })

  test('is unknown below three values, and none where all are equal', () => {
    expect(trendOf([])).toEqual({ slope: 0, low: -Infinity, high: Infinity, rising: 0.5 })
    expect(trendOf([1, 2]).high).toBe(Infinity)
    expect(trendOf([7, 7, 7, 7]).rising).toBe(0.5)
  })

  test.each([Number.NaN, Infinity])('of a series with a %s is refused', value => {
    expect(() => trendOf([1, value, 3])).toThrow(RangeError)
  })
})

function rates(correlation: number): { covered: number; rising: number } {
  let covered = 0
  let rising = 0
  const runs = 400
  for (let run = 0; run < runs; run++) {
    const random = randomFrom('trend').derive('ar', run)
    let state = normal(random)
    const values = Array.from({ length: 60 }, (_, index) => {
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * normal(random)
      return state + 0.01 * index
    })
    const { low, high } = trendOf(values)
    if (low <= 0.01 && high >= 0.01) covered++
    if (trendOf(values.map((value, index) => value - 0.01 * index)).rising <= 0.05) rising++
  }
  return { covered: covered / runs, rising: rising / runs }
}
