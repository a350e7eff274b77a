import { expect, test } from 'vitest'
import { evenly, nearestNames, rangeOf } from './range.ts'

const rangeWith = (...sameAs: (number | null)[]) => rangeOf(sameAs.map(same => ({ weight: 1, sameAs: same, instructions: null })))

test('neighbours with the same bytes are measured as the first of them, and no step lies between them', () => {
  const range = rangeWith(null, null, 1, 2, null)
  expect(range.measuredAs).toEqual([0, 1, 1, 1, 4])
  expect([...range.weights]).toEqual([0, 1, 0, 0, 1])
  expect(nearestNames(range, { from: 1, to: 4 })).toEqual({ from: 3, to: 4 })
})

test('what lies between two versions with the same bytes goes with them: a change that was taken back', () => {
  expect(rangeWith(null, null, null, 1, null).measuredAs).toEqual([0, 1, 1, 1, 4])
})

test('stretches that overlap are one', () => {
  expect(rangeWith(null, null, null, 1, 2, null).measuredAs).toEqual([0, 1, 1, 1, 1, 5])
})

test('the bad end is measured itself, and stands for the versions that are the same', () => {
  const range = rangeWith(null, null, null, 2)
  expect(range.measuredAs).toEqual([0, 1, 3, 3])
  expect(nearestNames(range, { from: 1, to: 3 })).toEqual({ from: 1, to: 2 })
  expect(rangeWith(null, null, 0).measuredAs).toEqual([0, 0, 2])
})

test('weights are kept between 1/20 and 20', () => {
  const range = rangeOf([0, 0, 1, 1000].map(weight => ({ weight, sameAs: null, instructions: null })))
  expect([...range.weights]).toEqual([0, 1 / 20, 1, 20])
})

test('values are spread evenly, ends included', () => {
  expect(evenly([1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([1, 5, 9])
  expect(evenly([1, 2], 3)).toEqual([1, 2])
})
