import { expect, test } from 'vitest'
import { canvaskitWithNames, corpus, corpusBytes } from '../../../../test/corpus.ts'
import { readModule } from '../wasm/index.ts'
import { compareModules } from './compare-modules.ts'

test('a stripped module and its twin with names have the same functions, all of them, at other indices', async () => {
  const stripped = readModule(await corpusBytes(corpus.canvaskit))
  const named = readModule(await corpusBytes(canvaskitWithNames))
  const { functions, matching } = compareModules(stripped, named)
  const { identical, moved, ...rest } = functions
  expect(matching).toBe('bodies-and-names')
  expect(identical + moved).toBe(stripped.bodies.count)
  expect(rest).toEqual({ changed: 0, added: 0, removed: 0, unpaired: { a: 0, b: 0 } })
})

test('a large module is identical to itself', async () => {
  const module = readModule(await corpusBytes(corpus.duckdb))
  const { identical, functions } = compareModules(module, module)
  expect([identical, functions.identical, functions.moved]).toEqual([true, module.bodies.count, 0])
})
