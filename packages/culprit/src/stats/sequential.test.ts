import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalQuantile } from './normal.ts'
import { randomFrom } from './random.ts'
import { defaultLookPlan, lookLevel, nextLook, sequentialP } from './sequential.ts'
import { signedRankP } from './signed-rank.ts'

const seed = 20240517

describe('the levels of the looks', () => {
  test('are those of the design, and add up to the false-claim rate', () => {
    const levels = defaultLookPlan.looks.map((look, index) => lookLevel(defaultLookPlan, look, defaultLookPlan.looks[index - 1] ?? 0))
    expect(levels.map(level => level.toFixed(5))).toEqual(['0.00333', '0.00133', '0.00200', '0.00267', '0.00400', '0.00667'])
    expect(levels.reduce((sum, level) => sum + level)).toBeCloseTo(0.02, 15)
  })

  test('never add up to more than the false-claim rate, however many unplanned looks there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 100 }), fc.constantFrom(0.01, 0.02, 0.05), (pairs, alpha) => {
        const plan = { looks: [10, 14, 20, 28, 40, 60], alpha }
        const looks = [...pairs, 60].sort((a, b) => a - b)
        const spent = looks.reduce((sum, look, index) => sum + lookLevel(plan, look, looks[index - 1] ?? 0), 0)
        expect(spent).toBeGreaterThan(alpha - 1e-15)
        expect(spent).toBeLessThan(alpha + 1e-15)
      }),
      { seed },
    )
  })

  test('are 0 without new pairs and beyond the last planned look', () => {
    expect(lookLevel(defaultLookPlan, 20, 20)).toBe(0)
    expect(lookLevel(defaultLookPlan, 0, 0)).toBe(0)
    expect(lookLevel(defaultLookPlan, 100, 60)).toBe(0)
    expect(lookLevel(defaultLookPlan, 14, 20)).toBe(0)
  })

  test('let the first planned look exclude something', () => {
    expect(lookLevel(defaultLookPlan, 10, 0)).toBeGreaterThan(2 ** -9)
    expect(lookLevel(defaultLookPlan, 8, 0)).toBeLessThan(2 ** -7)
  })
})

test('the next look is the first one planned after the pairs there are', () => {
  expect([0, 9, 10, 11, 59, 60, 70].map(pairs => nextLook(defaultLookPlan, pairs))).toEqual([10, 10, 14, 14, 60, null, null])
})

test.each([
  { looks: [], alpha: 0.02 },
  { looks: [10, 10], alpha: 0.02 },
  { looks: [20, 10], alpha: 0.02 },
  { looks: [0, 10], alpha: 0.02 },
  { looks: [10.5], alpha: 0.02 },
  { looks: [10], alpha: 0 },
  { looks: [10], alpha: 1 },
  { looks: [10], alpha: Number.NaN },
])('the plan $looks with $alpha is refused', plan => {
  expect(() => lookLevel(plan, 10, 0)).toThrow(RangeError)
})

test.each([
  [-1, 0],
  [10, -1],
  [10.5, 0],
  [10, Number.NaN],
])('a look after %s pairs, the one before after %s, is refused', (pairs, previous) => {
  expect(() => lookLevel(defaultLookPlan, pairs, previous)).toThrow(RangeError)
})

describe('the p-value of a sequential experiment', () => {
  test('is below alpha exactly when one of the looks would have claimed', () => {
    for (let run = 0; run < 300; run++) {
      const random = randomFrom('sequential p').derive('run', run)
      const pairs = Array.from({ length: 60 }, () => normalQuantile(random.uniform() + 2 ** -54) + (run % 3) * 0.3)
      const { looks, alpha } = defaultLookPlan
      const claims = looks.some(
        (look, index) => signedRankP(pairs.slice(0, look)) <= lookLevel(defaultLookPlan, look, looks[index - 1] ?? 0),
      )
      expect(sequentialP(pairs, looks, defaultLookPlan) <= alpha).toBe(claims)
    }
  })

  test('is 1 when nothing was looked at, and grows by what was spent before', () => {
    const pairs = Array.from({ length: 20 }, (_, index) => 1 + index / 100)
    expect(sequentialP(pairs, [], defaultLookPlan)).toBe(1)
    expect(sequentialP(pairs, [20], defaultLookPlan, 14)).toBeGreaterThan(sequentialP(pairs, [20], defaultLookPlan))
  })
})
