import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { countEveryOperator, everyOperatorCounts } from '../../../../../test/every-operator.ts'
import { flowProgram, type Exceptions } from '../../../../../test/flow-programs.ts'
import { readModule } from '../module.ts'
import { connect, detectEngineFeatures, instrument, readCounts } from './index.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))

/** Runs a program several times; every third call of the host throws. */
function run(bytes: Uint8Array<ArrayBuffer>, prepare: (instance: WebAssembly.Instance) => void = () => {}): WebAssembly.Instance {
  let calls = 0
  const host = (value: number): number => {
    if (++calls % 3 === 0) throw new Error('from the host')
    return value
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { host } })
  prepare(instance)
  for (let seed = 0; seed < 6; seed++) {
    try {
      ;(instance.exports['run'] as (seed: number) => number)(seed)
    } catch {}
  }
  return instance
}

test.each<Exceptions>(['legacy', 'references'])(
  'whatever the flow, every function has as many instructions of each class as counted one by one: exceptions of the kind %s',
  exceptions => {
    const choices = fc.array(fc.nat({ max: 1000 }), { maxLength: 300, size: 'max' })
    fc.assert(
      fc.property(choices, chosen => {
        const facts = readModule(flowProgram(chosen, exceptions))
        const expected = everyOperatorCounts(facts, run(countEveryOperator(facts)))
        const counted = (mode: 'ops' | 'tree') => {
          const { bytes, layout } = instrument(facts, { mode, features, version: '0' })
          const instance = run(bytes, one => connect(layout, one))
          return readCounts(layout, instance.exports[layout.read!] as (index: number) => bigint)
        }
        const { functions } = counted('ops')
        expect(new Map(functions.map(({ index, classes }) => [index, classes]))).toEqual(expected)
        const all = functions.reduce((sum, { instructions }) => sum + instructions!, 0)
        expect(counted('tree').tree!.instructions.reduce((sum, one) => sum + one, 0)).toBe(all)
      }),
      { numRuns: 400, seed: 1 },
    )
  },
)

const get = [0x20, 0]
const callItself = [...get, 0x10, 0]
/** Before the loop, in it and behind it there are nops. */
const countDown = [0x01, 0x03, 0x40, 0x01, ...get, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x01]

/** Besides that of the calls. */
test.each([
  { flow: 'straight code', counters: 0, operators: [...get, 0x1a] },
  { flow: 'an if', counters: 1, operators: [...get, 0x04, 0x40, 0x01, 0x0b] },
  { flow: 'an if with else', counters: 1, operators: [...get, 0x04, 0x40, 0x01, 0x05, 0x01, 0x01, 0x0b] },
  { flow: 'an if, both arms of which do as much', counters: 0, operators: [...get, 0x04, 0x40, 0x01, 0x05, 0x01, 0x0b] },
  { flow: 'two ifs, one after the other', counters: 2, operators: [...get, 0x04, 0x40, 0x01, 0x0b, ...get, 0x04, 0x40, 0x01, 0x0b] },
  { flow: 'three ways to one label', counters: 2, operators: [0x02, 0x40, ...get, 0x0d, 0, ...get, 0x0d, 0, 0x01, 0x0b] },
  { flow: 'a loop', counters: 1, operators: [0x03, 0x40, ...get, 0x0d, 0, 0x0b] },
  { flow: 'a loop in a loop', counters: 2, operators: [0x03, 0x40, 0x03, 0x40, ...get, 0x0d, 0, 0x0b, ...get, 0x0d, 0, 0x0b] },
  { flow: 'a call with something behind it', counters: 1, operators: [...callItself, 0x01] },
  { flow: 'a call in a loop', counters: 2, operators: [0x03, 0x40, ...callItself, ...get, 0x0d, 0, 0x0b] },
  { flow: 'a call in one of two ways', counters: 2, operators: [...get, 0x04, 0x40, ...callItself, 0x01, 0x05, 0x01, 0x0b] },
  { flow: 'a table that leads to the same place', counters: 0, operators: [0x02, 0x40, ...get, 0x0e, 1, 0, 0, 0x0b] },
  { flow: 'what is never reached', counters: 0, operators: [0x0f, ...callItself, 0x03, 0x40, ...get, 0x0d, 0, 0x0b] },
])('the fewest counters are enough: $flow has $counters', ({ operators, counters }) => {
  expect(countersOf(operators)).toBe(1 + counters)
})

test.each([
  { flow: 'a way around a call', argument: 1, increments: 0, operators: [...get, 0x04, 0x40, 0x01, 0x05, 0x41, 1, 0x10, 0, 0x0b, 0x01] },
  { flow: 'a loop of 100 turns, and what leads to it', argument: 100, increments: 99, operators: countDown },
])('counters are where little is done: $flow', ({ operators, argument, increments }) => {
  const { bytes, layout } = instrument(readModule(moduleWith(operators)), { mode: 'ops', features, version: '0' })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  ;(exports['run'] as (argument: number) => void)(argument)
  const read = exports[layout.read!] as (index: number) => bigint
  expect(Array.from({ length: layout.numbers - 1 }, (_, number) => Number(read(1 + number))).reduce((sum, one) => sum + one, 0)).toBe(
    increments,
  )
})

test.each([[[0x40]], [[0x7f]], [[0x63, 0]], [[0x64, 0x80, 0]], [[0x64, 0x62, 0]], [[0x63, 0x65, 0x6e]], [[0x65, 0x6e]]])(
  'what an exception leads to is counted, whatever the type of the block that catches it: %s',
  type => {
    const catching = [0x1f, ...type, 1, 0x02, 0, ...get, 0x04, 0x40, 0x01, 0x08, 0, 0x0b, 0x0b]
    expect(countersOf([0x02, 0x40, ...catching, 0x0f, 0x0b, 0x01])).toBe(3)
  },
)

test('what a suspension leads to is counted', () => {
  const resuming = (...handlers: number[][]) => [0x02, 0x40, ...get, 0xe3, 0, ...build.vector(handlers), 0x0f, 0x0b, 0x01]
  expect(countersOf(resuming([0x00, 0, 0]))).toBe(countersOf(resuming()) + 1)
  expect(countersOf(resuming([0x01, 0]))).toBe(countersOf(resuming()))
})

function countersOf(operators: readonly number[]): number {
  return instrument(readModule(moduleWith(operators)), { mode: 'ops', features, version: '0' }).layout.numbers
}

function moduleWith(operators: readonly number[]): Uint8Array<ArrayBuffer> {
  const { code, exportOf, exports, functions, functionType, i32, moduleOf, types } = build
  return moduleOf(types(functionType([i32], [])), functions(0), exports(exportOf('run', 0, 0)), code(build.body(operators)))
}
