import { describe, expect, test } from 'vitest'
import { countEveryOperator, everyOperatorCounts } from '../../../../../test/every-operator.ts'
import { exitPrograms, fib, type ExitProgram } from '../../../../../test/exit-programs.ts'
import type { Instrumentation } from '../../model/instrumentation.ts'
import { instrumentationModes } from '../../model/instrumentation-modes.ts'
import { readModule } from '../module.ts'
import { detectEngineFeatures, instrument, readCounts, type EngineFeatures } from './index.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const oldEngine: EngineFeatures = { multiMemory: false, exceptionReferences: false, legacyExceptions: true, maximumExports: 100_000 }

interface Around {
  readonly helper?: Uint8Array<ArrayBuffer> | null
  readonly afterTrap?: (instance: WebAssembly.Instance) => void
  readonly enter?: (index: number) => void
  readonly exit?: (index: number) => void
}

/** Calls a program as it wants to be called; what came out of each call. */
function run(
  { arguments: all, name }: ExitProgram,
  bytes: Uint8Array<ArrayBuffer>,
  { helper, afterTrap, enter = () => {}, exit = () => {} }: Around = {},
): { outcomes: string[]; instance: WebAssembly.Instance } {
  const host = (value: number): number => {
    if (value < 0) throw new RangeError('from the host')
    return value * 2
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { host }, culprit: { enter, exit } })
  if (helper) {
    const functions = new WebAssembly.Instance(new WebAssembly.Module(helper)).exports
    const table = instance.exports['__culprit_tree'] as WebAssembly.Table
    for (const [place, one] of ['enter', 'leave', 'read'].entries()) table.set(place, functions[one])
  }
  const outcomes = all.map(argument => {
    try {
      return String((instance.exports.run as (argument: number) => number)(argument))
    } catch (error) {
      if (name.includes('trap')) afterTrap?.(instance)
      return error instanceof Error ? error.constructor.name : typeof error
    }
  })
  return { outcomes, instance }
}

function instructionsOf(program: ExitProgram, mode: 'ops' | 'tree', features: EngineFeatures): number {
  const { bytes, layout, helper } = instrument(readModule(program.bytes), { mode, features, version: '0' })
  const { functions, tree } = counts(layout, run(program, bytes, { helper }).instance)
  const all = tree ? tree.instructions : functions.map(({ instructions }) => instructions!)
  return all.reduce((sum, one) => sum + one, 0)
}

function counts(layout: Instrumentation, instance: WebAssembly.Instance) {
  return readCounts(layout, instance.exports[layout.read!] as (index: number) => bigint)
}

describe.each([
  ['an engine with several memories', features],
  ['an engine with one memory', oldEngine],
])('on %s', (_, engine) => {
  test.each(exitPrograms)('a program gives what it gave before: $name', program => {
    for (const mode of instrumentationModes) {
      const made = instrument(readModule(program.bytes), { mode, features: engine, version: '0' })
      expect(run(program, made.bytes, { helper: made.helper }).outcomes).toEqual(run(program, program.bytes).outcomes)
    }
  })

  test.each(exitPrograms.filter(({ name }) => !name.includes('trap')))('instructions are counted exactly: $name', program => {
    const facts = readModule(program.bytes)
    const expected = everyOperatorCounts(facts, run(program, countEveryOperator(facts)).instance)
    const { bytes, layout } = instrument(facts, { mode: 'ops', features: engine, version: '0' })
    const { functions } = counts(layout, run(program, bytes).instance)
    expect(new Map(functions.map(({ index, classes }) => [index, classes]))).toEqual(expected)
  })

  test.each(exitPrograms)('the tree has as many instructions as all functions together: $name', program => {
    expect(instructionsOf(program, 'tree', engine)).toBe(instructionsOf(program, 'ops', engine))
  })

  test.each(exitPrograms)('every way out leads back to the caller: $name', program => {
    const { bytes, layout, helper } = instrument(readModule(program.bytes), { mode: 'tree', features: engine, version: '0' })
    // A trap goes past all code of the module; reading the number -1 is what sets the tree right then.
    const { instance } = run(program, bytes, { helper, afterTrap: instance => void counts(layout, instance) })
    const { tree, functions } = counts(layout, instance)
    const top = tree!.parents.flatMap((parent, node) => (parent === 0 ? [node] : []))
    expect(top.map(node => [functions[tree!.functions[node]!]!.name, tree!.calls[node]])).toEqual([['run', program.arguments.length]])
  })
})

test('Fibonacci of 15 takes 1973 calls and 17753 instructions', () => {
  // 987 leaves execute get, const, lt, if, get; 986 inner calls the first four and then nine.
  const { bytes, layout } = instrument(readModule(fib.bytes), { mode: 'ops', features, version: '0' })
  expect(counts(layout, run(fib, bytes).instance)).toEqual({
    tree: null,
    notes: [],
    functions: [
      {
        index: 1,
        name: 'run',
        calls: 1973,
        instructions: 987 * 5 + 986 * 13,
        classes: {
          control: 1973,
          call: 2 * 986,
          local: 2 * 987 + 3 * 986,
          constant: 987 + 3 * 986,
          integer: 987 + 4 * 986,
        },
      },
    ],
  })
})

test.each(exitPrograms.filter(({ name }) => !name.includes('trap')))('hooks are called in pairs: $name', program => {
  const { bytes } = instrument(readModule(program.bytes), { mode: 'hooks', features, version: '0' })
  const stack: number[] = []
  let pairs = 0
  run(program, bytes, {
    enter: index => void stack.push(index),
    exit(index) {
      expect(stack.pop()).toBe(index)
      pairs++
    },
  })
  expect(stack).toEqual([])
  const counted = instrument(readModule(program.bytes), { mode: 'count', features, version: '0' })
  const { functions } = counts(counted.layout, run(program, counted.bytes).instance)
  expect(pairs).toBe(functions.reduce((sum, { calls }) => sum + calls, 0))
})
