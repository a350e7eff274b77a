import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { machineOf, together } from './machine.ts'
import { amount, nameSchema, nanoseconds, parsed } from './parsed.ts'

const measurementSchema = z.object({
  IterationMode: z.string(),
  IterationStage: z.string(),
  LaunchIndex: z.int(),
  Operations: amount(),
  Nanoseconds: nanoseconds,
})
type Measurement = z.infer<typeof measurementSchema>
const statisticsSchema = z.looseObject({
  OriginalValues: z.array(nanoseconds).optional(),
  N: z.int().nonnegative(),
  Median: nanoseconds,
  Mean: nanoseconds,
  StandardDeviation: nanoseconds,
})
const benchmarkSchema = z.looseObject({
  FullName: nameSchema,
  Statistics: statisticsSchema.nullish(),
  Measurements: z.array(measurementSchema).nullish(),
})
const fileSchema = z.looseObject({
  HostEnvironmentInfo: z.looseObject({ BenchmarkDotNetVersion: z.string().optional() }),
  Benchmarks: z.array(benchmarkSchema),
})

/**
 * BenchmarkDotNet, `*-report-full.json` (or brief). `producer.method` says whether its overhead was measured, which it then subtracts: two
 * files that differ in that differ by a constant in every benchmark.
 */
export const benchmarkDotNet: ResultImport = {
  name: 'benchmarkdotnet',
  hasEntries: false,
  samplesBy: 'Have BenchmarkDotNet write the full form: [JsonExporterAttribute.Full].',
  recognises: ({ json }) => isRecord(json) && isRecord(json.HostEnvironmentInfo) && Array.isArray(json.Benchmarks),
  read: files => together(files.map(readFile)),
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { HostEnvironmentInfo, Benchmarks, ...more } = parsed(fileSchema, json, path)
  const { BenchmarkDotNetVersion: version = null, ...machine } = HostEnvironmentInfo
  return {
    file: path,
    producer: { name: 'BenchmarkDotNet', version, method: methodOf(Benchmarks.map(({ Measurements }) => Measurements ?? [])) },
    machine: machineOf({ ...more, ...machine }),
    benchmarks: Benchmarks.map(benchmark => benchmarkOf(benchmark, path)),
    warnings: [],
  }
}

function benchmarkOf({ FullName, Statistics, Measurements, ...rest }: z.infer<typeof benchmarkSchema>, file: string): Imported {
  const measurements = Measurements ?? []
  if (!Statistics) return imported({ file, name: FullName, unit: 'ns', failure: 'it has no statistics', processes: [], unread: rest })
  const { OriginalValues = [], N, Median, Mean, StandardDeviation, ...statistics } = Statistics
  const operations = [...new Set(measurements.filter(isActual).map(each => each.Operations))]
  return imported({
    file,
    name: FullName,
    unit: 'ns',
    processes: processesOf(OriginalValues, measurements),
    known: { median: Median, mean: Mean, deviation: StandardDeviation, samples: N },
    batch: operations.length === 1 ? operations[0]! : null,
    unread: { ...rest, Statistics: statistics },
  })
}

/** The values as its statistics are of: one list per launch where the results of the launches are there, else all in one. */
function processesOf(values: readonly number[], measurements: readonly Measurement[]): number[][] {
  const results = measurements.filter(each => each.IterationMode === 'Workload' && each.IterationStage === 'Result' && each.Operations > 0)
  const launches = Map.groupBy(results, each => each.LaunchIndex)
  if (launches.size === 0) return [[...values]]
  return Array.from(launches.values(), list => list.map(each => each.Nanoseconds / each.Operations))
}

function isActual({ IterationMode, IterationStage }: Measurement): boolean {
  return IterationMode === 'Workload' && IterationStage === 'Actual'
}

function methodOf(benchmarks: readonly (readonly Measurement[])[]): string | null {
  const measured = benchmarks.filter(list => list.length > 0)
  if (measured.length === 0) return null
  const subtracted = measured.filter(list => list.some(each => each.IterationMode === 'Overhead' && each.IterationStage === 'Actual'))
  if (subtracted.length === 0) return 'overhead-included'
  return subtracted.length === measured.length ? 'overhead-subtracted' : 'overhead-mixed'
}
