import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changePoints } from './change-points.ts'
import { seriesNoise } from './noise.ts'
import { normalQuantile } from './normal.ts'
import { cumulate, partition, squaredError } from './partition.ts'
import { randomFrom } from './random.ts'

const seed = 20240517

/** A series of n values around `level(index)`, normal noise of deviation 1. */
function noisy(name: string, n: number, level: (index: number) => number = () => 0): number[] {
  const random = randomFrom(name)
  return Array.from({ length: n }, (_, index) => level(index) + normalQuantile(random.uniform() + 2 ** -54))
}

function indices(values: readonly number[]): number[] {
  return changePoints(values).changes.map(({ index }) => index)
}

describe('change points', () => {
  test('are found where the level steps, with the levels on both sides', () => {
    const values = noisy('steps', 90, index => (index < 30 ? 100 : index < 60 ? 110 : 95))
    const { segments, changes } = changePoints(values)
    expect(changes.map(({ index }) => index)).toEqual([30, 60])
    expect(segments.map(({ start, end, level }) => [start, end, Math.round(level)])).toEqual([
      [0, 30, 100],
      [30, 60, 110],
      [60, 90, 95],
    ])
    for (const [index, change] of changes.entries()) {
      expect([change.before, change.after]).toEqual([segments[index]!.level, segments[index + 1]!.level])
    }
  })

  test('are rare in noise, and small steps in much noise are not invented', () => {
    const falseAlarms = Array.from({ length: 100 }, (_, run) => indices(noisy(`flat ${run}`, 100))).filter(found => found.length > 0)
    expect(falseAlarms.length).toBeLessThanOrEqual(2)
  })

  test('are rare in correlated noise, which wanders', () => {
    const wander = (name: string) => {
      let state = 0
      return noisy(name, 120).map(shock => (state = 0.6 * state + 0.8 * shock))
    }
    const count = (independent: boolean) =>
      Array.from({ length: 60 }, (_, run) => changePoints(wander(`wander ${run}`), { independent })).filter(
        ({ changes }) => changes.length > 0,
      ).length
    expect(count(false)).toBeLessThanOrEqual(12)
    expect(count(true)).toBeGreaterThan(30)
  })

  test('of a step of three deviations are found within two of its place, nine times of ten', () => {
    const hits = Array.from({ length: 100 }, (_, run) => indices(noisy(`step ${run}`, 100, index => (index < 60 ? 0 : 3)))).filter(found =>
      found.some(index => Math.abs(index - 60) <= 2),
    )
    expect(hits.length).toBeGreaterThanOrEqual(90)
  })

  test('come with a range that holds the true place nineteen times of twenty', () => {
    const steps = Array.from({ length: 100 }, (_, run) => changePoints(noisy(`range ${run}`, 80, index => (index < 40 ? 0 : 2))).changes)
    const found = steps.filter(changes => changes.length === 1)
    expect(found.length).toBeGreaterThan(70)
    expect(found.filter(([change]) => change!.earliest <= 40 && 40 <= change!.latest).length / found.length).toBeGreaterThan(0.9)
    expect(found.some(([change]) => change!.earliest > 30 && change!.latest < 50)).toBe(true)
  })

  test('are not made by spikes of one or two values', () => {
    const values = noisy('spikes', 100).map((value, index) => (index % 25 === 7 || index % 25 === 8 ? value + 50 : value))
    expect(indices(values)).toEqual([])
  })

  test('are not made by a coarse grid, and found on it', () => {
    const coarse = (name: string, level: (index: number) => number) => noisy(name, 100, level).map(value => Math.round(value / 2))
    const falseAlarms = Array.from({ length: 50 }, (_, run) => indices(coarse(`grid ${run}`, () => 0))).filter(found => found.length > 0)
    expect(falseAlarms.length).toBeLessThanOrEqual(2)
    expect(indices(coarse('grid step', index => (index < 50 ? 0 : 8)))).toEqual([50])
  })

  test('are found exactly in exact counts', () => {
    expect(indices([5, 5, 5, 5, 5, 6, 6, 6, 6])).toEqual([5])
    expect(indices([5, 5, 5, 5, 9, 5, 5, 5, 5])).toEqual([])
    expect(indices(Array.from({ length: 50 }, () => 1e15))).toEqual([])
  })

  test('do not depend on unit or origin', () => {
    const values = noisy('units', 60, index => (index < 20 ? 0 : 5)).map(value => Math.round(value * 64) / 64)
    const plain = changePoints(values)
    expect(indices(values.map(value => value * 1024))).toEqual(indices(values))
    expect(changePoints(values.map(value => value + 2 ** 20)).changes.map(({ index }) => index)).toEqual(indices(values))
    expect(changePoints(values.map(value => -value)).segments.map(({ level }) => -level)).toEqual(plain.segments.map(({ level }) => level))
  })

  test('of series too short to have any are none', () => {
    expect(changePoints([])).toEqual({ segments: [], changes: [], deviation: 0, correlation: 0 })
    expect(changePoints([3]).segments).toEqual([{ start: 0, end: 1, level: 3 }])
    expect(changePoints([1, 9]).segments).toEqual([{ start: 0, end: 2, level: 5 }])
    expect(indices([1, 1, 9, 9, 9])).toEqual([])
    expect(indices([1, 1, 1, 9, 9, 9])).toEqual([3])
  })

  test.each([Number.NaN, Infinity, -Infinity])('of a series with %s are refused', value => {
    expect(() => changePoints([1, 2, value, 4])).toThrow(RangeError)
  })
})

test('a partition is the cheapest of all that keep the minimum segment', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 4 }),
      (values, cutCost, minimum) => {
        const cost = (starts: readonly number[]) =>
          starts.reduce((sum, start, index) => sum + plainError(values.slice(start, starts[index + 1])) + (index > 0 ? cutCost : 0), 0)
        const all = Array.from({ length: 2 ** (values.length - 1) }, (_, cuts) => [
          0,
          ...values.map((_, index) => index).filter(index => index > 0 && (cuts >> (index - 1)) & 1),
        ]).filter(starts => starts.length === 1 || starts.every((start, index) => (starts[index + 1] ?? values.length) - start >= minimum))
        const found = partition(cumulate(values), cutCost, minimum)
        expect(all).toContainEqual(found)
        expect(cost(found)).toBeCloseTo(Math.min(...all.map(cost)), 9)
      },
    ),
    { seed },
  )
})

test('squared errors are right far from 0', () => {
  const values = [1e9 + 1, 1e9 + 2, 1e9 + 4]
  expect(squaredError(cumulate(values), 0, 3)).toBeCloseTo(plainError([1, 2, 4]), 6)
})

function plainError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}

describe('the noise of a series', () => {
  test('is its deviation, whatever steps, slopes and outliers do', () => {
    for (const level of [() => 0, (i: number) => (i < 250 ? 0 : 100), (i: number) => i / 10, (i: number) => (i % 50 === 0 ? 1000 : 0)]) {
      const { deviation, correlation } = seriesNoise(noisy('noise', 500, level))
      expect(deviation).toBeGreaterThan(0.9)
      expect(deviation).toBeLessThan(1.2)
      expect(correlation).toBeLessThan(0.2)
    }
  })

  test('is correlated as much as its neighbours are', () => {
    const correlations = Array.from({ length: 20 }, (_, run) => {
      let state = 0
      return seriesNoise(noisy(`correlated ${run}`, 1000).map(shock => (state = 0.6 * state + 0.8 * shock))).correlation
    })
    const average = correlations.reduce((sum, correlation) => sum + correlation) / correlations.length
    expect(average).toBeGreaterThan(0.5)
    expect(average).toBeLessThan(0.65)
  })

  test('is hardly called correlated when neighbours are not', () => {
    const correlations = Array.from({ length: 40 }, (_, run) => seriesNoise(noisy(`independent ${run}`, 100)).correlation)
    expect(correlations.reduce((sum, correlation) => sum + correlation) / correlations.length).toBeLessThan(0.13)
  })

  test('is no less than the grid allows, and 0 without any', () => {
    expect(seriesNoise([3, 3, 3, 3, 5, 3, 3, 3]).deviation).toBeCloseTo(2 / Math.sqrt(12), 12)
    expect(seriesNoise([3, 3, 3, 3])).toEqual({ deviation: 0, correlation: 0 })
    expect(seriesNoise([])).toEqual({ deviation: 0, correlation: 0 })
    expect(seriesNoise([1, 5])).toEqual({ deviation: 0, correlation: 0 })
  })
})
