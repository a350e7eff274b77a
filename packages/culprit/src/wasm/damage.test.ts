import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readChanged } from '../../../../test/read-changed.ts'
import { smallModules } from '../../../../test/small-modules.ts'
import { specSuite } from '../../../../test/spec-suite.ts'
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

/** Of each of these files of the specification, the largest sound module of up to 1 000 bytes. */
const varied = [
  'struct.wast',
  'type-subtyping.wast',
  'try_table.wast',
  'legacy/try_delegate.wast',
  'simd_lane.wast',
  'table_init64.wast',
  'return_call_ref.wast',
  'elem.wast',
  'imports.wast',
  'proposals/threads/atomic.wast',
  'proposals/custom-descriptors/br_on_cast_desc_eq.wast',
  'proposals/wide-arithmetic/wide-arithmetic.wast',
]
const suite = specSuite()

test.each(varied)('a module of %s is an error wherever it is cut off, except between sections', file => {
  const modules = suite
    .find(entry => entry.file === file)!
    .commands.flatMap(command => (command.kind === 'module' && command.module.bytes.length <= 1_000 ? [command.module.bytes] : []))
  const bytes = modules.reduce((largest, candidate) => (candidate.length > largest.length ? candidate : largest))
  const { sections } = readModule(bytes)
  const ends = sections.map(({ offset, bytes: size }) => offset + size)
  for (let length = 0; length < bytes.length; length++) {
    const cut = bytes.subarray(0, length)
    const whole = length === 8 ? 0 : ends.indexOf(length) + 1
    const error = errorOf(() => expect(readModule(cut).sections).toEqual(sections.slice(0, whole)))
    if (error) expect([error.code, Number(error.data['offset']) <= length]).toEqual(['invalid-module', true])
    else expect(length === 8 || whole > 0).toBe(true)
  }
})

test('changes of one byte give facts or an error, and what V8 accepts is read as V8 reads it', () => {
  const { read, errors, accepted } = readChanged(5_000, 'some bytes', 1)
  expect(read + errors).toBe(5_000)
  expect(read).toBeGreaterThan(1_500)
  expect(errors).toBeGreaterThan(1_500)
  expect(accepted).toBeGreaterThan(250)
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
