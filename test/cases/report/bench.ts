import { besideBaseline } from '../../../packages/culprit/src/bench/beside-baseline.ts'
import { adviceFor } from '../../../packages/culprit/src/bench/advice.ts'
import { summarise } from '../../../packages/culprit/src/bench/summary.ts'
import type { Bench, Benchmark } from '../../../packages/culprit/src/model/bench.ts'
import { environment } from './comparisons.ts'

/** Ten processes of three values around a median, always the same ones; in quarters of `scatter`. */
function processesAround(median: number, scatter: number): number[][] {
  return Array.from({ length: 10 }, (_, process) =>
    Array.from({ length: 3 }, (_, sample) => median * (1 + (scatter * ((((process * 7 + sample * 3) % 11) - 5) / 5)) / 2)),
  )
}

/** A measured benchmark whose ten processes scatter around a median by so large a share; `rest` says otherwise. */
export function benchmark(name: string, median: number, scatter: number, rest: Partial<Benchmark> = {}): Benchmark {
  const processes = processesAround(median, scatter)
  const shape = { unit: 'ns', isSteady: true, modes: 1, waitShare: 0.01 }
  const summary = summarise(processes)
  return {
    suite: 'parser',
    name,
    better: 'smaller',
    state: 'measured',
    failure: null,
    ...summary,
    ...shape,
    processes,
    throughput: null,
    batch: 120,
    cpuShare: 1,
    target: null,
    baseline: null,
    advice: adviceFor({ ...shape, ...summary }),
    ran: {
      reference: './dist',
      version: null,
      tree: { sha256: 'a'.repeat(64), folder: '', file: null },
      engine: 'node@24.21.0',
      engineSha256: 'b'.repeat(64),
      flags: [],
      workload: 'parse.mjs',
      workloadSha256: 'c'.repeat(64),
      measuresItself: false,
    },
    unread: {},
    ...rest,
  }
}

/** A result of these benchmarks, on always the same machine. */
export function document(run: string, startedMs: number, benchmarks: readonly Benchmark[]): Bench {
  return {
    formatVersion: 1,
    kind: 'bench',
    run,
    startedMs,
    producer: { name: 'culprit', version: '0.1.0', format: null, method: null, files: [] },
    environment,
    machine: {},
    verdict: null,
    reason: `${benchmarks.length} of ${benchmarks.length} benchmarks measured`,
    benchmarks: [...benchmarks],
    baseline: null,
    savedAs: null,
    settings: { sampleSize: 30, processes: 10, measurementNs: 5e9, warmUpNs: 1e8, threshold: 0.05, seed: 'seed' },
    command: ['culprit', 'bench', 'parser', '--baseline', 'main'],
    warnings: [],
  }
}

const small = ['parse 1 kB', 'parse 10 kB', 'parse 100 kB', 'format 1 kB', 'format 10 kB', 'format 100 kB', 'walk', 'print']
const before = document('20260101-100000-aaaa', Date.UTC(2026, 0, 1, 10), [
  ...small.map((name, index) => benchmark(name, 10_000 * (index + 1), 0.02)),
  benchmark('load', 2_100_000, 0.03),
])

/** A result beside a baseline in which one benchmark became slower, one missed its target, one is unsteady, and one fails. */
export const bench: Bench = besideBaseline(
  document('20260102-100000-bbbb', Date.UTC(2026, 0, 2, 10), [
    ...small.map((name, index) => benchmark(name, 10_000 * (index + 1) * (1 + ((index % 3) - 1) / 400), 0.02)),
    benchmark('load', 3_000_000, 0.03, {
      target: { text: '< 2.5 ms', limit: 2_500_000, state: 'missed' },
      throughput: { value: 333_333_333, unit: 'bytes/s' },
    }),
    benchmark('memory', 70_000, 0.01, { unit: 'bytes', target: { text: '< 512 kB', limit: 512_000, state: 'met' } }),
    benchmark('cache', 5_000, 0.9),
  ]),
  before,
  { name: 'main', threshold: 0.05, correction: { method: 'benjamini-yekutieli', rate: 0.05 } },
)
