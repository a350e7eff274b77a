import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { functionDiffSchema, type FunctionDiff } from '../model/function-diff.ts'
import { readModule, type ModuleFacts } from '../wasm/index.ts'
import { compareFunctions } from './function-diff.ts'
import { functionPartners } from './function-partners.ts'

const nothing = build.functionType([], [])
const number = build.functionType([build.i32], [])

interface Parts {
  readonly types?: readonly build.Bytes[]
  readonly imports?: readonly string[]
  readonly globals?: number
  /** Operators of each function; all are exported as f0, f1, … */
  readonly functions: readonly (readonly number[])[]
}

function moduleOf({ types = [nothing], imports = [], globals = 0, functions }: Parts): ModuleFacts {
  const type = types.indexOf(nothing)
  return readModule(
    build.moduleOf(
      build.types(...types),
      build.imports(...imports.map(name => build.importOf('env', name, [0x00, type]))),
      build.functions(...functions.map(() => type)),
      build.section(6, build.vector(Array.from({ length: globals }, () => [build.i32, 0x01, 0x41, 0x00, 0x0b]))),
      build.exports(...functions.map((_, place) => build.exportOf(`f${place}`, 0, imports.length + place))),
      build.code(...functions.map(operators => build.body(operators))),
    ),
  )
}

/** The first function that each side defines. */
function diff(a: ModuleFacts, b: ModuleFacts, context = 3): FunctionDiff {
  const partners = functionPartners(a, b)
  const { how, confidence } = partners.get(a.imported.function)!
  const options = { partners: new Map(Array.from(partners, ([from, { index }]) => [from, index])), how, confidence, context }
  return functionDiffSchema.parse(
    compareFunctions({ facts: a, index: a.imported.function }, { facts: b, index: b.imported.function }, options),
  )
}

/** `changed i32.const 1 | i32.const 2` */
function words({ rows }: FunctionDiff): string[] {
  return rows.map(({ state, lines, a, b }) => (state === 'folded' ? `${lines} folded` : `${state} ${a?.text ?? ''} | ${b?.text ?? ''}`))
}

const call = (index: number) => [0x10, ...build.u32(index)]
const constant = (value: number) => [0x41, ...build.u32(value), 0x1a]

test('a function with itself has no differing line', () => {
  const module = moduleOf({ functions: [[...constant(1), ...constant(2)]] })
  const result = diff(module, module)
  expect(result).toMatchObject({
    identical: true,
    lines: { same: 6, changed: 0, removed: 0, added: 0 },
    how: 'identical-body',
    confidence: 1,
  })
  expect(words(result)).toEqual(['6 folded'])
})

test('operators with other immediates are changed lines, others are removed or added', () => {
  const a = moduleOf({ functions: [[...constant(1), 0x01, ...constant(2)]] })
  const b = moduleOf({ functions: [[...constant(3), ...constant(2), 0x02, 0x40, 0x0b]] })
  const result = diff(a, b)
  expect(words(result)).toEqual([
    'same (func $f0 (;0;) (type 0) | (func $f0 (;0;) (type 0)',
    'changed i32.const 1 | i32.const 3',
    'same drop | drop',
    'removed nop | ',
    'same i32.const 2 | i32.const 2',
    'same drop | drop',
    'added  | block ;; label = @1',
    'added  | end',
    'same ) | )',
  ])
  expect(result).toMatchObject({ identical: false, lines: { same: 5, changed: 1, removed: 1, added: 2 }, how: 'export-name' })
  expect(result.a).toEqual({ index: 0, name: 'f0', bytes: 9, operators: 6 })
  expect(result.rows[1]!.a).toEqual({ offset: a.bodies.operatorStarts[0], indent: 1, text: 'i32.const 1' })
})

test('what only moved is the same line: functions, types and globals', () => {
  const indirect = (type: number) => [0x41, 0x00, 0x11, type, 0x00]
  const global = (index: number) => [0x23, index, 0x1a]
  const a = moduleOf({
    types: [nothing, number],
    imports: ['log'],
    globals: 1,
    functions: [[...call(0), ...call(2), ...indirect(1), ...global(0)], constant(1)],
  })
  const b = moduleOf({
    types: [number, nothing],
    imports: ['new', 'log'],
    globals: 2,
    functions: [[...call(1), ...call(3), ...indirect(0), ...global(1)], constant(1)],
  })
  expect(diff(a, b)).toMatchObject({ identical: true, lines: { same: 8 } })
})

test('locals that are numbered anew are the same, and one that is used in the place of another is not', () => {
  const type = [2, build.i32]
  const local = (operators: readonly number[]) =>
    readModule(
      build.moduleOf(
        build.types(nothing),
        build.functions(0),
        build.exports(build.exportOf('f', 0, 0)),
        build.code(build.body(operators, [type])),
      ),
    )
  const get = (index: number) => [0x20, index, 0x1a]
  const a = local([...get(0), ...get(1), ...get(0), ...get(0), ...get(1)])
  const renumbered = diff(a, local([...get(1), ...get(0), ...get(1), ...get(1), ...get(0)]))
  expect(renumbered).toMatchObject({ identical: true, renumberedLocals: 2 })
  const mixed = diff(a, local([...get(1), ...get(0), ...get(0), ...get(1), ...get(0)]))
  expect(mixed).toMatchObject({ identical: false, lines: { changed: 1, removed: 0, added: 0 } })
})

test('a call to another function and another type are changed lines', () => {
  const indirect = (type: number) => [0x41, 0x00, 0x11, type, 0x00]
  const parts = { types: [nothing, number] }
  const a = moduleOf({ ...parts, functions: [[...call(1), ...indirect(0)], constant(1), constant(2)] })
  const b = moduleOf({ ...parts, functions: [[...call(2), ...indirect(1)], constant(1), constant(2)] })
  expect(words(diff(a, b, 0))).toEqual([
    'same (func $f0 (;0;) (type 0) | (func $f0 (;0;) (type 0)',
    'changed call $f1 | call $f2',
    'same i32.const 0 | i32.const 0',
    'changed call_indirect (type 0) | call_indirect (type 1)',
    'same ) | )',
  ])
})

test('types in a recursion group are the same where their whole groups are', () => {
  const group = (field: number) => [0x4e, 0x02, 0x5f, 0x01, 0x63, 0x02, 0x00, 0x5f, 0x01, field, 0x00]
  const shifted = (field: number) => [0x4e, 0x02, 0x5f, 0x01, 0x63, 0x03, 0x00, 0x5f, 0x01, field, 0x00]
  const create = (type: number) => [0xfb, 0x01, type, 0x1a]
  const a = moduleOf({ types: [nothing, group(build.i32)], functions: [create(1)] })
  const same = moduleOf({ types: [nothing, number, shifted(build.i32)], functions: [create(2)] })
  const other = moduleOf({ types: [nothing, group(build.i64)], functions: [create(1)] })
  expect(diff(a, same).identical).toBe(true)
  expect(diff(a, other).lines.changed).toBe(1)
})

test('same lines far from any difference are one row that says how many there are', () => {
  const many = Array.from({ length: 20 }, () => 0x01)
  const a = moduleOf({ functions: [[...many, ...constant(1), ...many]] })
  const b = moduleOf({ functions: [[...many, ...constant(2), ...many]] })
  expect(words(diff(a, b, 2))).toEqual([
    '19 folded',
    'same nop | nop',
    'same nop | nop',
    'changed i32.const 1 | i32.const 2',
    'same drop | drop',
    'same nop | nop',
    '20 folded',
  ])
})

test('a body of 60,000 lines against a different one has as many rows as are allowed, and all are counted', () => {
  const body = (value: number) => Array.from({ length: 20_000 }, (_, place) => [0x41, (place * value) % 61, 0x1a, 0x01]).flat()
  const result = diff(moduleOf({ functions: [body(7)] }), moduleOf({ functions: [body(11)] }))
  expect(result.rows).toHaveLength(result.rowsLimit)
  expect(result.rowsTotal).toBeGreaterThan(result.rowsLimit)
  const { same, changed, removed, added } = result.lines
  expect(same + changed + removed).toBe(60_002)
  expect(same + changed + added).toBe(60_002)
}, 30_000)
