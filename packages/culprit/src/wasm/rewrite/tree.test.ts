import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import type { CulpritError } from '../../model/errors.ts'
import { readModule } from '../module.ts'
import { connect, detectEngineFeatures, instrument, mergeCounts, readCounts, type EngineFeatures, type InstrumentOptions } from './index.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const oneMemory: EngineFeatures = { ...features, multiMemory: false }

/** run(n): return_call run(n - 1) until n is 0. */
const tailCalls = build.moduleOf(
  build.types(build.functionType([build.i32], [build.i32])),
  build.functions(0),
  build.section(5, build.vector([[0x00, 0x00]])),
  build.exports(build.exportOf('run', 0, 0)),
  build.code(build.body([0x20, 0, 0x45, 0x04, 0x7f, 0x20, 0, 0x05, 0x20, 0, 0x41, 1, 0x6b, 0x12, 0, 0x0b])),
)

/** Both functions call both with n - 1 until n is 0, so there are 2^(n + 1) - 1 paths. */
const bothCallBoth = [0x20, 0, 0x04, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x20, 0, 0x41, 1, 0x6b, 0x10, 1, 0x0b]
const manyPaths = build.moduleOf(
  build.types(build.functionType([build.i32], [])),
  build.functions(0, 0),
  build.section(5, build.vector([[0x00, 0x00]])),
  build.exports(build.exportOf('run', 0, 0)),
  build.code(build.body(bothCallBoth), build.body(bothCallBoth)),
)
/** Five instructions when n is not 0 and two calls of four: get, if; get, const, sub, call; the same again. */
const instructionsOfPaths = (n: number): number => (n === 0 ? 2 : 2 + 8 + 2 * instructionsOfPaths(n - 1))

function start(bytes: Uint8Array<ArrayBuffer>, options: Partial<InstrumentOptions> = {}, now?: () => bigint) {
  const { bytes: rewritten, layout } = instrument(readModule(bytes), { mode: 'tree', features, version: '0', ...options })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(rewritten))
  connect(layout, instance, now)
  return {
    run: instance.exports['run'] as (n: number) => unknown,
    counts: () => readCounts(layout, instance.exports[layout.read!] as (index: number) => bigint),
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

test.each([features, oneMemory])('a million tail calls need no stack and are one path', engine => {
  const { run, counts } = start(tailCalls, { features: engine })
  run(1_000_000)
  const { tree } = counts()
  expect(tree).toMatchObject({ parents: [-1, 0], functions: [-1, 0], calls: [0, 1_000_001] })
})

test.each([features, oneMemory])('131 071 distinct stacks are as many nodes, with every instruction', engine => {
  const { run, counts } = start(manyPaths, { features: engine })
  run(16)
  const { tree, notes, functions } = counts()
  expect(notes).toEqual([])
  expect(tree!.parents).toHaveLength(2 ** 17)
  expect(new Set(tree!.calls.slice(1))).toEqual(new Set([1]))
  expect(sum(tree!.instructions)).toBe(instructionsOfPaths(16))
  expect(sum(functions.map(({ calls }) => calls))).toBe(2 ** 17 - 1)
})

test.each([features, oneMemory])(
  'paths for which there is no node left are one node, which is said, and no instruction is lost',
  engine => {
    const { run, counts } = start(manyPaths, { features: engine, nodes: 102 })
    for (let round = 0; round < 2; round++) run(9)
    const { tree, notes } = counts()
    expect(sum(tree!.instructions)).toBe(2 * instructionsOfPaths(9))
    expect(sum(tree!.calls)).toBe(2 * (2 ** 10 - 1))
    const lost = tree!.calls[tree!.functions.lastIndexOf(-1)]!
    expect(notes).toEqual([`${lost} calls came by paths for which there was no node left; they are one node, and count in no function.`])
    expect(tree!.parents).toHaveLength(102)
  },
)

test('each of 300 functions that one function calls is a node of its own, whatever the order of calls', () => {
  const count = 300
  const callAll = Array.from({ length: count }, (_, i) => [0x10, ...build.u32(i + 1)]).flat()
  const { run, counts } = start(
    build.moduleOf(
      build.types(build.functionType([], [])),
      build.functions(...Array.from({ length: count + 1 }, () => 0)),
      build.exports(build.exportOf('run', 0, 0)),
      build.code(
        build.body([...callAll, ...callAll]),
        // Each a loop, so that it has a node, and of another length.
        ...Array.from({ length: count }, (_, i) => build.body([0x03, 0x40, ...Array.from({ length: i }, () => 0x01), 0x0b])),
      ),
    ),
  )
  run(0)
  run(0)
  const { tree } = counts()
  const callees = Array.from({ length: count }, (_, i) => i + 1)
  expect(tree).toMatchObject({ parents: [-1, 0, ...callees.map(() => 1)], functions: [-1, 0, ...callees] })
  expect(tree!.calls).toEqual([0, 2, ...callees.map(() => 4)])
  expect(tree!.instructions).toEqual([0, 2 * 2 * count, ...callees.map(i => 4 * (i - 1))])
})

test('a memory that cannot grow is a full pool', () => {
  // More nodes than 16 pages hold, of which the memory has no others.
  const { run, counts } = start(manyPaths, { nodes: 40_000 })
  run(16)
  const { tree, notes } = counts()
  expect(notes).toHaveLength(1)
  expect(tree!.parents.length).toBeLessThanOrEqual(40_000)
  expect(sum(tree!.instructions)).toBe(instructionsOfPaths(16))
})

test('a clock gives each node the time that passes in it', () => {
  let time = 0n
  const { run, counts } = start(manyPaths, { clock: true }, () => (time += 10n))
  run(1)
  // Entry of the first, entry and exit of both callees, exit: each asks once, and 10 ns have passed.
  expect(counts().tree).toMatchObject({ functions: [-1, 0, 0, 1], calls: [0, 1, 1, 1], selfNs: [0, 30, 10, 10] })
})

test('a clock is refused where the tree is in a helper', () => {
  expect(() => start(manyPaths, { clock: true, features: oneMemory })).toThrow(/there is no clock/)
})

test('a helper that was not linked is an error when counts are read', () => {
  const { bytes, layout } = instrument(readModule(manyPaths), { mode: 'tree', features: oneMemory, version: '0' })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  ;(exports['run'] as (n: number) => void)(3)
  try {
    readCounts(layout, exports[layout.read!] as (index: number) => bigint)
    expect.unreachable()
  } catch (error) {
    expect((error as CulpritError).code).toBe('helper-not-linked')
  }
})

test('small leaf functions count with their callers, and larger ones and loops do not', () => {
  const call = (index: number) => [0x10, index]
  const module = build.moduleOf(
    build.types(build.functionType([], [])),
    build.functions(0, 0, 0, 0),
    build.exports(build.exportOf('run', 0, 0)),
    build.code(
      build.body([...call(1), ...call(2), ...call(3)]),
      build.body([0x01, 0x01]),
      build.body(Array.from({ length: 40 }, () => 0x01)),
      build.body([0x03, 0x40, 0x01, 0x0b]),
    ),
  )
  const { run, counts } = start(module)
  run(0)
  const { functions, tree } = counts()
  expect(functions.map(({ index }) => index)).toEqual([0, 2, 3])
  expect(tree!.instructions).toEqual([0, 3 + 2, 40, 1])
  const named = start(module, { only: index => index === 1 })
  named.run(0)
  expect(named.counts().tree).toMatchObject({ functions: [-1, 0], calls: [0, 1], instructions: [0, 2] })
})

test('a small leaf function that the host can call has a node, because a caller outside has none', () => {
  const { run, counts } = start(
    build.moduleOf(
      build.types(build.functionType([], [])),
      build.functions(0),
      build.exports(build.exportOf('run', 0, 0)),
      build.code(build.body([0x01])),
    ),
  )
  run(0)
  run(0)
  expect(counts().tree).toMatchObject({ functions: [-1, 0], calls: [0, 2], instructions: [0, 2] })
})

test('the counts of several instances add up, path by path', () => {
  const [a, b] = [start(manyPaths), start(manyPaths)]
  a.run(1)
  b.run(2)
  const [one, other] = [a.counts(), b.counts()]
  const { functions, tree } = mergeCounts([one, other])
  expect(tree!.parents).toHaveLength(8)
  expect(sum(tree!.calls)).toBe(3 + 7)
  expect(sum(tree!.instructions)).toBe(instructionsOfPaths(1) + instructionsOfPaths(2))
  expect(functions.map(({ calls }) => calls)).toEqual(one.functions.map(({ calls }, place) => calls + other.functions[place]!.calls))
})
