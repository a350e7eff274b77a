import { expect, test } from 'vitest'
import reference from '../../../../test/fixtures/reference/tables-r.json' with { type: 'json' }
import { binomialAtLeast, clopperPearson } from './binomial.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** The difference as a share of the expected value; 0 when both are equal, infinite values included. */
function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs((actual - expected) / expected)
}

test('normal quantiles are those of R to 1e-14', () => {
  for (const { probability, z } of reference.normalQuantiles) {
    expect(relativeError(normalQuantile(probability), Number(z)), `quantile of ${probability}`).toBeLessThan(1e-14)
  }
})

test('normal probabilities are those of R, far into the tail', () => {
  for (const { z, probability } of reference.normalCdf) {
    expect(relativeError(normalCdf(z), probability), `probability up to ${z}`).toBeLessThan(1e-14)
  }
})

test('the normal functions invert each other and end where probability ends', () => {
  for (let z = -8; z <= 5; z += 0.125) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 9)
  expect([normalQuantile(0), normalQuantile(1), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([-Infinity, Infinity, 0, 1])
  for (const outside of [-0.001, 1.001, Number.NaN]) expect(normalQuantile(outside)).toBeNaN()
  expect(normalCdf(Number.NaN)).toBeNaN()
})

test('binomial tails and Clopper-Pearson bounds are those of R', () => {
  for (const { successes, trials, atLeast, low, high } of reference.binomial) {
    expect(relativeError(binomialAtLeast(successes, trials, 0.02), atLeast)).toBeLessThan(1e-9)
    const bounds = clopperPearson(successes, trials, 0.99)
    expect(bounds.low).toBeCloseTo(low, 9)
    expect(bounds.high).toBeCloseTo(high, 9)
  }
})

test('a probability of nothing tried can be anything', () => {
  expect(clopperPearson(0, 0, 0.99)).toEqual({ low: 0, high: 1 })
})

test('certain and impossible successes have probability 1 and 0', () => {
  expect([binomialAtLeast(0, 5, 0), binomialAtLeast(1, 5, 0), binomialAtLeast(5, 5, 1), binomialAtLeast(6, 5, 1)]).toEqual([1, 0, 1, 0])
})

test.each([
  [-1, 5, 0.5],
  [1.5, 5, 0.5],
  [1, -5, 0.5],
  [1, 5, 1.5],
  [1, 5, Number.NaN],
])('a binomial probability of %s in %s at %s is refused', (successes, trials, chance) => {
  expect(() => binomialAtLeast(successes, trials, chance)).toThrow(RangeError)
})
