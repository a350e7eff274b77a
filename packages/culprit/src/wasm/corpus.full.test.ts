import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { corpus, corpusBytes } from '../../../../test/corpus.ts'
import { CulpritError } from '../model/errors.ts'
import { moduleSchema } from '../model/module.ts'
import { moduleDocument } from './document.ts'
import { readModule } from './module.ts'

describe.each(Object.values(corpus))('$name', module => {
  test('every operator is counted, and each in one class', async () => {
    const { operators, mnemonics, unread } = moduleSchema.parse(moduleDocument(readModule(await corpusBytes(module)), ''))
    const { total, ...classes } = operators
    expect(total).toBe(module.operators)
    expect(Object.values(classes).reduce((sum, count) => sum + count)).toBe(total)
    expect(Object.values(mnemonics).reduce((sum, count) => sum + count)).toBe(total)
    expect(unread).toEqual([])
  })

  test('imports, exports and custom sections are those that V8 sees', async () => {
    const bytes = await corpusBytes(module)
    const { imports, exports, sections } = readModule(bytes)
    const compiled = new WebAssembly.Module(bytes)
    expect(imports.map(({ module, name, description }) => ({ module, name, kind: description.kind }))).toEqual(
      WebAssembly.Module.imports(compiled),
    )
    expect(exports.map(({ name, kind }) => ({ name, kind }))).toEqual(WebAssembly.Module.exports(compiled))
    for (const { id, name, offset, bytes: size } of sections) {
      if (id !== 0) continue
      const contents = WebAssembly.Module.customSections(compiled, name).map(content => Buffer.from(content))
      expect(contents.some(content => content.equals(bytes.subarray(offset + size - content.length, offset + size)))).toBe(true)
    }
  })

  test('a download that broke off is an error, wherever it did', async () => {
    const bytes = await corpusBytes(module)
    const boundaries = new Set(readModule(bytes).sections.map(section => section.offset + section.bytes))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), length => {
        if (boundaries.has(length)) return
        expect(() => readModule(bytes.subarray(0, length))).toThrow(CulpritError)
      }),
      { seed: 20_261_120, numRuns: 30 },
    )
  })
})

test('a few damaged bytes in a real module give facts or an error, and what V8 accepts is read', async () => {
  const original = await corpusBytes(corpus.canvaskit)
  const code = readModule(original).sections.find(section => section.name === 'code')!
  let accepted = 0
  fc.assert(
    fc.property(fc.integer({ min: code.offset, max: code.offset + code.bytes - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const bytes = original.slice()
      bytes[at] = byte
      const valid = WebAssembly.validate(bytes)
      accepted += valid ? 1 : 0
      try {
        readModule(bytes)
      } catch (error) {
        if (!(error instanceof CulpritError) || valid) throw error
      }
    }),
    { seed: 20_261_120, numRuns: 150 },
  )
  // Otherwise nothing was shown about what V8 accepts.
  expect(accepted).toBeGreaterThan(10)
})
