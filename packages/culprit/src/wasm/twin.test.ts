import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readModule } from './module.ts'
import type { SourceLines } from './source-lines.ts'
import { linesOfTwin, namesFromTwin } from './twin.ts'

const type = build.functionType([build.i32], [build.i32])
const names = build.custom(
  'name',
  build.section(1, build.vector(['log', 'one', 'two', 'three', 'four'].map((name, index) => [...build.u32(index), ...build.name(name)]))),
)

/** A body whose declarations of locals are given as bytes. */
function raw(locals: readonly number[], operators: readonly number[]): number[] {
  return [...locals, ...operators, 0x0b]
}

const constant = (value: number[]) => raw([0], [0x41, ...value])
const groups = [1, 2, build.i32]
const f64Between = [3, 1, build.i32, 1, build.f64, 1, build.i32]
const sorted = [2, 2, build.i32, 1, build.f64]

function module(bodies: readonly number[][], { named = false, field = 'log' } = {}) {
  return readModule(
    build.moduleOf(
      build.types(type),
      build.imports(build.importOf('env', field, [0x00, 0x00])),
      build.functions(...bodies.map(() => 0)),
      build.code(...bodies),
      ...(named ? [names] : []),
    ),
  )
}

const plain = [constant([7]), constant([8]), raw(groups, [0x20, 1]), raw(sorted, [0x20, 2])]

test('functions with the same code at the same index get the names of the twin, and so do the same imports', () => {
  const { names, ...counts } = namesFromTwin(module(plain), module(plain, { named: true }))
  expect([...names].toSorted(([a], [b]) => a - b)).toEqual([
    [0, 'log'],
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
    [4, 'four'],
  ])
  expect(counts).toMatchObject({ functions: 4, same: 4, refused: 0 })
})

test('numbers written with more bytes, and locals grouped or sorted in another way, are the same code', () => {
  const other = [
    constant([0x87, 0x80, 0x80, 0x80, 0x00]),
    constant([8]),
    raw([2, 1, build.i32, 1, build.i32], [0x20, 0x81, 0x00]),
    // The second i32 is local 2 here and local 3 where the f64 stands between.
    raw(f64Between, [0x20, 3]),
  ]
  expect(namesFromTwin(module(plain), module(other, { named: true }))).toMatchObject({ same: 4, refused: 0 })
})

test.each([
  ['a number', constant([9])],
  ['a local of another type', raw([2, 1, build.f64, 2, build.i32], [0x20, 1])],
  ['an operator', raw([0], [0x43, 0, 0, 0, 0])],
  ['a parameter instead of a local', raw(groups, [0x20, 0])],
])('another %s refuses the name, and is counted', (_, body) => {
  const changed = plain.with(3, body)
  const { names, ...counts } = namesFromTwin(module(plain), module(changed, { named: true }))
  expect(names.has(4)).toBe(false)
  expect(counts).toMatchObject({ functions: 4, same: 3, refused: 1 })
  expect([0, 1, 2, 3].map(counts.isSame)).toEqual([true, true, true, false])
})

test('a local has one partner only', () => {
  const twice = raw(groups, [0x20, 1, 0x20, 2, 0x6a])
  const once = raw(groups, [0x20, 1, 0x20, 1, 0x6a])
  expect(namesFromTwin(module(plain.with(3, twice)), module(plain.with(3, once), { named: true }))).toMatchObject({ same: 3 })
  expect(namesFromTwin(module(plain.with(3, once)), module(plain.with(3, twice), { named: true }))).toMatchObject({ same: 3 })
})

test('an import of another name keeps its own', () => {
  expect(namesFromTwin(module(plain, { field: 'print' }), module(plain, { named: true })).names.has(0)).toBe(false)
})

test.each([
  ['no names of functions', module(plain)],
  ['has 4 functions, and the other 3', module(plain.slice(1), { named: true })],
  ['only 1 of 4 functions', module([plain[0]!, ...plain.slice(1).map(() => constant([1]))], { named: true })],
])('a module of which can be said "%s" is no twin', (why, twin) => {
  expect(() => namesFromTwin(module(plain), twin)).toThrow(why)
})

test('billions of locals are compared without making room for them', () => {
  const many = raw([1, 0xff, 0xff, 0xff, 0xff, 0x0f, build.i32], [0x20, 0x81, 0x00])
  const padded = raw([1, 0xff, 0xff, 0xff, 0xff, 0x0f, build.i32], [0x20, 0x81, 0x80, 0x00])
  expect(namesFromTwin(module(plain.with(0, many)), module(plain.with(0, padded), { named: true }))).toMatchObject({ same: 3, refused: 1 })
})

test('the lines of a twin are those of the same functions: where they begin, and inside where no number was rewritten', () => {
  const padded = constant([0x87, 0x80, 0x80, 0x80, 0x00])
  const [stripped, twin] = [module(plain), module([padded, ...plain.slice(1, 3), raw(sorted, [0x20, 0])], { named: true })]
  const lines: SourceLines = {
    kind: 'dwarf',
    unread: [],
    locate: offset => ({ file: 'at', line: offset, column: null }),
    first: (start, end) => ({ file: 'from', line: start, column: end }),
    frames: offset => [{ name: `at ${offset}`, place: null }],
  }
  const given = linesOfTwin(stripped, twin, namesFromTwin(stripped, twin), lines)
  const { starts, ends } = stripped.bodies
  const first = (body: number) => given.first(starts[body]!, ends[body]!)
  expect([0, 1, 2].map(first)).toEqual(
    [0, 1, 2].map(body => ({ file: 'from', line: twin.bodies.starts[body], column: twin.bodies.ends[body] })),
  )
  expect(first(3)).toBe(null)
  expect(given.locate(starts[0]! + 1)).toBe(null)
  expect(given.locate(starts[1]! + 1)).toEqual({ file: 'at', line: twin.bodies.starts[1]! + 1, column: null })
  expect(given.frames(starts[0]! + 1)).toEqual([])
  expect(given.frames(starts[1]! + 1)).toEqual([{ name: `at ${twin.bodies.starts[1]! + 1}`, place: null }])
  expect(given.locate(starts[0]! - 1)).toBe(null)
  expect(given.locate(ends[3]!)).toBe(null)
})
