import { expect, test } from 'vitest'
import { channelCapacity, expectedMeasurements } from './expected-measurements.ts'

// The capacity of the binary-input Gaussian channel at signal-to-noise ratios of 1/16, 1/4, 1 and 9/4, as coding theory tabulates it.
test.each([
  [0.5, 0.0437],
  [1, 0.1607],
  [2, 0.4859],
  [3, 0.76],
])('one measurement of levels %s deviations apart tells %s bits', (d, bits) => {
  expect(channelCapacity(d)).toBeCloseTo(bits, 3)
})

test('levels that are the same tell nothing, and levels far apart one bit', () => {
  expect(channelCapacity(0)).toBeCloseTo(0, 9)
  expect(channelCapacity(12)).toBeCloseTo(1, 6)
})

test('more versions take a few more pairs, a smaller step takes many more', () => {
  const total = (versions: number, d: number) => expectedMeasurements(versions, d, d / 2).total
  expect(total(256, 2) - total(16, 2)).toBeLessThan(20)
  expect(total(64, 0.5)).toBeGreaterThan(2 * total(64, 1))
})

test('two versions take one comparison', () => {
  const { ends, total } = expectedMeasurements(2, 2, 1)
  expect(total).toBe(ends)
})

test.each([
  [1, 1, 1],
  [16, 0, 1],
  [16, 1, Number.NaN],
])('%s versions, a step of %s and a threshold of %s are refused', (versions, d, margin) => {
  expect(() => expectedMeasurements(versions, d, margin)).toThrow(RangeError)
})
