import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { ordinary } from '../../../../test/small-modules.ts'
import { moduleDocument } from './document.ts'
import { readModule } from './module.ts'

const nothing = build.functionType([], [])
const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const type = build.types(nothing)
const huge = [0xff, 0xff, 0xff, 0xff, 0x0f]
test.each<[string, readonly number[], string]>([
  ['no WebAssembly', [0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0], 'this is no WebAssembly: it does not begin with 00 61 73 6d (at offset 0x0)'],
  [
    'another version',
    [...header.slice(0, 4), 2, 0, 0, 0],
    'version 0x2 is neither a module (0x1) nor a component (0x1000d) (at offset 0x4)',
  ],
  ['an unknown section', [...header, 14, 0], '14 is no kind of section that this version of culprit knows (at offset 0x8)'],
  ['a section that claims too much', [...header, 1, 5, 0], 'the type section claims 5 bytes, but only 1 are left (at offset 0x8)'],
  [
    'a section with bytes left',
    [...header, ...build.section(1, [0, 0])],
    '1 bytes are left at the end of the type section (at offset 0xb)',
  ],
  ['a section twice', [...header, ...type, ...type], 'a type section cannot come after the type section (at offset 0xe)'],
  [
    'sections out of order',
    [...header, ...build.exports(), ...type],
    'a type section cannot come after the export section (at offset 0xb)',
  ],
  [
    'a tag section behind globals',
    [...header, ...build.section(6, [0]), ...build.section(13, [0])],
    'a tag section cannot come after the global section (at offset 0xb)',
  ],
  ['an unknown form of type', [...header, ...build.section(1, [1, 0x5c, 0])], '0x5c is no form of a type (at offset 0xb)'],
  [
    'an unknown value type',
    [...header, ...build.types(build.functionType([0x7a], []))],
    '0x7a is no value, reference or heap type (at offset 0xd)',
  ],
  ['unknown flags of a memory', [...header, ...build.section(5, [1, 0x10, 0])], 'the flags of a memory cannot be 0x10 (at offset 0xb)'],
  ['a page size beyond all', [...header, ...build.section(5, [1, 0x08, 0, 64])], '2^64 is no page size (at offset 0xd)'],
  [
    'a table with a page size',
    [...header, ...build.section(4, [1, 0x70, 0x08, 0, 0])],
    'the flags of a table cannot be 0x8 (at offset 0xc)',
  ],
  [
    'unknown flags of a global',
    [...header, ...build.section(6, [1, 0x7f, 0x04, 0x41, 0, 0x0b])],
    'the flags of a global cannot be 0x4 (at offset 0xc)',
  ],
  [
    'an unknown kind of import',
    [...header, ...build.imports(build.importOf('a', 'b', [0x05, 0]))],
    '0x5 is no kind of import (at offset 0xf)',
  ],
  [
    'a compact import that has a name',
    [...header, ...build.imports(build.importOf('a', 'b', [0x7f, 0]))],
    '0x7f is no kind of import (at offset 0xf)',
  ],
  ['an unknown kind of export', [...header, ...build.exports(build.exportOf('a', 5, 0))], '0x5 is no kind of export (at offset 0xd)'],
  [
    'an export of nothing',
    [...header, ...build.exports(build.exportOf('a', 2, 0))],
    'export "a" is the memory 0, but there are 0 (at offset 0xa)',
  ],
  [
    'a function without a type',
    [...header, ...build.functions(0), ...build.code(build.body([]))],
    'function 0 has the type 0, which is no function type of this module (at offset 0xa)',
  ],
  [
    'a tag without a type',
    [...header, ...build.section(13, [1, 0, 0])],
    'tag 0 has the type 0, which is no function type of this module (at offset 0xa)',
  ],
  [
    'a function without a body',
    [...header, ...type, ...build.functions(0)],
    '1 functions are declared, but 0 have a body (at offset 0x12)',
  ],
  [
    'a start function that is none',
    [...header, ...build.section(8, [3])],
    'the start function is 3, but there are 0 functions (at offset 0xa)',
  ],
  [
    'data segments that are missing',
    [...header, ...build.section(12, [2])],
    '2 data segments are announced, but there are 0 (at offset 0xb)',
  ],
  [
    'unknown flags of a data segment',
    [...header, ...build.section(11, [1, 3, 0])],
    'a data segment cannot have the flags 0x3 (at offset 0xb)',
  ],
  [
    'unknown flags of an element segment',
    [...header, ...build.section(9, [1, 16, 0, 0])],
    'an element segment cannot have the flags 0x10 (at offset 0xb)',
  ],
  [
    'a million types in a few bytes',
    [...header, ...build.section(1, [...build.u32(1_000_000), 0])],
    '1000000 types do not fit into the 1 bytes that follow (at offset 0xa)',
  ],
  [
    'a body that claims all memory',
    [...header, ...type, ...build.functions(0), ...build.section(10, [1, ...huge])],
    'the bytes end inside a function body (at offset 0x1a)',
  ],
  [
    'locals without end',
    [...header, ...type, ...build.functions(0), ...build.section(10, [1, 6, ...huge, 0])],
    'the bytes end inside a value type (at offset 0x1c)',
  ],
  [
    'an imported tag of no type',
    [...header, ...type, ...build.imports(build.importOf('a', 'b', [0x04, 0x00, 0x01]))],
    'tag 0 has the type 1, which is no function type of this module (at offset 0x10)',
  ],
])('%s is an error', (_, bytes, message) => {
  expect(() => readModule(Uint8Array.from(bytes))).toThrow(message)
})

test('imports can be compact, exact, and of every kind', () => {
  const bytes = build.moduleOf(
    build.types(nothing, build.functionType([build.f32], [])),
    build.imports(
      [
        ...build.name('env'),
        0x00,
        0x7f,
        ...build.vector([
          [...build.name('f'), 0x00, 0x01],
          [...build.name('g'), 0x03, build.i32, 0x01],
        ]),
      ],
      [...build.name('env'), 0x00, 0x7e, 0x20, 0x00, ...build.vector([build.name('h'), build.name('')])],
      build.importOf('env', '', [0x00, 0x01]),
    ),
  )
  const facts = readModule(bytes)
  expect(moduleDocument(facts, '').imports).toEqual([
    { module: 'env', name: 'f', kind: 'function', type: '(f32) -> ()' },
    { module: 'env', name: 'g', kind: 'global', type: 'mut i32' },
    { module: 'env', name: 'h', kind: 'function', type: 'exact () -> ()' },
    { module: 'env', name: '', kind: 'function', type: 'exact () -> ()' },
    { module: 'env', name: '', kind: 'function', type: '(f32) -> ()' },
  ])
  expect(facts.features).toEqual(['compact-imports', 'custom-descriptors', 'mutable-globals'])
})

test('element segments of all eight forms are read', () => {
  const offset = [0x41, 0x00, 0x0b]
  const indices = build.vector([[0x00], [0x00]])
  const expressions = build.vector([[0xd2, 0x00, 0x0b]])
  const bytes = build.moduleOf(
    build.types(nothing),
    build.functions(0),
    build.section(
      4,
      build.vector([
        [build.funcref, 0x00, 0x08],
        [build.funcref, 0x00, 0x08],
      ]),
    ),
    build.section(
      9,
      build.vector([
        [0x00, ...offset, ...indices],
        [0x01, 0x00, ...indices],
        [0x02, 0x01, ...offset, 0x00, ...indices],
        [0x03, 0x00, ...indices],
        [0x04, ...offset, ...expressions],
        [0x05, build.funcref, ...expressions],
        [0x06, 0x01, ...offset, build.funcref, ...expressions],
        [0x07, build.funcref, ...expressions],
      ]),
    ),
    build.code(build.body([])),
  )
  expect(WebAssembly.validate(bytes)).toBe(true)
  expect(readModule(bytes).elements.map(({ mode, table, items, expressions }) => [mode, table, items, expressions])).toEqual([
    ['active', 0, 2, false],
    ['passive', null, 2, false],
    ['active', 1, 2, false],
    ['declared', null, 2, false],
    ['active', 0, 1, true],
    ['passive', null, 1, true],
    ['active', 1, 1, true],
    ['declared', null, 1, true],
  ])
})

test('data segments know their memory and where their bytes are', () => {
  const offset = [0x41, 0x00, 0x0b]
  const bytes = build.moduleOf(
    build.section(
      5,
      build.vector([
        [0x00, 0x01],
        [0x00, 0x01],
      ]),
    ),
    build.section(
      11,
      build.vector([
        [0x00, ...offset, ...build.name('one')],
        [0x01, ...build.name('two')],
        [0x02, 0x01, ...offset, ...build.name('three')],
      ]),
    ),
  )
  expect(WebAssembly.validate(bytes)).toBe(true)
  const { data } = readModule(bytes)
  expect(data.map(({ memory, offset, bytes: size }) => [memory, String.fromCharCode(...bytes.subarray(offset, offset + size))])).toEqual([
    [0, 'one'],
    [null, 'two'],
    [1, 'three'],
  ])
})

test('memories and tables keep their bounds, address types and page sizes', () => {
  const bytes = build.moduleOf(
    build.section(
      4,
      build.vector([
        [0x64, 0x6e, 0x05, 0x01, 0x10],
        [build.funcref, 0x03, 0x00, 0x01],
      ]),
    ),
    build.section(
      5,
      build.vector([
        [0x08, 0x10, 0x00],
        [0x0f, 0x80, 0x80, 0x80, 0x80, 0x10, 0x80, 0x80, 0x80, 0x80, 0x20, 0x10],
      ]),
    ),
  )
  const document = moduleDocument(readModule(bytes), '')
  expect(document.tables).toEqual([
    { index: 0, imported: false, element: '(ref any)', initial: 1, maximum: 16, shared: false, addressType: 'i64' },
    { index: 1, imported: false, element: 'funcref', initial: 0, maximum: 1, shared: true, addressType: 'i32' },
  ])
  expect(document.memories).toEqual([
    { index: 0, imported: false, initial: 16, maximum: null, shared: false, addressType: 'i32', pageBytes: 1 },
    { index: 1, imported: false, initial: 2 ** 32, maximum: 2 ** 33, shared: true, addressType: 'i64', pageBytes: 65_536 },
  ])
  expect(document.features).toEqual([
    'custom-page-sizes',
    'function-references',
    'gc',
    'memory64',
    'multi-memory',
    'reference-types',
    'shared-everything-threads',
    'threads',
  ])
})

test('types of every proposal are read, one index for each member of a recursion group', () => {
  const bytes = build.moduleOf(
    build.types(
      [0x60, 0x02, 0x68, 0x69, 0x01, 0x65, 0x6e],
      [
        0x4e,
        ...build.vector([
          [0x4d, 0x02, 0x5f, 0x00],
          [0x4c, 0x01, 0x5f, 0x00],
        ]),
      ],
      [0x5d, 0x00],
      [0x50, 0x00, 0x65, 0x5e, 0x64, 0x62, 0x01, 0x01],
    ),
  )
  expect(readModule(bytes).types.map(type => JSON.stringify(type))).toMatchInlineSnapshot(`
    [
      "{"offset":11,"composite":{"kind":"function","parameters":["contref","exnref"],"results":["(ref null (shared any))"]},"final":true,"supertype":null,"shared":false,"describes":null,"descriptor":null,"group":0}",
      "{"offset":20,"composite":{"kind":"struct","fields":[]},"final":true,"supertype":null,"shared":false,"describes":null,"descriptor":2,"group":1}",
      "{"offset":24,"composite":{"kind":"struct","fields":[]},"final":true,"supertype":null,"shared":false,"describes":1,"descriptor":null,"group":1}",
      "{"offset":28,"composite":{"kind":"continuation","type":0},"final":true,"supertype":null,"shared":false,"describes":null,"descriptor":null,"group":3}",
      "{"offset":30,"composite":{"kind":"array","field":{"type":"(ref (exact 1))","mutable":true}},"final":false,"supertype":null,"shared":true,"describes":null,"descriptor":null,"group":4}",
    ]
  `)
})

test('a damaged custom section is told and does not hide the module', () => {
  const bytes = build.moduleOf(
    build.custom('name', [0x01, 0x05, 0xff]),
    build.custom('producers', [0x01]),
    build.custom('metadata.code.branch_hint', build.vector([[0x00, ...build.vector([[0x03, 0x02, 0x01, 0x01]])]])),
    build.custom('unknown', [0xff]),
  )
  const { unread, hasNames, producers, branchHints } = moduleDocument(readModule(bytes), '')
  expect({ unread, hasNames, producers, branchHints }).toEqual({
    unread: [
      { section: 'name', offset: 15, why: 'the bytes end inside a subsection of names (at offset 0x12)' },
      { section: 'producers', offset: 30, why: '1 producer fields do not fit into the 0 bytes that follow (at offset 0x1e)' },
      { section: 'metadata.code.branch_hint', offset: 59, why: 'a branch hint has 1 byte, not 2 (at offset 0x3f)' },
    ],
    hasNames: false,
    producers: null,
    branchHints: 0,
  })
})

test('dynamic libraries say what they need, in the new and in the old section', () => {
  const needed = build.vector([build.name('libc.so')])
  const current = [...build.section(1, [0x90, 0x03, 0x02, 0x05, 0x00]), ...build.section(2, needed), ...build.section(9, [0xff])]
  const expected = { memoryBytes: 400, tableSlots: 5, needed: ['libc.so'] }
  expect(readModule(build.moduleOf(build.custom('dylink.0', current))).custom.dylink).toEqual(expected)
  expect(readModule(build.moduleOf(build.custom('dylink', [0x90, 0x03, 0x02, 0x05, 0x00, ...needed]))).custom.dylink).toEqual(expected)
})

test('branch hints are counted and a feature', () => {
  const hints = build.vector([
    [
      0x00,
      ...build.vector([
        [0x03, 0x01, 0x01],
        [0x07, 0x01, 0x00],
      ]),
    ],
  ])
  const facts = readModule(build.moduleOf(build.custom('metadata.code.branch_hint', hints)))
  expect([facts.custom.branchHints, facts.features]).toEqual([2, ['branch-hinting']])
})

test('the generation of exception handling is told by more than throw', () => {
  const tags = build.section(13, build.vector([[0x00, 0x00]]))
  const featuresOf = (...operators: number[]) =>
    readModule(build.moduleOf(build.types(nothing), build.functions(0), tags, build.code(build.body(operators)))).features
  expect(featuresOf(0x08, 0x00)).toEqual(['exception-handling'])
  expect(featuresOf(0x06, 0x40, 0x08, 0x00, 0x19, 0x0b)).toEqual(['legacy-exceptions'])
  expect(featuresOf(0x1f, 0x40, 0x00, 0x08, 0x00, 0x0b)).toEqual(['exception-handling'])
})

const componentHeader = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]

test('a component is the sum of the core modules inside it, with offsets in the file', () => {
  const first = build.moduleWithBody([0x01, 0x01])
  const second = build.moduleWithBody([0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0), 0x1a])
  const inner = [...componentHeader, ...build.section(1, [...second])]
  const bytes = Uint8Array.from([
    ...componentHeader,
    ...build.custom('core module', [0x00]),
    ...build.section(7, [0x00]),
    ...build.section(1, [...first]),
    ...build.section(4, inner),
  ])
  const facts = readModule(bytes)
  const document = moduleDocument(facts, '')
  expect(document.layer).toBe('component')
  expect(document.sections.map(section => section.name)).toEqual(['core module', 'type', 'core module', 'component'])
  expect(document.functions).toEqual({ imported: 0, defined: 2 })
  expect(document.operators.total).toBe(6)
  expect(document.features).toEqual(['simd'])
  expect(document.modules.map(module => [...bytes.subarray(module.offset, module.offset + module.bytes)])).toEqual([
    [...first],
    [...second],
  ])
  expect(facts.modules[1]!.bodies.operatorStarts[0]).toBe(bytes.indexOf(0xfd))
})

test('an error inside a component has the offset in the file, and nesting has a limit', () => {
  const damaged = [...componentHeader, ...build.section(1, [...build.moduleWithBody([0xff])])]
  expect(() => readModule(Uint8Array.from(damaged))).toThrow('0xff is no operator that this version of culprit knows (at offset 0x21)')
  let nested: number[] = componentHeader
  for (let depth = 0; depth < 200; depth++) nested = [...componentHeader, ...build.section(4, nested)]
  expect(() => readModule(Uint8Array.from(nested))).toThrow('components are nested deeper than 100')
})

test('a view into a larger buffer is read as the module that it shows', () => {
  const buffer = new Uint8Array(ordinary.length + 20)
  buffer.fill(0xff)
  buffer.set(ordinary, 7)
  const facts = readModule(buffer.subarray(7, 7 + ordinary.length))
  expect(facts.bodies).toEqual(readModule(ordinary).bodies)
})

test('a Buffer is read like any bytes, and left as it was', () => {
  const names = Array.from({ length: 300 }, (_, index) => `function ${index}${index % 7 === 0 ? ' é' : ''}`)
  const bytes = build.moduleOf(
    build.types(nothing),
    build.functions(...names.map(() => 0)),
    build.exports(...names.map((name, index) => build.exportOf(name, 0, index))),
    build.code(...names.map(() => build.body([]))),
  )
  const buffer = Buffer.from(bytes)
  expect(readModule(buffer).exports.map(({ name, index }) => [name, index])).toEqual(names.map((name, index) => [name, index]))
  expect(buffer.equals(bytes)).toBe(true)
})

test('an operator that names a data segment needs the data count section', () => {
  const withData = (operators: number[], ...before: number[][]) =>
    build.moduleOf(
      build.types(nothing, [0x5e, 0x78, 0x01]),
      build.functions(0, 0),
      build.section(5, build.vector([[0x00, 0x01]])),
      ...before,
      build.code(build.body([0x01]), build.body([0x01, ...operators])),
      build.section(11, build.vector([[0x01, 0x00]])),
    )
  const operators: [string, number[]][] = [
    ['memory.init', [0xfc, 0x08, 0x00, 0x00]],
    ['data.drop', [0xfc, 0x09, 0x00]],
    ['array.new_data', [0xfb, 0x09, 0x01, 0x00]],
    ['array.init_data', [0xfb, 0x12, 0x01, 0x00]],
  ]
  for (const [mnemonic, bytes] of operators) {
    expect(() => readModule(withData([0x00, ...bytes, 0x00]))).toThrow(
      `${mnemonic} needs a data count section, which the module does not have (at offset 0x26)`,
    )
    expect(() => readModule(withData([0x00, ...bytes, 0x00], build.section(12, [0x01])))).not.toThrow()
  }
})

test('shared segments and wait queues are read', () => {
  const facts = readModule(
    build.moduleOf(
      build.types([0x60, 0x01, 0x64, 0x65, 0x5c, 0x01, 0x63, 0x5b]),
      build.section(9, build.vector([[0x09, 0x00, ...build.vector([])]])),
      build.section(11, build.vector([[0x09, ...build.name('shared')]])),
    ),
  )
  expect(facts.types[0]!.composite).toEqual({
    kind: 'function',
    parameters: ['(ref (shared waitqueue))'],
    results: ['(ref null nowaitqueue)'],
  })
  expect(facts.elements).toEqual([{ mode: 'passive', table: null, items: 0, expressions: false, offset: expect.any(Number) }])
  expect(facts.data).toEqual([{ memory: null, offset: expect.any(Number), bytes: 6 }])
  expect(facts.features).toContain('shared-everything-threads')
  const data = readModule(build.moduleOf(build.section(11, build.vector([[0x09, ...build.name('shared')]]))))
  expect(data.features).toEqual(['bulk-memory', 'shared-everything-threads'])
  const elements = readModule(build.moduleOf(build.section(9, build.vector([[0x09, 0x00, ...build.vector([])]]))))
  expect(elements.features).toEqual(['bulk-memory', 'shared-everything-threads'])
})
