import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { ordinary } from '../../../../test/small-modules.ts'
import { moduleDiffSchema, type ModuleDiff } from '../model/module-diff.ts'
import { readModule } from '../wasm/index.ts'
import { compareModules } from './compare-modules.ts'

interface Parts {
  imports?: readonly string[]
  /** Name and operators; a name with `@` is exported, one with `#` is in the name section, an empty one is nowhere. */
  functions: readonly (readonly [name: string, operators: readonly number[]])[]
  types?: readonly (readonly number[])[]
}

const nothing = build.functionType([], [])

function moduleOf({ imports = [], functions, types = [nothing] }: Parts): Uint8Array<ArrayBuffer> {
  const indexed = functions.map(([name], place) => ({ name: name.slice(1), form: name[0], index: imports.length + place }))
  const type = types.indexOf(nothing)
  return build.moduleOf(
    build.types(...types),
    build.imports(...imports.map(name => build.importOf('env', name, [0x00, type]))),
    build.functions(...functions.map(() => type)),
    build.exports(...indexed.filter(({ form }) => form === '@').map(({ name, index }) => build.exportOf(name, 0, index))),
    build.code(...functions.map(([, operators]) => build.body(operators))),
    build.custom(
      'name',
      build.section(
        1,
        build.vector(indexed.filter(({ form }) => form === '#').map(({ name, index }) => [...build.u32(index), ...build.name(name)])),
      ),
    ),
  )
}

function diff(a: Parts, b: Parts): ModuleDiff {
  return moduleDiffSchema.parse(compareModules(readModule(moduleOf(a)), readModule(moduleOf(b))))
}

/** `0 -> 1 moved, identical-body` */
function pairTexts({ pairs }: ModuleDiff): string[] {
  return pairs.map(({ a, b, state, how }) => `${a.index} -> ${b.index} ${state}, ${how}`)
}

const call = (index: number) => [0x10, ...build.u32(index)]
const constant = (value: number) => [0x41, value, 0x1a]

test('a module is identical to itself in every part', () => {
  const module = readModule(ordinary)
  const { identical, sections, functions, pairs, imports, exports } = compareModules(module, module)
  expect({ identical, functions, imports, exports }).toEqual({
    identical: true,
    functions: { identical: 2, moved: 0, changed: 0, added: 0, removed: 0, unpaired: { a: 0, b: 0 } },
    imports: { added: [], removed: [] },
    exports: { added: [], removed: [] },
  })
  expect(sections.every(section => section.identical && section.a === section.b)).toBe(true)
  expect(pairs.map(({ a, b, state, confidence }) => [a.index, b.index, state, confidence])).toEqual([
    [1, 1, 'identical', 1],
    [2, 2, 'identical', 1],
  ])
})

test('an import in front moves every function and changes none', () => {
  const a = diff(
    {
      functions: [
        ['@main', [...call(1), ...constant(1)]],
        ['', constant(2)],
      ],
    },
    {
      imports: ['clock'],
      functions: [
        ['@main', [...call(2), ...constant(1)]],
        ['', constant(2)],
      ],
    },
  )
  expect(a.functions).toEqual({ identical: 0, moved: 2, changed: 0, added: 0, removed: 0, unpaired: { a: 0, b: 0 } })
  expect(pairTexts(a)).toEqual(['0 -> 1 moved, identical-masked-body', '1 -> 2 moved, identical-body'])
  expect(a.imports).toEqual({ added: [{ module: 'env', name: 'clock', kind: 'function', type: '() -> ()' }], removed: [] })
  expect(a.exports).toEqual({ added: [], removed: [] })
})

test('a padded index is the same index', () => {
  const padded = diff(
    {
      functions: [
        ['', [...call(1), ...constant(1)]],
        ['', constant(2)],
      ],
    },
    {
      functions: [
        ['', [0x10, ...build.paddedU32(1), ...constant(1)]],
        ['', constant(2)],
      ],
    },
  )
  expect(pairTexts(padded)).toEqual(['0 -> 0 identical, identical-masked-body', '1 -> 1 identical, identical-body'])
})

test('a function that keeps its name and changes its body is changed, with its size on both sides', () => {
  const result = diff(
    {
      functions: [
        ['@run', constant(1)],
        ['#helper', constant(2)],
      ],
    },
    {
      functions: [
        ['@run', [...constant(1), ...constant(3)]],
        ['#helper', constant(4)],
      ],
    },
  )
  expect(result.functions).toMatchObject({ identical: 0, changed: 2, added: 0, removed: 0 })
  expect(result.pairs).toEqual([
    {
      a: { index: 0, name: 'run' },
      b: { index: 0, name: 'run' },
      how: 'export-name',
      confidence: 0.99,
      state: 'changed',
      bytes: { a: 5, b: 8 },
      operators: { a: 3, b: 5 },
      differingOperators: 2,
      calls: { a: 0, b: 0 },
      simd: { a: 0, b: 0 },
      loops: { a: 0, b: 0 },
      loads: { a: 0, b: 0 },
      stores: { a: 0, b: 0 },
    },
    {
      a: { index: 1, name: 'helper' },
      b: { index: 1, name: 'helper' },
      how: 'debug-name',
      confidence: 0.99,
      state: 'changed',
      bytes: { a: 5, b: 5 },
      operators: { a: 3, b: 3 },
      differingOperators: 0,
      calls: { a: 0, b: 0 },
      simd: { a: 0, b: 0 },
      loops: { a: 0, b: 0 },
      loads: { a: 0, b: 0 },
      stores: { a: 0, b: 0 },
    },
  ])
})

test('names decide before bodies: two functions that swapped their bodies are both changed', () => {
  const result = diff(
    {
      functions: [
        ['@one', constant(1)],
        ['@two', constant(2)],
      ],
    },
    {
      functions: [
        ['@one', constant(2)],
        ['@two', constant(1)],
      ],
    },
  )
  expect(pairTexts(result)).toEqual(['0 -> 0 changed, export-name', '1 -> 1 changed, export-name'])
})

test('a function whose body is the same but calls another function is changed', () => {
  const helpers = [
    ['@x', constant(1)],
    ['@y', constant(2)],
  ] as const
  const result = diff({ functions: [['@main', call(1)], ...helpers] }, { functions: [['@main', call(2)], ...helpers] })
  expect(pairTexts(result)).toEqual([
    '0 -> 0 changed, identical-masked-body',
    '1 -> 1 identical, identical-body',
    '2 -> 2 identical, identical-body',
  ])
})

test('a call to another import is a change, a call to the same import at another index is none', () => {
  const one = diff({ imports: ['a', 'b'], functions: [['@main', call(0)]] }, { imports: ['b', 'a'], functions: [['@main', call(0)]] })
  expect(pairTexts(one)).toEqual(['2 -> 2 changed, identical-body'])
  const two = diff({ imports: ['a', 'b'], functions: [['@main', call(0)]] }, { imports: ['b', 'a'], functions: [['@main', call(1)]] })
  expect(pairTexts(two)).toEqual(['2 -> 2 identical, identical-masked-body'])
})

test('functions with equal bodies are told apart by what they call', () => {
  const wrappers = (first: number, second: number) =>
    [
      ['@x', constant(1)],
      ['@y', constant(2)],
      ['', call(first)],
      ['', call(second)],
    ] as const
  const apart = diff({ functions: wrappers(0, 1) }, { functions: wrappers(1, 0) })
  expect(pairTexts(apart).slice(0, 2)).toEqual(['3 -> 2 moved, identical-body', '2 -> 3 moved, identical-body'])
})

test('of functions that are the same byte for byte, each is as good as another, and those too many were added', () => {
  const result = diff(
    {
      functions: [
        ['', constant(1)],
        ['', constant(1)],
      ],
    },
    {
      functions: [
        ['', constant(1)],
        ['', constant(1)],
        ['', constant(1)],
        ['', constant(1)],
      ],
    },
  )
  expect(result.functions).toMatchObject({ changed: 0, added: 2, removed: 0 })
})

test('a call to one of several equal functions is no change', () => {
  const twins = [
    ['', constant(1)],
    ['', constant(1)],
  ] as const
  const result = diff({ functions: [...twins, ['@main', call(0)]] }, { functions: [...twins, ['@main', call(1)]] })
  expect(result.functions).toMatchObject({ changed: 0, added: 0, removed: 0 })
})

test('a function without a name whose body changed is found where it is called', () => {
  const module = (operators: readonly number[]) => ({
    functions: [
      ['', operators],
      ['@main', call(0)],
    ] as const,
  })
  expect(pairTexts(diff(module(constant(1)), module([0x01, 0x01, 0x01])))).toEqual([
    '0 -> 0 changed, call-site',
    '1 -> 1 identical, identical-body',
  ])
})

test('a name that several functions have pairs none of them', () => {
  const result = diff(
    {
      functions: [
        ['#f', constant(1)],
        ['#f', constant(2)],
      ],
    },
    {
      functions: [
        ['#f', constant(3)],
        ['#f', constant(4)],
      ],
    },
  )
  expect(result.pairs).toEqual([])
})

test('another global in front is no change, another table or type of a call is one', () => {
  const module = (globals: number, operators: readonly number[]) =>
    readModule(
      build.moduleOf(
        build.types(nothing, build.functionType([], [build.i32])),
        build.functions(0),
        build.section(
          4,
          build.vector([
            [build.funcref, 0x00, 0x01],
            [build.funcref, 0x00, 0x01],
          ]),
        ),
        build.section(6, build.vector(Array.from({ length: globals }, () => [build.i32, 0x00, 0x41, 0x00, 0x0b]))),
        build.exports(build.exportOf('run', 0, 0)),
        build.code(build.body(operators)),
      ),
    )
  const how = (a: readonly number[], b: readonly number[]) => pairTexts(compareModules(module(1, a), module(2, b)))
  expect(how([0x23, 0x00, 0x1a], [0x23, 0x01, 0x1a])).toEqual(['0 -> 0 identical, identical-masked-body'])
  expect(how([0x00, 0x11, 0x00, 0x00], [0x00, 0x11, 0x00, 0x01])).toEqual(['0 -> 0 changed, export-name'])
  expect(how([0x00, 0x11, 0x00, 0x00], [0x00, 0x11, 0x01, 0x00])).toEqual(['0 -> 0 changed, export-name'])
})

test('a function between the same neighbours is the one that changed, and what stands elsewhere was added', () => {
  const [first, last] = [constant(1), [...constant(2), ...constant(2)]]
  const result = diff(
    {
      functions: [
        ['@first', first],
        ['', [...constant(2), ...constant(3)]],
        ['@last', last],
      ],
    },
    {
      functions: [
        ['@first', first],
        ['', [...constant(2), ...constant(4)]],
        ['@last', last],
        ['', Array.from({ length: 40 }, () => 0x01)],
      ],
    },
  )
  expect(result.matching).toBe('structure')
  expect(result.functions).toEqual({ identical: 2, moved: 0, changed: 1, added: 1, removed: 0, unpaired: { a: 0, b: 1 } })
  expect(result.unpaired.b).toEqual([{ index: 3, name: null, bytes: 42, operators: 41 }])
})

test('functions that only one side has are added or removed', () => {
  const one = { functions: [['@run', constant(1)]] as const }
  const two = {
    functions: [
      ['@run', constant(1)],
      ['', constant(2)],
    ] as const,
  }
  expect(diff(one, two).functions).toMatchObject({ identical: 1, added: 1, removed: 0 })
  expect(diff(two, one).functions).toMatchObject({ identical: 1, added: 0, removed: 1 })
})

test('the same operators with other types of calls, of blocks or of the function itself are another body', () => {
  const number = build.functionType([build.i32], [])
  const indirect = (type: number) => [0x00, 0x11, type, 0x00]
  const block = (type: number) => [0x00, 0x02, type, 0x00, 0x0b]
  for (const operators of [indirect, block]) {
    const types = [nothing, number]
    const moved = diff({ types, functions: [['', operators(1)]] }, { types: [number, nothing], functions: [['', operators(0)]] })
    expect(moved.functions).toMatchObject({ identical: 1, added: 0 })
    const other = diff({ types, functions: [['', operators(1)]] }, { types, functions: [['', operators(0)]] })
    expect(other.functions).toMatchObject({ identical: 0, moved: 0 })
  }
})

test('names that Emscripten shortened say nothing about another build', () => {
  const short = (first: number, second: number) =>
    readModule(
      build.moduleOf(
        build.types(nothing),
        build.imports(build.importOf('a', 'a', [0x00, 0x00])),
        build.functions(0, 0),
        build.exports(build.exportOf('b', 0, 1), build.exportOf('c', 0, 2)),
        build.code(build.body(constant(first)), build.body(constant(second))),
      ),
    )
  expect(pairTexts(compareModules(short(1, 2), short(2, 1)))).toEqual(['2 -> 1 moved, identical-body', '1 -> 2 moved, identical-body'])
})

test('an export that changes its type is removed and added, one that only moved is neither', () => {
  const module = (type: number, index: number) =>
    readModule(
      build.moduleOf(
        build.types(nothing, build.functionType([build.i32], [])),
        build.functions(type, type),
        build.exports(build.exportOf('run', 0, index)),
        build.code(build.body([]), build.body([0x01])),
      ),
    )
  expect(compareModules(module(0, 0), module(0, 1)).exports).toEqual({ added: [], removed: [] })
  const { added, removed } = compareModules(module(0, 0), module(1, 0)).exports
  expect([added.map(entry => entry.type), removed.map(entry => entry.type)]).toEqual([['(i32) -> ()'], ['() -> ()']])
})

test('an import that occurs once less is removed', () => {
  const { imports } = diff({ imports: ['log', 'log'], functions: [] }, { imports: ['log'], functions: [] })
  expect([imports.added.length, imports.removed.map(entry => entry.name)]).toEqual([0, ['log']])
})

test('sections are compared by kind and name, in order', () => {
  const a = readModule(build.moduleOf(build.custom('x', [1]), build.custom('x', [2]), build.custom('y', [3])))
  const b = readModule(build.moduleOf(build.custom('x', [1]), build.custom('x', [4, 4]), build.custom('z', [])))
  expect(compareModules(a, b).sections.map(({ name, a, b, identical }) => [name, a, b, identical])).toEqual([
    ['x', 3, 3, true],
    ['x', 3, 4, false],
    ['y', 3, null, false],
    ['z', null, 2, false],
  ])
})

test('functions of components are not compared, and the document says so', () => {
  const component = readModule(
    Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, ...build.section(1, [...build.moduleWithBody([0x01])])]),
  )
  const { matching, functions, operators, identical } = compareModules(component, component)
  expect([matching, functions.added, identical, operators.a.total]).toEqual(['none', null, true, 2])
})

test('an offset that differs above 32 bits is a change', () => {
  const leb = (value: bigint): number[] => (value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...leb(value >> 7n)])
  const loading = (offset: bigint) =>
    readModule(
      build.moduleOf(
        build.types(nothing),
        build.functions(0),
        build.section(5, build.vector([[0x04, ...leb(0x30000n)]])),
        build.exports(build.exportOf('load', 0, 0)),
        build.code(build.body([0x42, 0x00, 0x28, 0x02, ...leb(offset), 0x1a])),
      ),
    )
  for (const offset of [0x40n, 0x800n, 0x8000_0900n]) {
    expect(compareModules(loading(offset), loading(offset + 0x1_0000_0000n)).functions).toMatchObject({ identical: 0, changed: 1 })
  }
})

test('sections are compared in their order, each with the next one of its name', () => {
  const custom = (names: string) => readModule(build.moduleOf(...names.split('').map((name, place) => build.custom(name, [place]))))
  const { sections } = compareModules(custom('abac'), custom('dabbae'))
  expect(sections.map(({ name, a, b, identical }) => `${name} ${a ?? '-'} ${b ?? '-'} ${identical}`)).toEqual([
    'a 3 3 false',
    'b 3 3 false',
    'a 3 3 false',
    'c 3 - false',
    'd - 3 false',
    'b - 3 false',
    'e - 3 false',
  ])
})

test('twenty thousand custom sections on each side, all with other names, take no time', () => {
  const custom = (from: number) =>
    readModule(build.moduleOf(...Array.from({ length: 20_000 }, (_, place) => build.custom(String(from + place), []))))
  expect(compareModules(custom(0), custom(50_000)).sections).toHaveLength(40_000)
})
