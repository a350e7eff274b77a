import { describe, expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { ordinary, smallModules } from '../../../../../test/small-modules.ts'
import type { InstrumentationMode } from '../../model/instrumentation.ts'
import { instrumentationModes } from '../../model/instrumentation-modes.ts'
import { readModule } from '../module.ts'
import { hintsOf } from './custom-sections.ts'
import { detectEngineFeatures, instrument, type EngineFeatures } from './index.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const oneMemory: EngineFeatures = { ...features, multiMemory: false, maximumExports: 100_000 }
const modes = instrumentationModes

function rewritten(bytes: Uint8Array, mode: InstrumentationMode = 'ops', engine = features) {
  return instrument(readModule(bytes), { mode, features: engine, version: '1.2.3' })
}

describe.each(modes)('in the mode %s', mode => {
  test('modules that use most of the format stay valid', () => {
    for (const module of smallModules) {
      for (const engine of [features, oneMemory]) expect(WebAssembly.validate(rewritten(module, mode, engine).bytes)).toBe(true)
    }
  })

  test('what the module has keeps its index, or moves by two where hooks are imported', () => {
    const before = readModule(ordinary)
    const after = readModule(rewritten(ordinary, mode).bytes)
    const moved = mode === 'hooks' ? 2 : 0
    const shifted = (index: number) => (index < before.imported.function ? index : index + moved)
    const places = after.exports.slice(0, before.exports.length).map(({ name, kind, index }) => [name, kind, index])
    expect(places).toEqual(before.exports.map(({ name, kind, index }) => [name, kind, kind === 'function' ? shifted(index) : index]))
    expect(after.start).toBe(shifted(before.start!))
    for (const [index, name] of before.custom.names!.functions) expect(after.custom.names!.functions.get(shifted(index))).toBe(name)
    for (const space of ['types', 'tables', 'memories', 'globals'] as const) {
      const kept = after[space].slice(0, before[space].length).map(one => ({ ...one, offset: 0 }))
      expect(kept).toEqual(before[space].map(one => ({ ...one, offset: 0 })))
    }
  })

  test('all that is added has a name', () => {
    const before = readModule(ordinary)
    const { custom, functionTypes } = readModule(rewritten(ordinary, mode).bytes)
    const added = [...custom.names!.functions].filter(([, name]) => name.startsWith('culprit.'))
    expect(added).toHaveLength(functionTypes.length - before.functionTypes.length)
  })

  test('sections whose offsets would be wrong are dropped, which is said', () => {
    const { bytes, notes } = rewritten(ordinary, mode)
    const names = readModule(bytes).sections.map(({ name }) => name)
    expect(names).not.toContain('sourceMappingURL')
    expect(names).not.toContain('.debug_info')
    expect(notes.join(' ')).toContain('sourceMappingURL, .debug_info')
  })

  test('branch hints stay with their branches', () => {
    const body = build.body([0x02, 0x40, 0x20, 0, 0x0d, 0, 0x10, 0, 0x0b, 0x20, 0, 0x04, 0x40, 0x0f, 0x0b])
    const hint = (offset: number, likely: number) => [offset, 1, likely]
    const module = build.moduleOf(
      build.types(build.functionType([build.i32], []), build.functionType([], [])),
      build.functions(1, 0),
      build.exports(build.exportOf('run', 0, 1)),
      build.custom('metadata.code.branch_hint', build.vector([[1, ...build.vector([hint(5, 0), hint(12, 1)])]])),
      build.code(build.body([]), body),
    )
    expect(body[5]).toBe(0x0d)
    expect(body[12]).toBe(0x04)
    const { bytes } = rewritten(module, mode)
    const facts = readModule(bytes)
    const section = facts.sections.find(({ name }) => name === 'metadata.code.branch_hint')!
    const hints = hintsOf(facts, section).get(mode === 'hooks' ? 3 : 1)!
    expect(hints.map(({ offset, likely }) => [bytes[offset], likely])).toEqual([
      [0x0d, 0],
      [0x04, 1],
    ])
  })

  test('a module without code comes back as it is', () => {
    const empty = build.moduleOf(build.types(build.functionType([], [])))
    const { bytes, notes, layout } = rewritten(empty, mode)
    expect(bytes).toEqual(empty)
    expect(notes).toEqual(['The module has no code, so nothing was added.'])
    expect(layout.read).toBeNull()
  })
})

test('producers get culprit, and target features the second memory', () => {
  const { producers, targetFeatures } = readModule(rewritten(ordinary, 'tree').bytes).custom
  expect(producers!.get('processed-by')).toEqual([{ name: 'culprit', version: '1.2.3' }])
  expect(targetFeatures).toEqual(['+simd128', '+multimemory'])
})

test('dylink.0 stays the first section', () => {
  const module = build.moduleOf(
    build.custom('dylink.0', []),
    build.types(build.functionType([], [])),
    build.functions(0),
    build.code(build.body([])),
  )
  expect(readModule(rewritten(module).bytes).sections[0]!.name).toBe('dylink.0')
})

test('components, object files and instrumented modules are refused with the reason', () => {
  const component = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00)
  const object = build.moduleOf(build.custom('linking', [2]))
  expect(() => rewritten(component)).toThrow(/it is a component/)
  expect(() => rewritten(object)).toThrow(/it is an object file/)
  expect(() => rewritten(rewritten(ordinary).bytes)).toThrow(/it is instrumented already/)
})

describe('near what engines accept', () => {
  const one = [build.types(build.functionType([], [])), build.functions(0)]
  const large = (...parts: (readonly number[])[]) => Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...one.flat()].concat(...parts))

  test('a module with as many exports as there can be is refused', () => {
    const module = large(
      build.section(7, build.vector(Array.from({ length: 100_000 }, (_, index) => build.exportOf(String(index), 0, 0)))),
      build.code(build.body([])),
    )
    expect(() => rewritten(module, 'ops', oneMemory)).toThrow(/it has 100000 exports and needs one more/)
    expect(WebAssembly.validate(rewritten(module).bytes)).toBe(true)
  })

  test.each(modes)('100 000 data segments stay as many: %s', mode => {
    const module = large(
      build.section(5, build.vector([[0x00, 0x01]])),
      build.code(build.body([0x03, 0x40, 0x0b])),
      build.section(11, build.vector(Array.from({ length: 100_000 }, () => [0x00, 0x41, 0x00, 0x0b, 0x00]))),
    )
    expect(WebAssembly.validate(rewritten(module, mode).bytes)).toBe(true)
  })

  test.each(modes)('a body as large as can be stays as it is, which is said: %s', mode => {
    const size = 7_654_321
    const body = new Uint8Array(size).fill(0x01)
    body[0] = 0
    body[size - 1] = 0x0b
    const small = build.body([0x03, 0x40, 0x0b])
    const head = build.moduleOf(build.types(build.functionType([], [])), build.functions(0, 0))
    const sizeOfCode = 1 + build.u32(size).length + size + 1 + small.length
    const module = Uint8Array.from(
      Buffer.concat([
        head,
        Uint8Array.of(10, ...build.u32(sizeOfCode), 2, ...build.u32(size)),
        body,
        Uint8Array.of(small.length, ...small),
      ]),
    )
    expect(WebAssembly.validate(module)).toBe(true)
    const { bytes, notes, layout } = rewritten(module, mode)
    expect(WebAssembly.validate(bytes)).toBe(true)
    expect(layout.functions.index).toEqual([1])
    expect(notes).toContain('Function 0 is too large for what would be added, and was left as it is.')
  })

  test('a function with as many locals as there can be gets no others', () => {
    const module = large(build.code(build.body([0x03, 0x40, 0x0b], [[...build.u32(50_000), build.i32]])))
    expect(rewritten(module, 'tree').notes[0]).toContain('Function 0 is too large')
    expect(WebAssembly.validate(rewritten(module, 'ops').bytes)).toBe(true)
  })
})
