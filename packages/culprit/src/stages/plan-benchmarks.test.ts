import { describe, expect, test } from 'vitest'
import type { BenchmarkSuite } from '../model/config.ts'
import { runtimeSuite } from '../suites/runtime/index.ts'
import { planBenchmarks } from './plan-benchmarks.ts'

const choice = { suites: [], filter: null, engine: 'node', flags: ['--from-command-line'], threshold: 0.05 }
const parser: BenchmarkSuite = {
  reference: './dist',
  threshold: 0.03,
  benchmarks: {
    parse: { workload: './bench/parse.mjs', target: '< 10 ms', bytes: 2e6 },
    add: { reference: './add.wasm', invoke: 'add', args: [1, '2n'], flags: [], elements: 3 },
    main: {},
  },
}
const commands = { commands: { one: { command: ['node', 'a.mjs'] } } }
const config = { suites: { parser, guests: commands } }

const ofBenchmark = (benchmark: BenchmarkSuite['benchmarks'][string]) => () =>
  planBenchmarks({ suites: { parser: { benchmarks: { load: benchmark } } } }, choice)

describe('benchmarks of a configuration', () => {
  test('are what it says, and the command line where it says nothing', () => {
    const common = { suite: 'parser', engine: 'node', parts: 1, threshold: 0.03 }
    expect(planBenchmarks(config, choice)).toEqual([
      {
        ...common,
        name: 'parse',
        reference: './dist',
        flags: ['--from-command-line'],
        workload: { kind: 'script', path: './bench/parse.mjs' },
        target: '< 10 ms',
        work: { amount: 2e6, unit: 'bytes' },
      },
      {
        ...common,
        name: 'add',
        reference: './add.wasm',
        flags: [],
        workload: { kind: 'export', export: 'add', args: [1, '2n'] },
        target: null,
        work: { amount: 3, unit: 'elements' },
      },
      {
        ...common,
        name: 'main',
        reference: './dist',
        flags: ['--from-command-line'],
        workload: { kind: 'wasi' },
        target: null,
        work: null,
      },
    ])
  })

  test('run on each of its engines, each once, and the suite is called after it', () => {
    const of = (engines: string[]) => planBenchmarks({ suites: { parser: { ...parser, engines } } }, { ...choice, filter: 'add' })
    expect(of(['node', 'node@22.11.0', 'node']).map(({ suite, engine }) => [suite, engine])).toEqual([
      ['parser on node', 'node'],
      ['parser on node@22.11.0', 'node@22.11.0'],
    ])
    expect(of(['node@22.11.0']).map(({ suite, engine }) => [suite, engine])).toEqual([['parser', 'node@22.11.0']])
  })

  test.each([
    ['bytes and elements', { workload: './a.mjs', bytes: 1, elements: 1 }, '"load" gives both bytes and elements'],
    ['neither a workload nor a reference', { invoke: 'add' }, '"load" has neither a workload nor a reference'],
    ['a reference that is none', { reference: 'npm:' }, 'npm:'],
    ['a target that is none', { workload: './a.mjs', target: 'fast' }, 'The target "fast" of "load" cannot be used'],
    ['a target without a unit', { workload: './a.mjs', target: '< 10' }, 'The target "< 10" of "load" cannot be used'],
  ])('with %s are refused before anything runs', (_, benchmark, words) => {
    expect(ofBenchmark(benchmark)).toThrow(words)
  })
})

describe('the suites that are chosen', () => {
  const suitesOf = (...args: Parameters<typeof planBenchmarks>) => [...new Set(planBenchmarks(...args).map(({ suite }) => suite))]

  test('are those of the configuration, and `runtime` where it has none', () => {
    expect(suitesOf(config, choice)).toEqual(['parser'])
    for (const none of [null, {}, { suites: {} }, { suites: { guests: commands } }]) expect(suitesOf(none, choice)).toEqual(['runtime'])
    expect(suitesOf(config, { ...choice, suites: ['runtime', 'parser'] })).toEqual(['runtime', 'parser'])
  })

  test('are measured once, however often they are named', () => {
    expect(planBenchmarks(config, { ...choice, suites: ['parser', 'parser'] })).toHaveLength(3)
  })

  test('can be one of the configuration that is called `runtime`', () => {
    expect(planBenchmarks({ suites: { runtime: parser } }, { ...choice, suites: ['runtime'] })).toHaveLength(3)
  })

  test.each(['guests', 'other', 'constructor'])('cannot be %s, and those that can are named', name => {
    expect(() => planBenchmarks(config, { ...choice, suites: [name] })).toThrow(
      expect.objectContaining({ message: `There is no suite "${name}".`, hint: expect.stringContaining('runtime, parser') }),
    )
  })

  test('have benchmarks', () => {
    expect(() => planBenchmarks({ suites: { parser: { benchmarks: {} } } }, choice)).toThrow('The suites have no benchmarks.')
  })
})

describe('a filter', () => {
  const named = (filter: string) => planBenchmarks(config, { ...choice, filter }).map(({ name }) => name)

  test('looks for its pattern in suite and name, in any case', () => {
    expect(named('PARSER/a')).toEqual(['add'])
    expect(named('^parser/(add|main)$')).toEqual(['add', 'main'])
  })

  test('that matches nothing, or is no pattern, is refused', () => {
    expect(() => named('nothing')).toThrow('No benchmark has a name that matches --filter "nothing".')
    expect(() => named('(')).toThrow('--filter is no regular expression')
  })
})

test('the suite `runtime` is that of the engine under test, with its own targets', () => {
  const planned = planBenchmarks(null, { ...choice, engine: 'node@22.11.0' })
  expect(planned).toHaveLength(runtimeSuite.length)
  expect(planned.every(({ reference, engine }) => reference === 'node@22.11.0' && engine === reference)).toBe(true)
  expect(planned.find(({ name }) => name === 'instantiate cold 1 kB')).toMatchObject({ target: '< 10 ms', threshold: 0.05 })
})
