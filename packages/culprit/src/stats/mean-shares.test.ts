import { expect, test } from 'vitest'
import { meanShares } from './mean-shares.ts'

test('a reading without a name counts as 0 for it, and the largest come first', () => {
  const readings = [
    [{ name: 'a', share: 0.5 }],
    [
      { name: 'b', share: 2 },
      { name: 'a', share: 0.5 },
    ],
    [],
    [{ name: 'c', share: 0.1 }],
  ]
  expect(meanShares(readings, 2)).toEqual([
    { name: 'b', share: 0.5 },
    { name: 'a', share: 0.25 },
  ])
})

test('nobody is there without a reading', () => {
  expect(meanShares([], 5)).toEqual([])
})
