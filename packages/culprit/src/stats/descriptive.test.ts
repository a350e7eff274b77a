import { expect, test } from 'vitest'
import reference from '../../../../test/fixtures/reference/tables-r.json' with { type: 'json' }
import { mean, relativeRange, robustDeviation, standardDeviation } from './deviation.ts'
import { median, midpoint } from './median.ts'
import { quantile } from './quantiles.ts'

test('median, quantiles and deviations are those of R', () => {
  for (const row of reference.quantiles) {
    expect(median(row.values)).toBeCloseTo(row.median, 9)
    for (const [index, probability] of row.at.entries()) expect(quantile(row.values, probability)).toBeCloseTo(row.quantiles[index]!, 9)
    if (row.deviation !== null) expect(standardDeviation(row.values)).toBeCloseTo(row.deviation, 9)
    expect(robustDeviation(row.values)).toBeCloseTo(row.robust, 9)
  }
})

test('a median of huge or tiny numbers neither overflows nor vanishes', () => {
  expect(median([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.MAX_VALUE)
  expect(median([-Number.MAX_VALUE, Number.MAX_VALUE])).toBe(0)
  expect(midpoint(Number.MAX_VALUE, Number.MAX_VALUE / 2)).toBe(Number.MAX_VALUE * 0.75)
  expect(midpoint(5e-324, 5e-324)).toBe(5e-324)
  expect(quantile([-Number.MAX_VALUE, Number.MAX_VALUE], 0.5)).toBe(0)
})

test('describing leaves the values in their order', () => {
  const values = [3, 1, 2]
  median(values)
  quantile(values, 0.5)
  expect(values).toEqual([3, 1, 2])
})

test('numbers are compared as numbers, not as text', () => {
  expect(median([10, 9, 100])).toBe(10)
})

test('describing nothing, or something that is not a number, gives NaN', () => {
  for (const describe of [median, mean, standardDeviation, relativeRange, robustDeviation, (values: number[]) => quantile(values, 0.5)]) {
    expect(describe([])).toBeNaN()
    expect(describe([1, Number.NaN, 2])).toBeNaN()
    expect(describe([Number.NaN, 1, 2])).toBeNaN()
  }
  expect(standardDeviation([1])).toBeNaN()
  expect(quantile([1, 2], 1.01)).toBeNaN()
  expect(quantile([1, 2], Number.NaN)).toBeNaN()
})

test('equal values deviate by 0, one value is its own centre', () => {
  expect(standardDeviation([7, 7, 7])).toBe(0)
  expect(robustDeviation([7, 7, 7, 9])).toBe(0)
  expect([relativeRange([7, 7, 7]), relativeRange([8, 12, 10])]).toEqual([0, 0.4])
  expect([median([7]), mean([7]), quantile([7], 0.2), robustDeviation([7])]).toEqual([7, 7, 7, 0])
})
