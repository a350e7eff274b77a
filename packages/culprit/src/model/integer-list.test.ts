import { expect, test } from 'vitest'
import { IntegerList } from './integer-list.ts'

test('a list of integers is an array in JSON', () => {
  expect(JSON.stringify({ none: new IntegerList(0), some: IntegerList.of(0, -1, 2 ** 31 - 1) })).toBe(
    '{"none":[],"some":[0,-1,2147483647]}',
  )
})
