import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord, without } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { machineOf, together } from './machine.ts'
import { nameSchema, nanoseconds, parsed } from './parsed.ts'

const statsSchema = z.looseObject({
  samples: z.array(nanoseconds).optional(),
  avg: nanoseconds.optional(),
  p50: nanoseconds.optional(),
  p99: nanoseconds.optional(),
})
const runSchema = z.looseObject({
  name: nameSchema,
  stats: statsSchema.nullish(),
  error: z.unknown().optional(),
})
const trialSchema = z.looseObject({ alias: nameSchema, runs: z.array(runSchema) })
const fileSchema = z.looseObject({ benchmarks: z.array(trialSchema), context: z.record(z.string(), z.unknown()).optional() })

/** What `run()` of mitata returns, as JSON; a run with arguments is a benchmark by itself. The samples are of one process, and sorted. */
export const mitata: ResultImport = {
  name: 'mitata',
  hasEntries: false,
  samplesBy: null,
  recognises: ({ json }) =>
    isRecord(json) && Array.isArray(json.benchmarks) && json.benchmarks.some(each => isRecord(each) && 'alias' in each && 'runs' in each),
  read: files => together(files.map(readFile)),
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { benchmarks, context = {}, ...more } = parsed(fileSchema, json, path)
  return {
    file: path,
    producer: { name: 'mitata', version: null, method: null },
    machine: machineOf({ ...without(more, ['layout']), ...context }),
    benchmarks: benchmarks.flatMap(({ runs, ...trial }) => runs.map(run => benchmarkOf(run, trial, path))),
    warnings: [],
  }
}

function benchmarkOf({ name, stats, error, ...run }: z.infer<typeof runSchema>, trial: Record<string, unknown>, file: string): Imported {
  const { samples = [], avg = null, p50 = null, p99 = null, ...rest } = stats ?? {}
  return imported({
    file,
    name,
    unit: 'ns',
    failure: error === undefined ? (stats ? null : 'it has no figures') : messageOf(error),
    processes: [samples],
    known: { mean: avg, median: p50, p99 },
    unread: { ...trial, ...run, ...(stats ? { stats: rest } : {}) },
  })
}

/** An error becomes `{}` in JSON. */
function messageOf(error: unknown): string {
  return isRecord(error) && typeof error.message === 'string' ? error.message : 'it threw an error'
}
