import { expect, test } from 'vitest'
import reference from '../../../../test/fixtures/reference/rank-sum-r.json' with { type: 'json' }
import { randomFrom } from './random.ts'
import { rankSumP, rankSumShift } from './rank-sum.ts'

test('the p-value without ties is that of R', () => {
  for (const { x, y, p } of reference.untied) expect(rankSumP(x, y)).toBeCloseTo(p, 12)
})

test('the p-value with ties is that of the exact conditional test of R', () => {
  for (const { x, y, p } of reference.tied) expect(rankSumP(x, y), `${x.join()} beside ${y.join()}`).toBeCloseTo(p, 12)
})

test('the p-value of many values is the normal one of R', () => {
  for (const { x, y, p } of reference.many) expect(rankSumP(x, y)).toBeCloseTo(p, 12)
})

test('shift and interval are those of R', () => {
  for (const { x, y, intervals } of reference.untied) {
    for (const { alpha, estimate, low, high } of intervals) {
      const shift = rankSumShift(x, y, alpha)
      expect(shift.estimate).toBeCloseTo(estimate, 9)
      expect(shift.low).toBeCloseTo(low, 9)
      expect(shift.high).toBeCloseTo(high, 9)
    }
  }
})

test('two small samples cannot exclude anything, and say so', () => {
  expect(rankSumShift([1, 2], [3, 4], 0.05)).toEqual({ estimate: -2, low: null, high: null })
  expect(rankSumP([], [1, 2])).toBe(1)
  expect(rankSumP([5, 5], [5, 5, 5])).toBe(1)
  expect(Number.isNaN(rankSumShift([], [1], 0.05).estimate)).toBe(true)
})

test('what is no number is refused', () => {
  expect(() => rankSumP([1, Number.NaN], [2])).toThrow(RangeError)
  expect(() => rankSumShift([1], [Infinity], 0.05)).toThrow(RangeError)
})

test('of equal distributions at most the share alpha is called different, with ties too', () => {
  const random = randomFrom('rank-sum')
  const draw = () => Array.from({ length: 8 }, () => random.integer(9))
  const trials = 600
  let claims = 0
  for (let trial = 0; trial < trials; trial++) if (rankSumP(draw(), draw()) <= 0.05) claims++
  expect(claims / trials).toBeLessThan(0.072)
})
