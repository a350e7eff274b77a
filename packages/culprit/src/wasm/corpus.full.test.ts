import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { name as encodedName } from '../../../../test/build-module.ts'
import { corpus, corpusBytes, corpusFacts } from '../../../../test/corpus.ts'
import { CulpritError } from '../model/errors.ts'
import { moduleSchema } from '../model/module.ts'
import { moduleDocument, operatorCounts } from './document.ts'
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

describe.each(corpusFacts)('$package $file', module => {
  test('what is counted is what is known to be in it', async () => {
    const facts = readModule(await corpusBytes(module))
    const { total, simd, atomic, exception } = operatorCounts(facts)
    const { package: spec, file } = module
    expect({
      package: spec,
      file,
      operators: total,
      simd,
      atomic,
      exception,
      imported: facts.imported.function,
      defined: facts.bodies.count,
      exports: facts.exports.length,
      dataSegments: facts.data.length,
      names: facts.custom.names?.functions.size ?? null,
    }).toEqual(module)
    expect(facts.custom.unread).toEqual([])
  })

  test('imports, exports and custom sections are those that V8 sees', async () => {
    const bytes = await corpusBytes(module)
    const { imports, exports, sections } = readModule(bytes)
    const compiled = new WebAssembly.Module(bytes)
    expect(imports.map(({ module, name, description }) => ({ module, name, kind: description.kind }))).toEqual(
      WebAssembly.Module.imports(compiled),
    )
    expect(exports.map(({ name, kind }) => ({ name, kind }))).toEqual(WebAssembly.Module.exports(compiled))
    const custom = sections.filter(section => section.id === 0)
    for (const name of new Set(custom.map(section => section.name))) {
      const ours = custom.filter(section => section.name === name)
      const theirs = WebAssembly.Module.customSections(compiled, name)
      expect(theirs.length).toBe(ours.length)
      for (const [index, { offset, bytes: size }] of ours.entries()) {
        const content = Buffer.from(theirs[index]!)
        expect(offset + size - content.length).toBe(offset + encodedName(name).length)
        expect(content.equals(bytes.subarray(offset + size - content.length, offset + size))).toBe(true)
      }
    }
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
