import { expect, test } from 'vitest'
import { variant } from '../variants.ts'
import { investigate } from './investigating.ts'

test('where both differ, the time that changed tells', async () => {
  const renamed = 'export const run = count => count(50_000)'
  const { document } = await investigate(folder => [variant(folder, 'a', 5), variant(folder, 'b', 30, renamed)])
  expect(document.layers.filter(({ differs }) => differs).map(({ layer }) => layer)).toEqual(['module', 'glue'])
  expect(document).toMatchObject({ classification: 'real-regression', layer: 'module' })
  expect(document.sampling!.parts.find(({ part }) => part === 'wasm')!.changeNs.low).toBeGreaterThan(0)
})

test('identical sides are measured all the same, and nothing is found', async () => {
  const { code, document } = await investigate(folder => [variant(folder, 'a', 10), variant(folder, 'b', 10)], '--budget', '10s')
  expect(code).toBe(0)
  expect(document.classification).toBe('no-change')
  expect(document.comparison.pairs).toBeGreaterThan(0)
  expect(document.comparison.ratio?.low).toBeGreaterThan(0)
  expect(document.layers.map(({ differs }) => differs)).toEqual([false, false, false, false])
})
