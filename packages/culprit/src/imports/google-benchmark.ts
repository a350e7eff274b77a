import * as z from 'zod'
import { badResultFile } from '../model/errors.ts'
import { imported, sum } from './benchmark.ts'
import { isRecord, without } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { machineOf, together } from './machine.ts'
import { amount, nameSchema, parsed } from './parsed.ts'

const factors = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 } as const

const rowSchema = z.looseObject({
  name: nameSchema,
  run_name: nameSchema.optional(),
  run_type: z.string().optional(),
  repetition_index: z.int().nonnegative().optional(),
  aggregate_name: z.string().optional(),
  aggregate_unit: z.string().optional(),
  iterations: amount().optional(),
  real_time: amount().optional(),
  cpu_time: amount().optional(),
  time_unit: z.enum(['ns', 'us', 'ms', 's']).optional(),
  error_occurred: z.boolean().optional(),
  error_message: z.string().optional(),
  // Since 1.9 a benchmark can also be skipped.
  skipped: z.union([z.boolean(), z.string()]).optional(),
  skip_message: z.string().optional(),
})
const read = ['name', 'run_name', 'run_type', 'repetition_index', 'real_time', 'cpu_time', 'time_unit', 'iterations', 'error_occurred']
type Row = z.infer<typeof rowSchema>
const fileSchema = z.object({ context: z.record(z.string(), z.unknown()), benchmarks: z.array(rowSchema) })

/** Google Benchmark, `--benchmark_format=json`. The repetitions are of one process; the time is the real one. */
export const googleBenchmark: ResultImport = {
  name: 'google-benchmark',
  hasEntries: false,
  samplesBy: null,
  recognises: ({ json }) => isRecord(json) && isRecord(json.context) && Array.isArray(json.benchmarks) && json.benchmarks.every(isRow),
  read: files => together(files.map(readFile)),
}

function isRow(json: unknown): boolean {
  return isRecord(json) && 'name' in json && ('real_time' in json || 'error_occurred' in json || 'run_type' in json)
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { context, benchmarks } = parsed(fileSchema, json, path)
  const rows = benchmarks.map((row, index) => ({ row, place: `benchmarks[${index}]` }))
  const byName = Map.groupBy(rows, ({ row }) => row.run_name ?? row.name)
  const version = typeof context.library_version === 'string' ? context.library_version : null
  return {
    file: path,
    producer: { name: 'Google Benchmark', version, method: null },
    machine: machineOf(context),
    benchmarks: Array.from(byName, ([name, list]) => benchmarkOf(name, list, path)),
    warnings: [],
  }
}

function benchmarkOf(name: string, all: readonly { readonly row: Row; readonly place: string }[], file: string): Imported {
  const rows = all.filter(({ row }) => row.run_type !== 'aggregate')
  const failed = all.find(({ row }) => row.error_occurred === true || row.skipped !== undefined)?.row
  if (failed !== undefined) {
    const failure = failed.error_message ?? failed.skip_message ?? 'it failed'
    const unread = without(failed, read)
    return imported({ file, name, unit: 'ns', failure, isLeftOut: failed.error_occurred !== true, processes: [], unread })
  }
  if (rows.length === 0) return imported({ file, name, unit: 'ns', processes: [], known: aggregates(all, file), unread: {} })
  const times = rows.map(({ row, place }) => timeOf(row, file, place))
  const cpu = rows.map(({ row }) => row.cpu_time ?? null)
  const realTime = sum(rows.map(({ row }) => row.real_time ?? 0))
  const iterations = [...new Set(rows.map(({ row }) => row.iterations))]
  const rests = rows.map(({ row }) => without(row, read))
  return imported({
    file,
    name,
    unit: 'ns',
    processes: [times],
    batch: iterations.length === 1 ? (iterations[0] ?? null) : null,
    cpuShare: realTime === 0 || cpu.includes(null) ? null : sum(cpu.filter(each => each !== null)) / realTime,
    unread: rests.length === 1 ? rests[0]! : { repetitions: rests },
  })
}

function timeOf(row: Row, file: string, place: string): number {
  if (row.real_time === undefined) throw badResultFile(file, 'it has no real_time', place)
  return parsed(amount(factors[row.time_unit ?? 'ns']), row.real_time, file, `${place}.real_time`)
}

/** `--benchmark_report_aggregates_only`. Counted per repetition: how many there were, the aggregate has in the place of the iterations. */
function aggregates(rows: readonly { readonly row: Row; readonly place: string }[], file: string) {
  const of = (name: string) => {
    const found = rows.find(({ row }) => row.aggregate_name === name && row.aggregate_unit !== 'percentage')
    return found === undefined ? null : timeOf(found.row, file, found.place)
  }
  const samples = rows.find(({ row }) => row.aggregate_name === 'mean')?.row.iterations ?? 0
  return { mean: of('mean'), median: of('median'), deviation: of('stddev'), samples: Number.isSafeInteger(samples) ? samples : 0 }
}
