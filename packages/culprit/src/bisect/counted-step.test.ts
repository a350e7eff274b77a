import { expect, test } from 'vitest'
import { countedStep, isCountedFlat } from './counted-step.ts'

const suspects = (counts: readonly (number | null)[]) => counts.map(instructions => ({ weight: 1, sameAs: null, instructions }))
const stepOf = (...counts: (number | null)[]) => countedStep(suspects(counts), { from: 0, to: counts.length - 1 }, 0.02)

test('one change of more than the threshold is a step, and small ones around it are not', () => {
  expect(stepOf(1000, 1010, 1500, 1510)).toMatchObject({ from: 1, to: 2, logRatio: Math.log(1500 / 1010) })
  expect(stepOf(1500, 1500, 1000)).toMatchObject({ from: 1, to: 2, logRatio: Math.log(1000 / 1500) })
})

test('versions that were not counted widen it', () => {
  expect(stepOf(1000, null, null, 1500, 1500)).toMatchObject({ from: 0, to: 3 })
})

test.each([
  ['no change', [1000, 1000, 1000]],
  ['two changes', [1000, 1500, 2000]],
  ['a change and its return', [1000, 1500, 1000]],
  ['an end that was not counted', [null, 1000, 1500]],
  ['nothing counted', [null, null]],
  ['a count of 0', [0, 1000]],
])('%s is no step', (_, counts) => {
  expect(stepOf(...counts)).toBeNull()
})

test.each([
  [true, [1000, 1015, null, 990]],
  [true, [1000]],
  [false, [1000, 1030, 1000]],
  [false, [1000, 1015, 1030]],
  [false, [null, 1000, 1000]],
  [false, [1000, null]],
  [false, [0, 0]],
])('it is %s that counts of %j are flat', (isFlat, counts) => {
  expect(isCountedFlat(suspects(counts), { from: 0, to: counts.length - 1 }, 0.02)).toBe(isFlat)
})
