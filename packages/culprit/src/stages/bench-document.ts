import { adviceFor } from '../bench/advice.ts'
import { summarise } from '../bench/summary.ts'
import { parseTarget, targetState } from '../bench/target.ts'
import { valuesOf } from '../measure/benchmark.ts'
import type { Bench, Benchmark } from '../model/bench.ts'
import type { BenchRequest } from '../model/bench-request.ts'
import type { Measured } from '../model/launch.ts'
import type { Competitor } from '../platform/competitors.ts'
import { version } from '../platform/version.ts'
import { bimodal } from '../stats/bimodal.ts'
import { median } from '../stats/median.ts'
import type { Warning } from '../model/warning.ts'
import type { MeasuredBenchmark } from './measure-benchmarks.ts'
import type { PreparedBench, PreparedBenchmark } from './prepare-benchmarks.ts'
import { workloadName } from './workload.ts'

/** What was measured, as a document; nothing is compared in it yet. */
export function benchDocument(
  { benchmarks, environment }: PreparedBench,
  results: readonly MeasuredBenchmark[],
  request: BenchRequest,
  warnings: readonly Warning[],
): Bench {
  const documented = benchmarks.map((benchmark, place) => benchmarkOf(benchmark, results[place]!))
  const measured = documented.filter(({ state }) => state === 'measured').length
  const missed = documented.filter(({ target }) => target?.state === 'missed').length
  return {
    formatVersion: 1,
    kind: 'bench',
    run: request.id,
    startedMs: request.startedMs,
    producer: { name: 'culprit', version, format: null, method: null, files: [] },
    environment,
    machine: {},
    verdict: null,
    reason: `${measured} of ${documented.length} benchmarks measured${missed > 0 ? `, ${missed} beyond their target` : ''}`,
    benchmarks: documented,
    baseline: null,
    savedAs: null,
    settings: { ...request.settings },
    command: ['culprit', ...request.commandLine],
    warnings: [...warnings],
  }
}

function benchmarkOf({ planned, resolved, context }: PreparedBenchmark, result: MeasuredBenchmark): Benchmark {
  const { suite, name } = planned
  const { side, workloadSha256 } = resolved
  const hasTree = side.reference !== side.engine
  const unit = result.kind === 'measured' ? result.tried.unit : 'ns'
  const target = planned.target === null ? null : parseTarget(planned.target, name, unit)
  const base = {
    suite,
    name,
    unit,
    better: 'smaller',
    baseline: null,
    unread: {},
    ran: {
      reference: planned.reference === null ? null : side.reference,
      version: side.version,
      tree: hasTree ? { sha256: side.tree, folder: side.folder, file: side.file } : null,
      engine: side.engine,
      engineSha256: side.engineSha256,
      flags: planned.flags,
      workload: workloadName(context.workload),
      workloadSha256,
      measuresItself:
        result.kind === 'measured' && result.launches.some(({ outcome }) => outcome.kind === 'measured' && outcome.values !== null),
    },
  } as const
  if (result.kind !== 'measured') {
    return {
      ...base,
      ...summarise([]),
      state: result.kind === 'failed' ? 'failed' : 'not-measured',
      failure: result.kind === 'failed' ? result.failure : result.why,
      processes: [],
      throughput: null,
      batch: null,
      isSteady: null,
      modes: null,
      cpuShare: null,
      waitShare: null,
      target: target && { text: target.text, limit: target.limit, state: 'not-measured' },
      advice: [],
    }
  }
  const { tried, launches } = result
  const measured = launches.flatMap(({ outcome }) => (outcome.kind === 'measured' ? [outcome] : []))
  const processes = measured.map(outcome => valuesOf(outcome).map(value => value / planned.parts))
  const summary = summarise(processes)
  const shape = {
    isSteady: tried.isSteady,
    modes: modesOf(processes.flat()),
    cpuShare: unit === 'ns' ? cpuShareOf(measured) : null,
    waitShare: medianOr(measured.flatMap(({ waitShare }) => waitShare ?? [])),
  }
  return {
    ...base,
    ...summary,
    ...shape,
    state: 'measured',
    failure: null,
    processes,
    throughput:
      planned.work === null || summary.median === null || summary.median === 0 || unit !== 'ns'
        ? null
        : { value: (planned.work.amount / summary.median) * 1e9, unit: `${planned.work.unit}/s` },
    batch: tried.plan.batch,
    target: target && { text: target.text, limit: target.limit, state: targetState(target, summary.median) },
    advice: adviceFor({ unit, ...summary, ...shape }),
  }
}

/** Too few values show no levels. */
function modesOf(values: readonly number[]): number | null {
  if (values.length < 12 || values.some(value => value <= 0)) return null
  return bimodal(values.map(Math.log)) === null ? 1 : 2
}

function cpuShareOf(measured: readonly Measured[]): number | null {
  return medianOr(
    measured.flatMap(({ cpuNs, samplesNs, warmUp }) => {
      const counted = samplesNs.slice(warmUp)
      const meanNs = counted.reduce((sum, ns) => sum + ns, 0) / counted.length
      return cpuNs === null || !(meanNs > 0) ? [] : [cpuNs / meanNs]
    }),
  )
}

function medianOr(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values)
}

/** Programs that used the processors while benchmarks ran. */
export function competitionWarnings(competitors: readonly Competitor[]): Warning[] {
  const busy = competitors.filter(({ share }) => share >= 0.1)
  if (busy.length === 0) return []
  const names = busy.slice(0, 5).map(({ name, share }) => `${name} (${Math.round(share * 100)} % of one)`)
  return [
    {
      code: 'competition',
      message: `Other programs used the processors meanwhile: ${names.join(', ')}.`,
      action: 'Close them and measure again: times that were taken beside them are those of both.',
    },
  ]
}
