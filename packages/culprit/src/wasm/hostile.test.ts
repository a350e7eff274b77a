// Bytes that somebody made to hurt: claims without anything behind them, nesting, and things that are cheap to write and dear to keep.
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { moduleDocument } from './document.ts'
import { readModule } from './module.ts'

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const componentHeader = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]
const fourGigabytes = [0xff, 0xff, 0xff, 0xff, 0x0f]
const nothing = build.functionType([], [])
const end = 0x0b

function read(...bytes: number[]) {
  return readModule(Uint8Array.from(bytes))
}
/** Arguments of a call have a limit, bytes of a module do not. */
function repeated(times: number, ...bytes: number[]): Uint8Array {
  return Buffer.alloc(times * bytes.length, Uint8Array.from(bytes))
}
function joined(...parts: ArrayLike<number>[]): Uint8Array {
  return Buffer.concat(parts.map(part => Uint8Array.from(part)))
}
function sectionOf(id: number, ...parts: ArrayLike<number>[]): Uint8Array {
  const content = joined(...parts)
  return joined([id, ...build.u32(content.length)], content)
}

test.each([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13])('section %i cannot claim four billion items', id => {
  for (const rest of [0, 1, 64]) {
    const content = [...fourGigabytes, ...Array.from({ length: rest }, () => 0)]
    expect(() => read(...header, ...build.section(id, content))).toThrow(
      /4294967295 .* do not fit into the \d+ bytes that follow \(at offset 0xa\)/,
    )
  }
})

test.each<[string, number[]]>([
  ['a section', [1, ...fourGigabytes]],
  ['a custom section', [0, ...fourGigabytes, 0x00]],
  ['the name of a custom section', build.section(0, fourGigabytes)],
  ['the module of an import', build.section(2, [1, ...fourGigabytes, 0, 0, 0])],
  ['the name of an export', build.section(7, [1, ...fourGigabytes, 0, 0])],
  ['a recursion group', build.section(1, [1, 0x4e, ...fourGigabytes])],
  ['parameters', build.section(1, [1, 0x60, ...fourGigabytes])],
  ['fields', build.section(1, [1, 0x5f, ...fourGigabytes])],
  ['supertypes', build.section(1, [1, 0x50, ...fourGigabytes])],
  ['compact imports', build.section(2, [1, 1, 0x61, 0, 0x7f, ...fourGigabytes])],
  ['items of an element segment', build.section(9, [1, 1, 0, ...fourGigabytes])],
  ['expressions of an element segment', build.section(9, [1, 5, 0x70, ...fourGigabytes])],
  ['a data segment', build.section(11, [1, 1, ...fourGigabytes])],
  ['a function body', build.section(10, [1, ...fourGigabytes, end])],
  ['types of a select', bodyOf(0x1c, ...fourGigabytes)],
  ['targets of a branch', bodyOf(0x0e, ...fourGigabytes)],
  ['catch clauses', bodyOf(0x1f, 0x40, ...fourGigabytes)],
  ['handlers', bodyOf(0xe3, 0x00, ...fourGigabytes)],
])('%s cannot claim four gigabytes', (_, section) => {
  expect(() => read(...header, ...section)).toThrow(/ \(at offset 0x[0-9a-f]+\)$/)
})

function bodyOf(...operators: number[]): number[] {
  return [...build.types(nothing), ...build.functions(0), ...build.code(build.body(operators))]
}

test('claims in custom sections are told, and the module is read', () => {
  for (const [title, content] of [
    ['name', [1, ...build.u32(5), ...fourGigabytes]],
    ['producers', fourGigabytes],
    ['target_features', fourGigabytes],
    ['dylink', [0, 0, 0, 0, ...fourGigabytes]],
    ['metadata.code.branch_hint', fourGigabytes],
  ] as const) {
    const { custom } = read(...header, ...build.custom(title, content))
    expect(custom.unread).toEqual([{ section: title, offset: expect.any(Number), why: expect.stringContaining('at offset') }])
  }
})

test('memories and tables may be declared as large as the format can say', () => {
  const most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
  const facts = read(...header, ...build.section(4, [1, 0x70, 0x05, ...most, ...most]), ...build.section(5, [1, 0x05, ...most, ...most]))
  expect([facts.tables[0]!.maximum, facts.memories[0]!.initial]).toEqual([2n ** 64n - 1n, 2n ** 64n - 1n])
  expect(() => read(...header, ...build.section(5, [1, 0x00, ...most.slice(0, 9), 0x02]))).toThrow(
    'a bound of a memory does not fit 64 bits',
  )
  expect(() => read(...header, ...build.section(5, [1, 0x00, ...most.slice(0, 9), 0x81, 0x00]))).toThrow('is a LEB of more than 10 bytes')
})

test('types that refer to themselves and to each other are read as they stand', () => {
  const { types } = read(
    ...header,
    ...build.types(
      [
        0x4e,
        ...build.vector([
          [0x50, 0x01, 0x01, 0x5f, 0x00],
          [0x50, 0x01, 0x00, 0x5f, 0x00],
        ]),
      ],
      [0x50, 0x01, 0x02, 0x5e, 0x63, 0x02, 0x01],
      [0x5d, 0x03],
      [0x4c, 0x04, 0x4d, 0x04, 0x5f, 0x00],
    ),
  )
  expect(types.map(({ supertype, group }) => [supertype, group])).toEqual([
    [1, 0],
    [0, 0],
    [2, 2],
    [null, 3],
    [null, 4],
  ])
  expect(moduleDocument(read(...header, ...build.types([0x5d, 0x00])), '').types).toBe(1)
})

test('recursion groups may be empty, and define no more types than engines accept', () => {
  const groups = sectionOf(1, build.u32(100_000), repeated(100_000, 0x4e, 0x00))
  expect(readModule(joined(header, groups)).types.length).toBe(0)
  const million = [0x4e, ...build.u32(1_000_000)]
  const file = (...behind: number[]) => joined(header, sectionOf(1, [0x02, ...million], repeated(1_000_000, 0x5f, 0x00), behind))
  expect(() => readModule(file(0x5f, 0x00))).toThrow('there are more than the 1000000 types that engines accept')
})

test('half a million blocks inside each other are read, and one end too few or too many is an error', () => {
  const depth = 500_000
  const file = (ends: number) => {
    const body = joined([0x00], repeated(depth, 0x02, 0x40), repeated(ends, end))
    return joined(header, build.types(nothing), build.functions(0), sectionOf(10, [0x01, ...build.u32(body.length)], body))
  }
  expect(readModule(file(depth + 1)).bodies.operators[0]).toBe(2 * depth + 1)
  expect(() => readModule(file(depth))).toThrow('a function body has no end')
  expect(() => readModule(file(depth + 2))).toThrow('operators follow the end of a function body')
})

test('expressions may nest and be long, but not go on behind their section', () => {
  const global = (...operators: number[]) => [...header, ...build.section(6, [0x01, 0x7f, 0x00, ...operators])]
  expect(() => read(...global(0x41, 0x00))).toThrow('an expression has no end')
  expect(() => read(...global(0x02, 0x40, 0x0b))).toThrow('an expression has no end')
  const long = joined([0x01, 0x7f, 0x00, 0x41, 0x00], repeated(1_000_000, 0x41, 0x01, 0x6a), [end])
  expect(readModule(joined(header, sectionOf(6, long))).globals.length).toBe(1)
})

test('locals are counted, not made', () => {
  const groups = (count: number) =>
    build.code([...build.u32(count), ...Array.from({ length: count }, () => [0xff, 0xff, 0xff, 0x7f, 0x7f]).flat(), end])
  const file = (count: number) => [...header, ...build.types(nothing), ...build.functions(0), ...groups(count)]
  expect(read(...file(16)).bodies.locals[0]).toBe(16 * 0x0fff_ffff)
  expect(() => read(...file(17))).toThrow('locals are more than a function can have')
})

test('components inside each other have a limit, and so have modules and sections of a few bytes', () => {
  let nested: Uint8Array = Uint8Array.from(componentHeader)
  for (let depth = 0; depth < 100; depth++) nested = joined(componentHeader, sectionOf(4, nested))
  expect(readModule(nested).sections.length).toBe(1)
  expect(() => readModule(joined(componentHeader, sectionOf(4, nested)))).toThrow('components are nested deeper than 100')
  const siblings = joined(componentHeader, repeated(200, ...build.section(4, componentHeader)))
  expect(readModule(siblings).sections.length).toBe(200)

  const modules = (count: number) => joined(componentHeader, repeated(count, ...build.section(1, header)))
  expect(readModule(modules(999)).modules.length).toBe(999)
  expect(() => readModule(modules(1_000))).toThrow('a component of more than the 1000 modules and components that culprit reads')

  const sections = (count: number) => joined(header, repeated(count, 0x00, 0x01, 0x00))
  expect(() => readModule(sections(100_001))).toThrow('more than the 100000 sections that culprit reads')
})

test('one import entry cannot stand for more imports than engines accept', () => {
  const entry = [0x01, 0x61, 0x00, 0x7e, 0x00, 0x00]
  const file = (count: number) =>
    joined(header, build.types(nothing), sectionOf(2, [0x02, ...entry, 0x01, 0x00, ...entry, ...build.u32(count)], repeated(count, 0x00)))
  expect(() => readModule(file(1_000_000))).toThrow('1000000 imports are more than the 999999 that engines accept')
})
