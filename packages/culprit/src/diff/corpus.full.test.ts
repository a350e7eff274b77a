import { expect, test } from 'vitest'
import { custom } from '../../../../test/build-module.ts'
import { canvaskitWithNames, corpus, corpusBytes } from '../../../../test/corpus.ts'
import { readModule } from '../wasm/index.ts'
import { compareModules } from './compare-modules.ts'

test('a stripped module and its twin with names have the same functions, all but two in a thousand, at other indices', async () => {
  const stripped = readModule(await corpusBytes(corpus.canvaskit))
  const named = readModule(await corpusBytes(canvaskitWithNames))
  const { functions, matching } = compareModules(stripped, named)
  const { identical, moved, changed, added, removed } = functions
  expect(matching).toBe('structure')
  // The rest are tiny functions that nothing calls: they differ in a number only, and stand in another order. Nothing is claimed of most.
  expect((identical + moved) / stripped.bodies.count).toBeGreaterThan(0.998)
  expect(changed + removed!).toBeLessThan(30)
  expect(added).toBe(removed)
})

test('another custom section changes no function of a large module', async () => {
  const bytes = await corpusBytes(corpus.duckdb)
  const a = readModule(bytes)
  const b = readModule(Buffer.concat([bytes, Uint8Array.from(custom('note', [1, 2, 3]))]))
  const { identical, functions } = compareModules(a, b)
  expect([identical, functions.identical, functions.moved]).toEqual([false, a.bodies.count, 0])
})
