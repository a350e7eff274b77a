import { expect, test } from 'vitest'
import { corpusBytes } from '../../../../test/corpus.ts'
import { readModule } from '../wasm/index.ts'
import { compareFunctions } from './function-diff.ts'

/** Bodies of 1,562,386 and 1,234,179 bytes. */
const largest = 11_521
const second = 18_348

test('the two largest bodies of a real module, which have little in common, are compared in bounded time', async () => {
  const facts = readModule(await corpusBytes({ package: 'onnxruntime-web@1.30.0', file: 'dist/ort-wasm-simd-threaded.jsep.wasm' }))
  const [a, b] = [largest, second].map(index => ({ facts, index }))
  const { lines, rowsTotal } = compareFunctions(a!, b!, { partners: new Map(), how: null, confidence: null })
  const operators = (index: number) => facts.bodies.operators[index - facts.imported.function]!
  expect(lines.same + lines.changed + lines.removed).toBeGreaterThan(operators(largest))
  expect(lines.same + lines.changed + lines.added).toBeGreaterThan(operators(second))
  expect(rowsTotal).toBeGreaterThan(1_000_000)
})
