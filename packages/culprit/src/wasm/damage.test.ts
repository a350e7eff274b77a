import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { smallModules } from '../../../../test/small-modules.ts'
import { CulpritError } from '../model/errors.ts'
import { moduleDocument } from './document.ts'
import { readModule, type ModuleFacts } from './module.ts'

test('sections lie one behind the other and fill the file', () => {
  for (const bytes of smallModules) {
    let position = 8
    for (const { offset, bytes: size } of readModule(bytes).sections) {
      expect(offset).toBe(position + 1 + build.u32(size).length)
      position = offset + size
    }
    expect(position).toBe(bytes.length)
  }
})

/** Imports and exports in the words of the JavaScript API. */
function asV8Says(facts: ModuleFacts) {
  return {
    imports: facts.imports.map(({ module, name, description }) => ({ module, name, kind: description.kind })),
    exports: facts.exports.map(({ name, kind }) => ({ name, kind })),
  }
}

test('imports, exports and custom sections are those that V8 sees', () => {
  for (const bytes of smallModules) {
    expect(WebAssembly.validate(bytes)).toBe(true)
    const facts = readModule(bytes)
    const module = new WebAssembly.Module(bytes)
    expect(asV8Says(facts)).toEqual({ imports: WebAssembly.Module.imports(module), exports: WebAssembly.Module.exports(module) })
    for (const { id, name, offset, bytes: size } of facts.sections) {
      if (id !== 0) continue
      const content = bytes.slice(offset + build.name(name).length, offset + size)
      expect(WebAssembly.Module.customSections(module, name).map(section => new Uint8Array(section))).toEqual([content])
    }
  }
})

test('a module that is cut off is an error with an offset, unless the rest is a module of its own', () => {
  for (const bytes of smallModules) {
    const boundaries = new Set(
      readModule(bytes)
        .sections.map(({ offset, bytes: size }) => offset + size)
        .concat(8),
    )
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.slice(0, length)
      const own = boundaries.has(length) && WebAssembly.validate(cut)
      const error = errorOf(() => readModule(cut))
      expect([length, own ? null : 'invalid-module']).toEqual([length, error?.code ?? null])
      if (error) expect(error.data['offset']).toBeLessThanOrEqual(length)
    }
  }
})

test('damaged bytes give facts or an error with an offset inside the file, and what V8 accepts is read as V8 reads it', () => {
  const damage = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), kind: fc.constantFrom('replace', 'insert', 'remove') })
  fc.assert(
    fc.property(fc.constantFrom(...smallModules), fc.array(damage, { minLength: 1, maxLength: 4 }), (bytes, damages) => {
      const damaged = [...bytes]
      for (const { at, byte, kind } of damages) {
        damaged.splice(8 + (at % (damaged.length - 8)), kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [byte]))
      }
      const file = Uint8Array.from(damaged)
      let facts: ModuleFacts | null = null
      const error = errorOf(() => (facts = readModule(file)))
      if (error) {
        expect(error.code).toBe('invalid-module')
        expect(error.data['offset']).toBeLessThanOrEqual(file.length)
      } else moduleDocument(facts!, '')
      if (!WebAssembly.validate(file)) return
      expect(error).toBe(null)
      const module = new WebAssembly.Module(file)
      expect(asV8Says(facts!)).toEqual({ imports: WebAssembly.Module.imports(module), exports: WebAssembly.Module.exports(module) })
    }),
    { seed: 20_261_120, numRuns: 3_000 },
  )
})

function errorOf(action: () => unknown): CulpritError | null {
  try {
    action()
    return null
  } catch (error) {
    if (error instanceof CulpritError) return error
    throw error
  }
}
