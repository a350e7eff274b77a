import { describe, expect, test } from 'vitest'
import { shiftRates, suitePoints } from '../../../../bench/artefacts/suites.ts'
import { commonShift } from './common-shift.ts'
import { mean } from './deviation.ts'

const runs = 50

describe.each([20, 60, 200])('of %i benchmarks between 10 ns and 10 µs, measured within 2 %,', benchmarks => {
  test('eight more nanoseconds for each are found, and told from a factor, every time', () => {
    const { kinds, addedNs } = shiftRates('additive', { benchmarks, noise: 0.02, decades: 3 }, runs)
    expect(kinds).toEqual({ additive: runs, ratio: 0, either: 0, none: 0 })
    expect(mean(addedNs)).toBeGreaterThan(7.9)
    expect(mean(addedNs)).toBeLessThan(8.1)
  })

  test('5 % more for each are found, and told from nanoseconds, every time', () => {
    expect(shiftRates('ratio', { benchmarks, noise: 0.02, decades: 3 }, runs).kinds).toEqual({
      additive: 0,
      ratio: runs,
      either: 0,
      none: 0,
    })
  })

  test.each(['nothing', 'sparse'] as const)('%s changed is hardly ever taken for a shift of all', what => {
    expect(shiftRates(what, { benchmarks, noise: 0.02, decades: 3 }, runs).kinds.none).toBeGreaterThanOrEqual(0.9 * runs)
  })
})

test('a true change beside added nanoseconds is what is left over', () => {
  const points = suitePoints('additive', { benchmarks: 60, noise: 0.01, decades: 3 }, 0).map((point, index) =>
    index === 7 ? { ...point, logRatio: point.logRatio + Math.log(1.25) } : point,
  )
  const shift = commonShift(points)!
  expect(shift.kind).toBe('additive')
  expect(shift.residuals[7]).toBeCloseTo(Math.log(1.25), 1)
  const others = shift.residuals.filter((_, index) => index !== 7)
  expect(Math.max(...others.map(Math.abs))).toBeLessThan(shift.residuals[7]! / 2)
})

test('baselines that are all alike cannot tell nanoseconds from a factor, and the fit says so', () => {
  const points = Array.from({ length: 40 }, (_, index) => ({
    baselineNs: 100,
    logRatio: Math.log(1.08) + (index % 2 === 0 ? 0.01 : -0.01),
  }))
  expect(commonShift(points)!.kind).toBe('either')
})

test('nanoseconds can be saved, too', () => {
  const points = [10, 20, 40, 80, 200, 500, 3000, 20_000].map(baselineNs => ({
    baselineNs,
    logRatio: Math.log((baselineNs - 5) / baselineNs),
  }))
  const shift = commonShift(points)!
  expect(shift.kind).toBe('additive')
  expect(shift.addedNs).toBeCloseTo(-5, 1)
})

test('two loud benchmarks do not make a shift of all', () => {
  const points = [5, 6, 900, 1000, 2000, 4000, 8000, 9000, 20_000, 30_000].map((baselineNs, index) => ({
    baselineNs,
    logRatio: index < 2 ? Math.log(2) : index % 2 === 0 ? 0.004 : -0.004,
  }))
  expect(commonShift(points)!.kind).toBe('none')
})

test('no change at all is none, and its noise is not 0', () => {
  const points = [1, 10, 100, 1000, 10_000].map(baselineNs => ({ baselineNs, logRatio: 0 }))
  expect(commonShift(points)).toMatchObject({ kind: 'none', deviation: 0.001, residuals: [0, 0, 0, 0, 0] })
})

test('fewer than five benchmarks share nothing that could be told, and numbers have to be numbers', () => {
  const point = { baselineNs: 10, logRatio: 0.1 }
  expect(commonShift([point, point, point, point])).toBeNull()
  for (const wrong of [
    { baselineNs: 0 },
    { baselineNs: Number.NaN },
    { baselineNs: Infinity },
    { logRatio: Infinity },
    { logRatio: Number.NaN },
  ]) {
    expect(() => commonShift([point, { ...point, ...wrong }])).toThrow(RangeError)
  }
})
