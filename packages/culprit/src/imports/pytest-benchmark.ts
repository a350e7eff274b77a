import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Reading, ResultFile, ResultImport } from './import.ts'
import { machineOf, together } from './machine.ts'
import { nameSchema, parsed, seconds } from './parsed.ts'

const statsSchema = z.looseObject({
  data: z.array(seconds).optional(),
  mean: seconds.optional(),
  median: seconds.optional(),
  stddev: seconds.optional(),
  rounds: z.int().nonnegative().optional(),
  iterations: z.number().positive().optional(),
})
const benchmarkSchema = z.looseObject({ fullname: nameSchema, stats: statsSchema })
const fileSchema = z.looseObject({
  machine_info: z.unknown().optional(),
  benchmarks: z.array(benchmarkSchema),
  version: z.string().optional(),
})

/** pytest-benchmark, `--benchmark-json`. Each value is the time of an iteration in one round; all are of one process. */
export const pytestBenchmark: ResultImport = {
  name: 'pytest-benchmark',
  hasEntries: false,
  samplesBy: 'Have pytest-benchmark keep them: --benchmark-save-data.',
  recognises: ({ json }) => isRecord(json) && 'machine_info' in json && Array.isArray(json.benchmarks),
  read: files => together(files.map(readFile)),
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { machine_info, benchmarks, version = null, ...more } = parsed(fileSchema, json, path)
  return {
    file: path,
    producer: { name: 'pytest-benchmark', version, method: null },
    machine: { ...machineOf(machine_info), ...machineOf(more) },
    benchmarks: benchmarks.map(({ fullname, stats, ...benchmark }) => {
      const { data = [], mean = null, median = null, stddev = null, rounds = 0, iterations = null, ...rest } = stats
      return imported({
        file: path,
        name: fullname,
        unit: 'ns',
        processes: [data],
        known: { mean, median, deviation: rounds > 1 ? stddev : null, samples: rounds },
        batch: iterations,
        unread: { ...benchmark, stats: rest },
      })
    }),
    warnings: [],
  }
}
