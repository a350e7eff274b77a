import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benjaminiYekutieli, holm } from './multiple.ts'
import { randomFrom } from './random.ts'

const seed = 20261121
const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

// R 4.2: p.adjust(p, 'BY') and p.adjust(p, 'holm') for these, compared with .05.
const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]

describe('the correction for many tests', () => {
  test('claims what R claims', () => {
    expect(benjaminiYekutieli(p, 0.05)).toEqual(p.map((_, index) => index < 3))
    expect(holm(p, 0.05)).toEqual(p.map((_, index) => index < 3))
  })

  test('claims a test by itself at its rate', () => {
    for (const rule of [benjaminiYekutieli, holm]) {
      expect(rule([0.05], 0.05)).toEqual([true])
      expect(rule([0.0501], 0.05)).toEqual([false])
      expect(rule([], 0.05)).toEqual([])
    }
  })

  test('claims by the value and not by the place, and never a larger one without a smaller', () => {
    for (const rule of [benjaminiYekutieli, holm]) {
      fc.assert(
        fc.property(probabilities, values => {
          const claims = rule(values, 0.1)
          const largest = Math.max(-1, ...values.filter((_, index) => claims[index]))
          expect(claims).toEqual(values.map(value => value <= largest))
          expect(rule(values.toReversed(), 0.1)).toEqual(claims.toReversed())
        }),
        { seed },
      )
    }
  })

  test('keeps the share of false claims where half of the tests are of nothing', () => {
    let falseShare = 0
    const runs = 400
    for (let run = 0; run < runs; run++) {
      const random = randomFrom('many').derive('tests', run)
      const values = Array.from({ length: 40 }, (_, index) => (index < 20 ? random.uniform() : random.uniform() * 1e-5))
      const claims = benjaminiYekutieli(values, 0.05)
      const all = claims.filter(Boolean).length
      expect(claims.slice(20).every(Boolean)).toBe(true)
      falseShare += all === 0 ? 0 : claims.slice(0, 20).filter(Boolean).length / all
    }
    expect(falseShare / runs).toBeLessThan(0.05)
  })

  test('refuses what is no probability', () => {
    for (const rule of [benjaminiYekutieli, holm]) {
      expect(() => rule([0.1, Number.NaN], 0.05)).toThrow(RangeError)
      expect(() => rule([0.1], 1.5)).toThrow(RangeError)
    }
  })
})
