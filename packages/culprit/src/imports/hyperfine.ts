import * as z from 'zod'
import { imported, sum } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { amount, nameSchema, parsed, seconds } from './parsed.ts'

const resultSchema = z.looseObject({
  command: nameSchema,
  mean: seconds,
  stddev: seconds.nullish(),
  median: seconds.nullish(),
  user: seconds.nullish(),
  system: seconds.nullish(),
  times: z.array(seconds).optional(),
  exit_codes: z.array(z.int().nullable()).optional(),
  memory_usage_byte: z.array(amount()).optional(),
})
const fileSchema = z.object({ results: z.array(resultSchema) })

/** `hyperfine --export-json`. Each time is that of a process of its own. */
export const hyperfine: ResultImport = {
  name: 'hyperfine',
  hasEntries: false,
  samplesBy: null,
  recognises: ({ json }) => isRecord(json) && Array.isArray(json.results) && json.results.some(each => isRecord(each) && 'command' in each),
  read: files => together(files.map(readFile)),
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { results } = parsed(fileSchema, json, path)
  const benchmarks = results.flatMap(result => benchmarksOf(result, path))
  return { file: path, producer: { name: 'hyperfine', version: null, method: null }, machine: {}, benchmarks, warnings: [] }
}

function benchmarksOf(result: z.infer<typeof resultSchema>, file: string): Imported[] {
  const {
    command,
    mean,
    stddev = null,
    median = null,
    user = null,
    system = null,
    times = [],
    exit_codes,
    memory_usage_byte,
    ...rest
  } = result
  const common = { file, failure: failureOf(exit_codes ?? []), unread: exit_codes === undefined ? rest : { ...rest, exit_codes } }
  const time = imported({
    ...common,
    name: command,
    unit: 'ns',
    processes: times.map(time => [time]),
    known: { mean, median, deviation: stddev },
    cpuShare: user === null || system === null ? null : sum([user, system]) / mean,
  })
  if (memory_usage_byte === undefined) return [time]
  const processes = memory_usage_byte.map(bytes => [bytes])
  return [time, imported({ ...common, name: `${command} > peak memory`, unit: 'bytes', processes })]
}

/** A command that fails does something else than what was to be measured. A code is null when a signal ended it. */
function failureOf(codes: readonly (number | null)[]): string | null {
  const failed = codes.filter(code => code !== 0)
  if (failed.length === 0) return null
  const kinds = [...new Set(failed.map(code => (code === null ? 'ended by a signal' : `exit code ${code}`)))]
  return `${failed.length} of ${codes.length} runs failed: ${kinds.slice(0, 5).join(', ')}`
}
