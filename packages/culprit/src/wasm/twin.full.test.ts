import { expect, test } from 'vitest'
import { canvaskitWithNames, corpus, corpusBytes } from '../../../../test/corpus.ts'
import { readModule } from './module.ts'
import { namesFromTwin } from './twin.ts'

const ruby = '@ruby/3.4-wasm-wasi@2.10.1'

test('every function of a stripped and optimised Ruby gets its name from the build with debugging information', async () => {
  const [stripped, twin] = await Promise.all(
    ['dist/ruby.wasm', 'dist/ruby.debug+stdlib.wasm'].map(async file => readModule(await corpusBytes({ package: ruby, file }))),
  )
  const { names, ...counts } = namesFromTwin(stripped!, twin!)
  expect(counts).toMatchObject({ functions: 17_825, same: 17_825, refused: 0 })
  expect(names.size).toBe(17_884)
})

test('two builds of CanvasKit, which have their functions in different orders, are no twins', async () => {
  const [one, other] = await Promise.all([corpus.canvaskit, canvaskitWithNames].map(async file => readModule(await corpusBytes(file))))
  expect(() => namesFromTwin(one!, other!)).toThrow('only 107 of 13681 functions are the same code at the same index')
})
