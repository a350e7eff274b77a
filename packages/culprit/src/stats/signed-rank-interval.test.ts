import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import r from '../../../../test/fixtures/reference/tables-r.json' with { type: 'json' }
import scipy from '../../../../test/fixtures/reference/tables-scipy.json' with { type: 'json' }
import { hodgesLehmann } from './hodges-lehmann.ts'
import { signedRankInterval } from './signed-rank-interval.ts'
import { signedRankP } from './signed-rank.ts'
import { walshAverages } from './walsh.ts'

const seed = 20240517
const samples = fc.oneof(
  fc.array(fc.integer({ min: -4, max: 5 }), { minLength: 1, maxLength: 14 }),
  fc.array(
    fc.integer({ min: -4096, max: 4096 }).map(value => value / 256),
    { minLength: 1, maxLength: 25 },
  ),
)
const levels = fc.constantFrom(0.2, 0.1, 0.05, 0.02, 0.02 / 3, 0.001)

describe('the signed-rank interval', () => {
  test.each([
    ['R wilcox.test for n from 1 to 60, without ties', r.untied],
    ['exhaustive search in Python, with ties and zeros', scipy.intervals],
  ])('and its estimate are those of %s', (_, rows) => {
    let compared = 0
    for (const { values, estimate, intervals } of rows) {
      expect(Math.abs(hodgesLehmann(values) - estimate)).toBeLessThan(1e-9)
      for (const { alpha, low, high } of intervals) {
        const interval = signedRankInterval(values, alpha)
        expect(Math.abs(interval.estimate - estimate)).toBeLessThan(1e-9)
        expect(Math.abs(interval.low! - low), `lower bound, n = ${values.length}, alpha = ${alpha}`).toBeLessThan(1e-9)
        expect(Math.abs(interval.high! - high), `upper bound, n = ${values.length}, alpha = ${alpha}`).toBeLessThan(1e-9)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(40)
  })

  test('holds a centre exactly when the test does not reject it', () => {
    fc.assert(
      fc.property(samples, levels, (values, alpha) => {
        const { low, high } = signedRankInterval(values, alpha)
        // All places where the test can change, all stretches between them, and both ends.
        const averages = [...new Set(walshAverages(values))]
        const between = averages.slice(1).map((average, index) => (average + averages[index]!) / 2)
        for (const centre of [averages[0]! - 1, ...averages, ...between, averages.at(-1)! + 1]) {
          const isInside = (low === null || centre > low) && (high === null || centre < high)
          const isOutside = (low !== null && centre < low) || (high !== null && centre > high)
          if (isInside) expect(signedRankP(values, centre)).toBeGreaterThan(alpha)
          if (isOutside) expect(signedRankP(values, centre)).toBeLessThanOrEqual(alpha)
        }
      }),
      { seed, numRuns: 300 },
    )
  })

  test('holds the estimate, whatever the level', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.0001, max: 1, noNaN: true }), (values, alpha) => {
        const { estimate, low, high } = signedRankInterval(values, alpha)
        expect(low ?? -Infinity).toBeLessThanOrEqual(estimate)
        expect(high ?? Infinity).toBeGreaterThanOrEqual(estimate)
      }),
      { seed, numRuns: 300 },
    )
  })

  test('is mirrored when all signs flip, moves and stretches with the values, and ignores their order', () => {
    fc.assert(
      fc.property(samples, levels, (values, alpha) => {
        const { estimate, low, high } = signedRankInterval(values, alpha)
        const change = (bound: number | null, by: (bound: number) => number) => (bound === null ? null : by(bound))
        const flipped = values.map(value => 0 - value)
        expect(signedRankInterval(flipped, alpha)).toEqual({
          estimate: 0 - estimate,
          low: change(high, bound => 0 - bound),
          high: change(low, bound => 0 - bound),
        })
        const moved = values.map(value => 4 * value + 16).toReversed()
        const by = (bound: number) => 4 * bound + 16
        expect(signedRankInterval(moved, alpha)).toEqual({ estimate: by(estimate), low: change(low, by), high: change(high, by) })
      }),
      { seed },
    )
  })

  test('is wider at a smaller level', () => {
    fc.assert(
      fc.property(samples, values => {
        const [narrow, wide] = [signedRankInterval(values, 0.1), signedRankInterval(values, 0.01)]
        expect(wide.low ?? -Infinity).toBeLessThanOrEqual(narrow.low ?? -Infinity)
        expect(wide.high ?? Infinity).toBeGreaterThanOrEqual(narrow.high ?? Infinity)
      }),
      { seed },
    )
  })

  test('has no bounds when the values are too few for the level', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8]
    expect(signedRankInterval(values, 2 ** -7)).toEqual({ estimate: 4.5, low: 1, high: 8 })
    expect(signedRankInterval(values, 2 ** -7 - 1e-12)).toEqual({ estimate: 4.5, low: null, high: null })
    expect(signedRankInterval([3], 0.5)).toEqual({ estimate: 3, low: null, high: null })
    expect(signedRankInterval([], 0.05)).toEqual({ estimate: Number.NaN, low: null, high: null })
  })

  test('leaves out centres whose p-value is exactly the level', () => {
    expect(signedRankInterval([1, 2, 3, 4, 5, 6, 7, 8], 2 ** -6)).toEqual({ estimate: 4.5, low: 1.5, high: 7.5 })
  })

  test('of equal values is that value', () => {
    expect(signedRankInterval([2, 2, 2, 2, 2, 2], 0.05)).toEqual({ estimate: 2, low: 2, high: 2 })
    expect(signedRankInterval([0, 0, 0, 0, 0, 0], 0.05)).toEqual({ estimate: 0, low: 0, high: 0 })
  })

  test('of a value that is no number is refused', () => {
    expect(() => signedRankInterval([1, Number.NaN, 2], 0.05)).toThrow(RangeError)
  })
})

describe('Walsh averages', () => {
  test('are the means of all pairs, ascending', () => {
    expect([...walshAverages([4, 1, 2])]).toEqual([1, 1.5, 2, 2.5, 3, 4])
    expect([...walshAverages([])]).toEqual([])
  })

  test('have a median that a third of wild values does not move far', () => {
    expect(hodgesLehmann([1, 2, 3, 4, 1e9])).toBeLessThanOrEqual(4)
    expect(hodgesLehmann([7])).toBe(7)
    expect(hodgesLehmann([])).toBeNaN()
  })
})
