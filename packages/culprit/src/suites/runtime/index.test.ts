import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { runtimeSuite, type RuntimeBenchmark } from './index.ts'
import { programModule, sizedModule, type Program } from './modules.ts'

interface Script {
  readonly unit?: string
  setup?(context: { readonly parameters: RuntimeBenchmark['parameters'] }): unknown
  run(state: unknown): unknown
}

/** What a launch loads is built from this. */
function sourceOf({ path }: RuntimeBenchmark): string {
  return path.replace(`${sep}dist${sep}`, `${sep}src${sep}`).replace(/\.js$/, '.ts')
}

async function scriptOf(benchmark: RuntimeBenchmark): Promise<Script> {
  return import(pathToFileURL(sourceOf(benchmark)).href)
}

async function load(benchmark: RuntimeBenchmark): Promise<{ readonly script: Script; readonly state: unknown }> {
  const script = await scriptOf(benchmark)
  return { script, state: await script.setup?.({ parameters: benchmark.parameters }) }
}

async function runOf(name: string): Promise<unknown> {
  const { script, state } = await load(runtimeSuite.find(benchmark => benchmark.name === name)!)
  return script.run(state)
}

const { Instance, Module } = WebAssembly
afterEach(() => {
  Object.assign(WebAssembly, { Instance, Module })
})

/** With the unit of a workload that measures itself; without one its figure is the time of an iteration. */
const withUnits = await Promise.all(runtimeSuite.map(async benchmark => ({ benchmark, unit: (await scriptOf(benchmark)).unit ?? null })))

test('the suite has what a host promises', () => {
  const lines = withUnits.map(({ benchmark: { name, target }, unit }) => [name, unit ?? 'time', target ?? ''].join(' | '))
  expect(lines.map(line => line.replace(/[ |]+$/, ''))).toEqual([
    'instantiate cold 1 kB | time | < 10 ms',
    'instantiate cold 10 kB | time | < 10 ms',
    'instantiate cold 100 kB | time | < 10 ms',
    'instantiate warm 1 kB | time',
    'instantiate warm 10 kB | time',
    'instantiate warm 100 kB | time',
    'call js to wasm | time',
    'call wasm to js | time',
    'call js to js | time',
    'call indirect | time',
    'fib 10 in wasm | time',
    'fib 20 in wasm | time',
    'fib 30 in wasm | time',
    'fib 20 in javascript | time',
    'fill memory at once | time',
    'fill memory by stores | time',
    'memory per instance of 64 kB | bytes | < 512 kB',
    'memory per instance of 1 MB | bytes | < 1560 kB',
    'memory per instance of 2 MB | bytes | < 2609 kB',
    '1 instance concurrently | time',
    '10 instances concurrently | time',
    '50 instances concurrently | time',
    '1 instance one by one | time',
    '10 instances one by one | time',
    '50 instances one by one | time',
    'grow memory within the limit | ns',
    'grow memory beyond the limit | time',
    'successful run | time',
    'trap unreachable | time',
    'trap division by zero | time',
    'trap integer overflow | time',
    'trap memory out of bounds | time',
    'trap table out of bounds | time',
    'trap call of an empty entry | time',
    'trap signature mismatch | time',
    'trap stack overflow | time',
    'clean-up after success | ns',
    'memory held after success | bytes',
    'clean-up after trap | ns',
    'memory held after trap | bytes',
    'recovery after trap | time | < 1 ms',
    'runaway loop stopped | ns | < 100 ms',
  ])
})

// What measures itself collects and waits, which takes seconds; the second tier runs each in a process of its own.
const timed = withUnits.filter(({ unit }) => unit === null)

describe('runs twice with the same result:', () => {
  test.each(timed.map(({ benchmark }) => [benchmark.name, benchmark] as const))('%s', async (_, benchmark) => {
    const { script, state } = await load(benchmark)
    const results = [await script.run(state), await script.run(state)]
    expect(results[0]).toBeDefined()
    expect(results[1]).toEqual(results[0])
  })
})

/** Every function that an instance exports becomes what `change` makes of it. */
function hostWith(change: (original: (...args: unknown[]) => unknown, name: string) => (...args: unknown[]) => unknown): void {
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const { exports } = Reflect.construct(target, args) as WebAssembly.Instance
      const changed = Object.entries(exports).map(([name, value]) => [
        name,
        typeof value === 'function' ? change(value as (...args: unknown[]) => unknown, name) : value,
      ])
      return { exports: Object.fromEntries(changed) }
    },
  })
}

const trapping = runtimeSuite.map(({ name }) => name).filter(name => name.startsWith('trap ') || name.endsWith('after trap'))

describe('a host', () => {
  test('that swallows traps fails in everything that traps', async () => {
    hostWith(original => (...args) => {
      try {
        return original(...args)
      } catch {
        return 0
      }
    })
    expect(trapping).toHaveLength(11)
    for (const name of trapping) await expect(runOf(name), name).rejects.toThrow(/the host misbehaves: the trap ".*" did not come/)
    await expect(runOf('successful run')).resolves.toBe(55)
  })

  test('that reports a trap as another one fails', async () => {
    hostWith(original => (...args) => {
      try {
        return original(...args)
      } catch {
        throw new WebAssembly.RuntimeError('something is wrong')
      }
    })
    for (const name of trapping) await expect(runOf(name), name).rejects.toThrow(/came as RuntimeError: something is wrong/)
  })

  test.each([
    ['computes something else', 'fib', () => 54, ['fib 10 in wasm', 'recovery after trap', 'clean-up after success']],
    ['leaves work out', 'work', () => 1024, ['successful run']],
    ['calls something else', 'callEntries', () => 0, ['call indirect']],
    ['fills nothing', 'fillAtOnce', () => undefined, ['fill memory at once', 'memory per instance of 64 kB']],
    ['grows beyond the limit', 'grow', () => 1, ['grow memory beyond the limit']],
    ['does not grow', 'growByOne', () => 64, ['grow memory within the limit']],
  ])('that %s fails', async (_, changed, by, names) => {
    hostWith((original, name) => (name === changed ? by : original))
    for (const name of names) await expect(runOf(name), name).rejects.toThrow('the host misbehaves')
  })
})

test.each([1000, 10_000, 100_000])('the module of %i bytes has that size, is valid, and is functions but for some bytes', size => {
  const { bytes, functions, uniqueAt } = sizedModule(size)
  expect(bytes).toHaveLength(size)
  expect(size - uniqueAt).toBe(8)
  const module = new Module(bytes)
  const [padding] = Module.customSections(module, 'padding')
  expect(padding!.byteLength).toBeLessThan(120)
  expect((new Instance(module).exports['functions'] as WebAssembly.Global).value).toBe(functions)
})

test('each cold instantiation compiles bytes that were not seen before', async () => {
  const seen = new Set<string>()
  WebAssembly.Module = new Proxy(Module, {
    construct(target, args) {
      seen.add(Buffer.from(args[0] as Uint8Array).toString('base64'))
      return Reflect.construct(target, args)
    },
  })
  const { script, state } = await load(runtimeSuite[0]!)
  for (let i = 0; i < 5; i++) script.run(state)
  expect(seen.size).toBe(5)
})

test('the program fills, calls and grows as its description says', () => {
  const program = new Instance(new Module(programModule(1, 3))).exports as unknown as Program
  program.fillByStores(16, 7)
  expect([program.load(12), program.load(16)]).toEqual([0x0707_0707, 0])
  program.fillAtOnce(5, 9)
  expect([program.load(0), program.load(4)]).toEqual([0x0909_0909, 0x0707_0709])
  expect([program.growByOne(5), program.memory.buffer.byteLength]).toEqual([2, 3 * 2 ** 16])
  expect([program.callEntry(4), program.fib(12), program.divide(-7, 2), program.add(2, 3)]).toEqual([42, 144, -3, 5])
})
