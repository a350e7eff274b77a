import { expect, test } from 'vitest'
import { variant } from '../variants.ts'
import { investigate } from './investigating.ts'

test('identical sides are measured all the same, and nothing is found', async () => {
  const { code, document } = await investigate(folder => [variant(folder, 'a', 10), variant(folder, 'b', 10)], '--budget', '30s')
  expect(code).toBe(0)
  expect(document.classification).toBe('no-change')
  expect(document.comparison.pairs).toBeGreaterThan(0)
  expect(document.comparison.ratio?.low).toBeGreaterThan(0)
  expect(document.layers.map(({ differs }) => differs)).toEqual([false, false, false, false])
})
