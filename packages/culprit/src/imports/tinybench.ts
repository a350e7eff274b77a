import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord, without } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { milliseconds, nameSchema, parsed } from './parsed.ts'

const latencyShape = {
  samples: z.array(milliseconds).nullish(),
  samplesCount: z.int().nonnegative().optional(),
  mean: milliseconds.optional(),
  p50: milliseconds.optional(),
  p99: milliseconds.optional(),
  sd: milliseconds.optional(),
}
const resultSchema = z.looseObject({
  /** Since 4; before, the figures of the latency stand here themselves, up to 2. */
  latency: z.looseObject(latencyShape).optional(),
  state: z.string().optional(),
  error: z.unknown().optional(),
  runtime: z.string().optional(),
  runtimeVersion: z.string().optional(),
  ...latencyShape,
})
const taskSchema = z.looseObject({
  name: nameSchema,
  runtime: z.string().optional(),
  runtimeVersion: z.string().optional(),
  result: resultSchema.nullish(),
})
type Task = z.infer<typeof taskSchema>

/** Tasks of tinybench as JSON: one, a list of them, or `{ tasks }`. All samples are of one process, and tinybench has sorted them. */
export const tinybench: ResultImport = {
  name: 'tinybench',
  hasEntries: false,
  samplesBy: 'Have tinybench keep them: new Bench({ retainSamples: true }).',
  recognises: ({ json }) => tasksIn(json).some(isTask),
  read: files => together(files.map(readFile)),
}

function isTask(json: unknown): boolean {
  if (!isRecord(json) || !('name' in json) || !isRecord(json.result)) return false
  return 'latency' in json.result || 'state' in json.result || ('hz' in json.result && 'rme' in json.result)
}

function tasksIn(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  if (isRecord(json)) return Array.isArray(json.tasks) ? json.tasks : [json]
  return []
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const tasks = parsed(z.array(taskSchema), tasksIn(json), path, Array.isArray(json) ? '' : 'tasks')
  const runtimes = tasks.map(({ runtime, runtimeVersion, result }) => ({
    runtime: runtime ?? result?.runtime,
    runtimeVersion: runtimeVersion ?? result?.runtimeVersion,
  }))
  const { runtime, runtimeVersion } = runtimes.find(each => each.runtime !== undefined) ?? {}
  return {
    file: path,
    producer: { name: 'tinybench', version: null, method: null },
    machine: { ...(runtime === undefined ? {} : { runtime }), ...(runtimeVersion === undefined ? {} : { runtimeVersion }) },
    benchmarks: tasks.map(task => benchmarkOf(task, path)),
    warnings: [],
  }
}

function benchmarkOf({ name, result, ...task }: Task, file: string): Imported {
  const more = without(task, runtimeFields)
  if (result === null || result === undefined) {
    return imported({ file, name, unit: 'ns', failure: 'it was not run', isLeftOut: true, processes: [], unread: more })
  }
  const { samples, samplesCount, mean, p50, p99, sd } = result.latency ?? result
  const read = Object.keys(latencyShape)
  const rest = without(result, ['latency', ...read, ...runtimeFields])
  const latency = result.latency === undefined ? {} : { latency: without(result.latency, read) }
  return imported({
    file,
    name,
    unit: 'ns',
    failure: failureOf(result),
    processes: [samples ?? []],
    known: { mean: mean ?? null, median: p50 ?? null, p99: p99 ?? null, deviation: sd ?? null, samples: samplesCount ?? 0 },
    unread: { ...more, ...rest, ...latency },
  })
}

const runtimeFields = ['runtime', 'runtimeVersion']

function failureOf({ state, error }: z.infer<typeof resultSchema>): string | null {
  if (isRecord(error) && typeof error.message === 'string') return error.message
  if (error !== undefined && error !== null) return typeof error === 'string' ? error : 'it threw an error'
  return state === undefined || state === 'completed' ? null : `it is ${state}`
}
