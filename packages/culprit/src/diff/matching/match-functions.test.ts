import { describe, expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { readModule } from '../../wasm/index.ts'
import { matchFunctions, pairStates, waysOfMatching, type MatchOptions } from './match-functions.ts'

type Operators = readonly number[]

interface Parts {
  readonly imports?: readonly string[]
  readonly types?: readonly (readonly number[])[]
  /** Of every function. */
  readonly type?: number
  readonly functions: readonly Operators[]
  /** Name → function index. */
  readonly exports?: Readonly<Record<string, number>>
  /** Functions of the table, from slot 0 on. */
  readonly table?: readonly number[]
  readonly globals?: number
  readonly data?: { readonly address: number; readonly text: string }
}

const nothing = build.functionType([], [])

function moduleOf({ imports = [], types = [nothing], type = 0, functions, exports = {}, table, globals = 0, data }: Parts) {
  return readModule(
    build.moduleOf(
      build.types(...types),
      build.imports(...imports.map(name => build.importOf('env', name, [0x00, type]))),
      build.functions(...functions.map(() => type)),
      ...(table ? [build.section(4, build.vector([[build.funcref, 0x00, ...build.u32(table.length)]]))] : []),
      build.section(5, build.vector([[0x00, 0x10]])),
      build.section(6, build.vector(Array.from({ length: globals }, () => [build.i32, 0x00, 0x41, 0x00, 0x0b]))),
      build.exports(...Object.entries(exports).map(([name, index]) => build.exportOf(name, 0, index))),
      ...(table ? [build.section(9, build.vector([[0x00, 0x41, 0x00, 0x0b, ...build.vector(table.map(build.u32))]]))] : []),
      build.code(...functions.map(operators => build.body(operators))),
      ...(data ? [build.section(11, build.vector([[0x00, ...constant(data.address), 0x0b, ...build.name(data.text)]]))] : []),
    ),
  )
}

function match(a: Parts, b: Parts, options?: MatchOptions) {
  return matchFunctions(moduleOf(a), moduleOf(b), options)
}

/** `0 -> 1 moved, order`, for all functions of `a` that have a partner. */
function texts({ partner, how, state }: ReturnType<typeof matchFunctions>): string[] {
  return [...partner].flatMap((index, own) =>
    index < 0 ? [] : [`${own} -> ${index} ${pairStates[state[own]!]}, ${waysOfMatching[how[own]!]}`],
  )
}

/** Signed, as `i32.const` has it. */
function constant(value: number): number[] {
  const bytes = [0x41]
  let left = value
  while (left > 0x3f) {
    bytes.push((left & 0x7f) | 0x80)
    left >>= 7
  }
  return [...bytes, left]
}
const drop = (value: number) => [...constant(value), 0x1a]
const call = (index: number) => [0x10, ...build.u32(index)]
/** A body of its own: `seed` decides about the operators. */
const distinct = (seed: number, length = 12): number[] =>
  Array.from({ length }, (_, place) => [
    0x41,
    1,
    0x41,
    2,
    [0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x73][(seed * 7 + place * place * (seed + 3)) % 6]!,
    0x1a,
  ]).flat()

describe('what pairs two functions', () => {
  const around = (...middle: Operators[]): Parts => ({ functions: [distinct(1), ...middle, distinct(2)] })

  test('the same bytes', () => {
    expect(texts(match(around(distinct(3)), { functions: [drop(9), ...around(distinct(3)).functions] }))).toEqual([
      '0 -> 1 moved, identical-body',
      '1 -> 2 moved, identical-body',
      '2 -> 3 moved, identical-body',
    ])
  })

  test('the same body but for the numbers of what it refers to', () => {
    const a = around([...distinct(3), ...call(0)])
    const b = { functions: [drop(9), distinct(1), [...distinct(3), ...call(1)], distinct(2)] }
    expect(texts(match(a, b))[1]).toBe('1 -> 2 moved, identical-masked-body')
  })

  test('what it calls, where several have the body', () => {
    const siblings = (first: number, second: number): Parts => ({
      functions: [distinct(1), distinct(2), call(first), distinct(3), call(second), distinct(4), call(1)],
    })
    expect(texts(match(siblings(0, 1), { functions: [...siblings(0, 1).functions, call(3), distinct(5)] }))).toContain(
      '2 -> 2 identical, identical-body',
    )
    // The two that call the same are told apart by what stands around them.
    expect(texts(match(siblings(0, 1), { functions: [...siblings(0, 1).functions, distinct(5)] }))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^4 -> 4 identical/), expect.stringMatching(/^6 -> 6 identical/)]),
    )
  })

  test('the place where it is called', () => {
    const calls = (index: number) => [...call(index), ...distinct(2), ...call(index), ...distinct(3), ...call(index)]
    const a = { functions: [distinct(1), [...drop(1), ...drop(2)], calls(1)] }
    const b = { functions: [distinct(1), calls(2), [0x01, 0x01, 0x01, 0x01]] }
    expect(texts(match(a, b))).toContain('1 -> 2 changed, call-site')
  })

  test('the functions that it stands between', () => {
    const result = match(around(distinct(3)), around([...drop(1), 0x01, 0x01, ...drop(2), 0x01, 0x01, ...drop(3), 0x01]))
    expect(texts(result)).toContain('1 -> 1 changed, order')
  })

  test('the most similar body', () => {
    const body = distinct(3, 40)
    const a = { functions: [distinct(1), body, distinct(2)] }
    const b = { functions: [distinct(1), distinct(4), [...body, ...drop(5)], distinct(2)] }
    expect(texts(match(a, b))).toContain('1 -> 2 changed, similar-body')
  })

  test('the name of an export, whatever the bodies are', () => {
    const a = { functions: [distinct(1), distinct(2)], exports: { one: 0, two: 1 } }
    const b = { functions: [distinct(1), distinct(2)], exports: { one: 1, two: 0 } }
    expect(texts(match(a, b))).toEqual(['0 -> 1 changed, export-name', '1 -> 0 changed, export-name'])
  })

  test('names that the caller knows', () => {
    const parts = { functions: [distinct(1), distinct(2)] }
    const names = {
      a: new Map([[0, 'f']]),
      b: new Map([[1, 'f']]),
    }
    expect(texts(match(parts, { functions: [...parts.functions, distinct(3)] }, { names }))).toContain('0 -> 1 changed, debug-name')
  })

  test('the module and name of an import', () => {
    const a = { imports: ['x', 'y'], functions: [distinct(1)] }
    const b = { imports: ['y', 'x'], functions: [distinct(1)] }
    expect(texts(match(a, b))).toEqual(['0 -> 1 moved, import-name', '1 -> 0 moved, import-name', '2 -> 2 identical, identical-body'])
  })
})

describe('numbers that shift between builds', () => {
  const references = (shift: { import: number; type: number; global: number; address: number; slot: number }): Operators[] => [
    [...call(shift.import), 0x23, ...build.u32(shift.global), 0x1a, ...distinct(1)],
    [...drop(shift.slot), 0x11, ...build.u32(shift.type), 0x00, ...distinct(2)],
    [...drop(shift.address), ...drop(shift.address), ...distinct(3)],
    [0x41, 0x00, 0x28, 0x02, ...build.u32(shift.address + 8), 0x1a, ...distinct(4)],
    [0x02, ...build.u32(shift.type), 0x0b, ...call(shift.import + 1), ...distinct(5)],
  ]
  const text = 'a text that both builds have'

  test('change no function: another import, type, global and function in front, and data at another address', () => {
    const a: Parts = {
      imports: ['x'],
      functions: references({ import: 1, type: 0, global: 0, address: 2000, slot: 0 }),
      globals: 1,
      data: { address: 2000, text },
    }
    const b: Parts = {
      imports: ['w', 'x'],
      types: [build.functionType([build.i64], []), nothing],
      type: 1,
      functions: [distinct(9), ...references({ import: 3, type: 1, global: 1, address: 2500, slot: 0 })],
      globals: 2,
      data: { address: 2500, text },
    }
    const result = match(a, b)
    expect(texts(result).map(pair => pair.replace(/,.*/u, ''))).toEqual([
      '0 -> 1 moved',
      '1 -> 3 moved',
      '2 -> 4 moved',
      '3 -> 5 moved',
      '4 -> 6 moved',
      '5 -> 7 moved',
    ])
    expect([...result.partnerOfB]).toEqual([-1, 0, -1, 1, 2, 3, 4, 5])
  })

  test('but a constant that somebody changed makes a change, however large it is', () => {
    const parts = (value: number): Parts => ({
      functions: [distinct(1), [...drop(value), ...distinct(2)], [...drop(3000), ...distinct(3)]],
    })
    expect(texts(match(parts(2000), parts(2001)))).toEqual([
      '0 -> 0 identical, identical-body',
      '1 -> 1 changed, identical-masked-body',
      '2 -> 2 identical, identical-body',
    ])
  })

  test('types of garbage-collected objects are compared by what they are', () => {
    const struct = [0x5f, ...build.vector([[build.i32, 0x01]])]
    const other = [0x5f, ...build.vector([[build.i64, 0x01]])]
    const body = (type: number) => [0x41, 0x07, 0xfb, 0x00, ...build.u32(type), 0x1a, ...distinct(1)]
    const a = { types: [nothing, struct], functions: [body(1), distinct(2)] }
    const b = { types: [nothing, other, struct], functions: [body(2), distinct(2)] }
    expect(texts(match(a, b))).toEqual(['0 -> 0 identical, identical-masked-body', '1 -> 1 identical, identical-body'])
    const changed = { types: [nothing, other, struct], functions: [body(1), distinct(2)] }
    expect(texts(match(a, changed))[0]).toMatch(/^0 -> 0 changed/)
  })
})

describe('a function without a partner', () => {
  const four = [distinct(1), distinct(2), distinct(3), distinct(4)]

  test('was added or removed, wherever it stands', () => {
    const unlike = [0x03, 0x40, 0x0c, 0x00, 0x0b, ...Array.from({ length: 30 }, () => 0x01)]
    for (const place of [0, 2, 4]) {
      const more = four.toSpliced(place, 0, unlike)
      expect([...match({ functions: four }, { functions: more }).partner]).toEqual(
        more.flatMap((body, index) => (body === unlike ? [] : [index])),
      )
      expect([...match({ functions: more }, { functions: four }).partner].indexOf(-1)).toBe(place)
    }
  })

  test('has no partner when the best one is less probable than what was asked for', () => {
    const b = [distinct(1), distinct(2), [0x01, 0x01, 0x01], distinct(4)]
    expect(match({ functions: four }, { functions: b }).partner[2]).toBe(2)
    const strict = match({ functions: four }, { functions: b }, { leastConfidence: 0.95 })
    expect([strict.partner[2], strict.confidence[2], strict.partnerOfB[2]]).toEqual([-1, 0, -1])
  })
})

test('twenty thousand equal functions are paired in their order, one is left, and it does not take long', () => {
  const functions = (count: number) => Array.from({ length: count }, () => [0x01])
  const { partner, partnerOfB } = match({ functions: functions(20_000) }, { functions: functions(20_001) })
  expect(partner.includes(-1)).toBe(false)
  expect(partnerOfB.filter(index => index < 0)).toHaveLength(1)
})

test('constants that were made to have the same slot are told apart, and it does not take long', () => {
  // What undoes the multiplication that spreads values over slots: each of these has one of the first few.
  const undo = 0x0e8b_2f51
  const values: number[] = []
  for (let slot = 0; values.length < 80_000; slot++) {
    for (let rest = 0; rest < 1 << 12; rest++) {
      const value = Math.imul(((rest & 0x1f) << 27) | (slot << 7) | (rest >> 5), undo) >>> 0
      if (value >= 64 && value < 2 ** 31 - 2 ** 16) values.push(value)
    }
  }
  const body = build.body(values.flatMap(value => [...constant(value), 0x1a]))
  const withBodies = (...bodies: number[][]) =>
    readModule(
      build.moduleOf(
        build.types(nothing),
        build.functions(...bodies.map(() => 0)),
        build.section(5, build.vector([[0x00, ...build.u32(0x8000)]])),
        build.code(...bodies),
      ),
    )
  expect(matchFunctions(withBodies(body), withBodies(build.body([0x01]), body)).partner).toEqual(Int32Array.of(1))
})
