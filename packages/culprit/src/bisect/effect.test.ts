import { expect, test } from 'vitest'
import { effectOf } from './effect.ts'

const logs = (...ratios: readonly number[]) => ratios.map(ratio => Math.log(ratio))

test('pairs in which both took the same time are a ratio of one, bounds included', () => {
  const same = { estimate: 1, low: 1, high: 1, confidence: 0.95 }
  expect(effectOf(logs(1, 1, 1, 1, 1, 1))).toEqual({ effect: same, pairs: 6 })
  expect(effectOf(logs(1, 1, 1, 1, 1, 1, 2)).effect).toMatchObject({ low: 1 })
})

test('too few pairs bound nothing, none have no effect, and no more than 60 count', () => {
  expect(effectOf(logs(1.5, 1.5))).toEqual({
    effect: { estimate: expect.closeTo(1.5, 12), low: null, high: null, confidence: 0.95 },
    pairs: 2,
  })
  expect(effectOf([])).toEqual({ effect: null, pairs: 0 })
  expect(effectOf(logs(...Array.from({ length: 200 }, (_, pair) => 1 + pair)))).toMatchObject({ pairs: 60 })
})
