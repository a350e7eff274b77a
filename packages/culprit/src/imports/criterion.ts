import * as z from 'zod'
import type { Benchmark } from '../model/bench.ts'
import { badResultFile, noBenchmarkInResult } from '../model/errors.ts'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Imported, ImportOptions, Reading, ResultFile, ResultImport } from './import.ts'
import { amount, nameSchema, nanoseconds, parsed } from './parsed.ts'

const throughputUnits = { Bytes: 'bytes/s', BytesDecimal: 'bytes/s', Elements: 'elements/s' } as const

const benchmarkSchema = z.looseObject({
  group_id: z.string(),
  full_id: nameSchema.optional(),
  function_id: z.string().nullish(),
  value_str: z.string().nullish(),
  throughput: z.partialRecord(z.enum(['Bytes', 'BytesDecimal', 'Elements']), amount()).nullish(),
})
const iterations = z.number().positive().max(1e18)
const sampleSchema = z.union([
  z.looseObject({ iters: z.array(iterations), times: z.array(nanoseconds) }),
  // Up to 0.3.0.
  z.tuple([z.array(iterations), z.array(nanoseconds)]).transform(([iters, times]) => ({ iters, times })),
])
const estimateSchema = z.looseObject({
  confidence_interval: z.object({ confidence_level: z.number().gt(0).lt(1), lower_bound: nanoseconds, upper_bound: nanoseconds }),
  point_estimate: nanoseconds,
})
const estimatesSchema = z.union([
  z.looseObject({ mean: estimateSchema, median: estimateSchema, std_dev: estimateSchema }),
  z
    .looseObject({ Mean: estimateSchema, Median: estimateSchema, StdDev: estimateSchema })
    .transform(({ Mean, Median, StdDev, ...rest }) => ({ mean: Mean, median: Median, std_dev: StdDev, ...rest })),
])

/**
 * The folder `target/criterion` of Criterion.rs: of each benchmark what was saved under one name, `new` unless another is asked for. Its
 * identity is from benchmark.json, because folders have cut names. The samples are of one process.
 */
export const criterion: ResultImport = {
  name: 'criterion',
  hasEntries: true,
  samplesBy: 'Give the whole folder target/criterion: sample.json has them.',
  recognises: ({ path, text, json }) => {
    const file = baseName(path)
    if (file === 'benchmark.json') return isRecord(json) && 'group_id' in json
    if (file === 'sample.json') return (isRecord(json) && 'iters' in json && 'times' in json) || (Array.isArray(json) && json.length === 2)
    // What it has besides, and what is in sample.json too.
    if (file === 'tukey.json') return Array.isArray(json) && json.length === 4
    if (file === 'raw.csv') return text.startsWith('group,function,value,')
    return file === 'estimates.json' && isRecord(json) && ('std_dev' in json || 'StdDev' in json || isChange(path))
  },
  read: readFolder,
}

function readFolder(files: readonly ResultFile[], { entry }: ImportOptions): Reading {
  const saved = entry ?? 'new'
  const byPath = new Map(files.map(file => [file.path, file]))
  const identities = files.filter(file => baseName(file.path) === 'benchmark.json' && !isChange(file.path))
  const chosen = identities.filter(({ path }) => savedName(path) === saved)
  if (chosen.length === 0) {
    const names = [...new Set(identities.map(({ path }) => savedName(path)))]
    const why =
      names.length === 0 ? 'there is no benchmark.json beside the figures' : `nothing was saved as "${saved}", but as ${names.join(', ')}`
    throw noBenchmarkInResult([files[0]?.path ?? ''], why)
  }
  return {
    producer: { name: 'Criterion.rs', version: null, method: null },
    machine: {},
    benchmarks: chosen.map(identity => benchmarkOf(identity, byPath)),
    warnings: [],
  }
}

function benchmarkOf({ path, json }: ResultFile, files: ReadonlyMap<string, ResultFile>): Imported {
  const { group_id, full_id, function_id, value_str, throughput, ...identity } = parsed(benchmarkSchema, json, path)
  const folder = path.slice(0, -'benchmark.json'.length)
  const sample = files.get(`${folder}sample.json`)
  const estimates = files.get(`${folder}estimates.json`)
  const { known, rest } = estimates === undefined ? { known: null, rest: null } : estimatesOf(estimates)
  const { iters, values, ...sampling } = sample === undefined ? { iters: [], values: [] } : samplesOf(sample)
  const [kind, each] = Object.entries(throughput ?? {})[0] ?? []
  return imported({
    file: folder,
    name: full_id ?? [group_id, function_id, value_str].filter(part => part !== null && part !== undefined && part !== '').join('/'),
    unit: 'ns',
    failure: known === null && values.length === 0 ? 'there are no figures beside its benchmark.json' : null,
    processes: [values],
    known: known ?? {},
    work: kind === undefined || each === undefined ? null : { amount: each, unit: throughputUnits[kind as keyof typeof throughputUnits] },
    batch: new Set(iters).size === 1 ? iters[0]! : null,
    unread: { ...identity, ...sampling, ...(rest === null ? {} : { estimates: rest }) },
  })
}

/** Times of so many iterations each, as the time of one. */
function samplesOf({ path, json }: ResultFile) {
  const { iters, times, ...rest } = parsed(sampleSchema, json, path)
  if (iters.length !== times.length) throw badResultFile(path, `it has ${iters.length} iters and ${times.length} times`, null)
  return { ...rest, iters, values: times.map((time, index) => time / iters[index]!) }
}

function estimatesOf({ path, json }: ResultFile) {
  const { median, mean, std_dev } = parsed(estimatesSchema, json, path)
  const { lower_bound, upper_bound, confidence_level } = median.confidence_interval
  const known: Partial<Benchmark> = {
    median: median.point_estimate,
    mean: mean.point_estimate,
    deviation: std_dev.point_estimate,
    low: lower_bound,
    high: upper_bound,
    confidence: confidence_level,
  }
  return { known, rest: json }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folder that the file lies in. */
function savedName(path: string): string {
  return path.split('/').at(-2) ?? ''
}

/** What Criterion.rs says of the difference to the run before is relative, and no measurement. */
function isChange(path: string): boolean {
  return savedName(path) === 'change'
}
