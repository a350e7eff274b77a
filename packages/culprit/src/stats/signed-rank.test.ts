import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import r from '../../../../test/fixtures/reference/tables-r.json' with { type: 'json' }
import scipy from '../../../../test/fixtures/reference/tables-scipy.json' with { type: 'json' }
import { signedRankP } from './signed-rank.ts'

const seed = 20240517
/** Few different values, zero among them: ties and zeros in most samples. */
const tied = (maxLength: number) => fc.array(fc.integer({ min: -5, max: 6 }), { minLength: 1, maxLength })
/** Dyadic numbers, so that sums and halves are exact; mostly different. */
const spread = (maxLength: number) =>
  fc.array(
    fc.integer({ min: -(2 ** 30), max: 2 ** 30 }).map(value => value / 1024),
    { minLength: 1, maxLength },
  )

describe('the signed-rank p-value', () => {
  test.each([
    ['without ties, for n from 1 to 60 (R wilcox.test)', r.untied],
    ['with ties, for n up to 60 (R exactRankTests wilcox.exact)', r.tied],
    ['with ties and zeros, for n up to 60 (R exactRankTests pperm on Pratt ranks)', r.pratt],
    ['with ties and zeros, by enumeration (SciPy permutation_test)', scipy.pValues],
  ])('is the reference %s', (_, rows) => {
    expect(rows.length).toBeGreaterThan(20)
    for (const { values, p } of rows) expect(Math.abs(signedRankP(values) - p), `n = ${values.length}`).toBeLessThan(1e-9)
  })

  test('is the share of all 2^n sign flips at least as extreme, with ties and zeros', () => {
    fc.assert(
      fc.property(tied(10), values => {
        expect(signedRankP(values)).toBeCloseTo(enumeratedP(values), 12)
      }),
      { seed, numRuns: 150 },
    )
  })

  test('of a centre is that of the values moved by it, and never above the level more often than it says', () => {
    fc.assert(
      fc.property(spread(40), fc.integer({ min: -1000, max: 1000 }), (values, centre) => {
        expect(signedRankP(values, centre)).toBe(signedRankP(values.map(value => value - centre)))
      }),
      { seed },
    )
  })

  test('does not change when all signs flip, when all values are scaled, or with their order', () => {
    fc.assert(
      fc.property(fc.oneof(tied(40), spread(40)), fc.constantFrom(0.125, 3, 1024), (values, scale) => {
        const p = signedRankP(values)
        expect(signedRankP(values.map(value => -value))).toBe(p)
        expect(signedRankP(values.map(value => value * scale))).toBe(p)
        expect(signedRankP(values.toReversed())).toBe(p)
        expect(signedRankP(values.toSorted((a, b) => a - b))).toBe(p)
      }),
      { seed },
    )
  })

  test('rejects no more often than its level over all sign flips, which is what exact means', () => {
    fc.assert(
      fc.property(tied(9), values => {
        const ps = signFlips(values).map(flipped => signedRankP(flipped))
        for (const level of new Set(ps)) expect(ps.filter(p => p <= level).length / ps.length).toBeLessThanOrEqual(level + 1e-12)
      }),
      { seed, numRuns: 30 },
    )
  })

  test('never rises while the centre moves away from the values', () => {
    fc.assert(
      fc.property(tied(12), values => {
        const centres = Array.from({ length: 60 }, (_, step) => 7 + step / 4)
        const ps = [7, ...centres].map(centre => signedRankP(values, centre))
        for (const [index, p] of ps.slice(1).entries()) expect(p).toBeLessThanOrEqual(ps[index]!)
        const sorted = values.toSorted((a, b) => a - b)
        const inside = Array.from({ length: 48 }, (_, step) => signedRankP(sorted, -6 + step / 4))
        const top = inside.indexOf(Math.max(...inside))
        for (let index = 1; index <= top; index++) expect(inside[index]).toBeGreaterThanOrEqual(inside[index - 1]!)
        for (let index = top + 1; index < inside.length; index++) expect(inside[index]).toBeLessThanOrEqual(inside[index - 1]!)
      }),
      { seed },
    )
  })

  test('takes distances for equal when the centre is exactly between, whatever rounding does to differences', () => {
    // 0.3 - 0.2 and 0.2 - 0.1 differ in their last bits, while (0.1 + 0.3) / 2 is 0.2.
    expect(signedRankP([0.1, 0.3, 0.9], 0.2)).toBe(signedRankP([-1, 1, 7]))
  })

  test('is 1 when nothing speaks against the centre', () => {
    expect([signedRankP([]), signedRankP([0, 0, 0]), signedRankP([5, 5], 5), signedRankP([-1, 1])]).toEqual([1, 1, 1, 1])
  })

  test('of n values on one side is 2 / 2^n, zeros not counted', () => {
    expect(signedRankP([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(2 ** -9)
    expect(signedRankP([-1, -1, -1, -1, -1])).toBe(2 ** -4)
    expect(signedRankP([0, 0, 3, 3, 3])).toBe(2 ** -2)
  })

  test.each([[[1, Number.NaN]], [[Infinity, 1]], [[-Infinity, Infinity]]])('of %s is refused', values => {
    expect(() => signedRankP(values)).toThrow(RangeError)
  })

  test('of a centre that is no number, and of more than 1000 values, is refused', () => {
    expect(() => signedRankP([1, 2], Number.NaN)).toThrow(RangeError)
    expect(() => signedRankP(Array.from({ length: 1001 }, () => 1))).toThrow(RangeError)
  })
})

function signFlips(values: readonly number[]): number[][] {
  return Array.from({ length: 2 ** values.length }, (_, flips) => values.map((value, index) => ((flips >> index) & 1 ? -value : value)))
}

/** By definition, without any of the program's shortcuts. */
function enumeratedP(values: readonly number[]): number {
  const rank = (value: number) => {
    const smaller = values.filter(other => Math.abs(other) < Math.abs(value)).length
    const equal = values.filter(other => Math.abs(other) === Math.abs(value)).length
    return smaller + (equal + 1) / 2
  }
  const balance = (flipped: readonly number[]) => Math.abs(flipped.reduce((sum, value) => sum + Math.sign(value) * rank(value), 0))
  const all = signFlips(values)
  return all.filter(flipped => balance(flipped) >= balance(values)).length / all.length
}
