import { expect, test } from 'vitest'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { normalPairs, seedOf } from '../../../../bench/statistics/worlds.ts'
import { twoModes } from './two-modes.ts'

test('two levels are told, with how often the series goes from one to the other', () => {
  expect(twoModes([1, 1.1, 5, 5.1, 0.9, 1, 5])).toEqual({
    low: expect.closeTo(1),
    high: expect.closeTo(5.033, 3),
    separation: expect.closeTo(65.347, 3),
    areTold: true,
    minority: 3 / 7,
    crossings: 3,
  })
  expect(twoModes([2, 2, 3, 3])).toEqual({ low: 2, high: 3, separation: Infinity, areTold: true, minority: 0.5, crossings: 1 })
})

test('noise of one kind is taken for two modes in at most 1 % of series', () => {
  for (const count of [12, 20, 40, 100]) {
    const series = Array.from({ length: 400 }, (_, run) => normalPairs(seedOf(`one mode, ${count}`, run), count, 0, 1))
    const told = series.filter(values => twoModes(values)!.areTold).length
    expect(isWithin(0.01, { hits: told, runs: series.length })).toBe(true)
  }
})

test('a steady drift has no two modes, and two levels five deviations apart have them', () => {
  expect(twoModes(Array.from({ length: 60 }, (_, index) => index))).toMatchObject({ separation: expect.closeTo(3.466, 3), areTold: false })
  const levels = normalPairs(seedOf('two levels', 0), 40, 0, 1).map((value, index) => value + (index % 7 < 3 ? 5 : 0))
  expect(twoModes(levels)!.areTold).toBe(true)
})

test('nothing, one value and equal values have no modes, and numbers have to be numbers', () => {
  for (const values of [[], [1], [7, 7, 7]]) expect(twoModes(values)).toBeNull()
  expect(() => twoModes([1, Number.NaN])).toThrow(RangeError)
})
