import { fileURLToPath } from 'node:url'
import { callsPerIteration } from './calls.ts'
import { bytesPerIteration } from './memory-fill.ts'
import { traps } from './trap.ts'

/** One benchmark of the suite: a workload and the parameters that its setup gets. */
export interface RuntimeBenchmark {
  readonly name: string
  /** Of the workload's script. */
  readonly path: string
  readonly parameters: Readonly<Record<string, string>>
  /** What an iteration works through, for its throughput; null where that means nothing. */
  readonly bytesPerIteration: number | null
  /** How many times an iteration does what the benchmark is called after, when that is too short to be timed; 1 elsewhere. */
  readonly elementsPerIteration: number
  /** What is expected of a host, such as `< 10 ms`; null where nothing is. */
  readonly target: string | null
}

const moduleSizes = [1, 10, 100]
const instanceCounts = [1, 10, 50]
/** Pages of a memory, and what an instance with it may take: the memory itself and 512 kB. */
const memories = [
  ['64 kB', 1, '< 512 kB'],
  ['1 MB', 16, '< 1560 kB'],
  ['2 MB', 32, '< 2609 kB'],
] as const

/** What a WebAssembly host promises, each promise as a benchmark that also checks that it is kept. */
export const runtimeSuite: readonly RuntimeBenchmark[] = [
  ...moduleSizes.map(size =>
    benchmark(`instantiate cold ${size} kB`, 'instantiation', { from: 'bytes', bytes: `${size}000` }, { target: '< 10 ms' }),
  ),
  ...moduleSizes.map(size => benchmark(`instantiate warm ${size} kB`, 'instantiation', { from: 'module', bytes: `${size}000` })),
  ...['js to wasm', 'wasm to js', 'js to js', 'indirect'].map(call =>
    benchmark(`call ${call}`, 'calls', { call }, { elementsPerIteration: callsPerIteration }),
  ),
  ...[10, 20, 30].map(n => benchmark(`fib ${n} in wasm`, 'compute', { n: String(n), in: 'wasm' })),
  benchmark('fib 20 in javascript', 'compute', { n: '20', in: 'javascript' }),
  benchmark('fill memory at once', 'memory-fill', { by: 'memory.fill' }, { bytesPerIteration }),
  benchmark('fill memory by stores', 'memory-fill', { by: 'stores' }, { bytesPerIteration }),
  ...memories.map(([size, pages, target]) =>
    benchmark(`memory per instance of ${size}`, 'memory-per-instance', { pages: String(pages) }, { target }),
  ),
  ...['concurrently', 'one by one'].flatMap(order =>
    instanceCounts.map(count =>
      benchmark(`${count} ${count === 1 ? 'instance' : 'instances'} ${order}`, 'many-instances', { instances: String(count), order }),
    ),
  ),
  benchmark('grow memory within the limit', 'memory-growth', {}),
  benchmark('grow memory beyond the limit', 'memory-limit', {}),
  benchmark('successful run', 'successful-run', {}),
  ...Object.keys(traps).map(trap => benchmark(`trap ${trap}`, 'traps', { trap })),
  ...['success', 'trap'].flatMap(end => [
    benchmark(`clean-up after ${end}`, 'clean-up', { end }),
    benchmark(`memory held after ${end}`, 'held-memory', { end }),
  ]),
  benchmark('recovery after trap', 'recovery', {}, { target: '< 1 ms' }),
  benchmark('runaway loop stopped', 'runaway-loop', {}, { target: '< 100 ms' }),
]

function benchmark(
  name: string,
  script: string,
  parameters: Readonly<Record<string, string>>,
  rest: Partial<Omit<RuntimeBenchmark, 'name' | 'path' | 'parameters'>> = {},
): RuntimeBenchmark {
  return { name, path: pathOf(script), parameters, bytesPerIteration: null, elementsPerIteration: 1, target: null, ...rest }
}

/** Launched processes need plain JavaScript, whichever way culprit itself was started; src/ and dist/ have the same depth. */
function pathOf(script: string): string {
  return fileURLToPath(new URL(`../../../dist/suites/runtime/${script}.js`, import.meta.url))
}
