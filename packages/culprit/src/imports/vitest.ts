import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { milliseconds, nameSchema, parsed } from './parsed.ts'

const benchmarkSchema = z.looseObject({
  name: nameSchema,
  samples: z.array(milliseconds).optional(),
  mean: milliseconds.nullish(),
  median: milliseconds.nullish(),
  p99: milliseconds.nullish(),
  sd: milliseconds.nullish(),
  sampleCount: z.int().nonnegative().nullish(),
})
const fileSchema = z.object({
  files: z.array(
    z.object({ filepath: z.string(), groups: z.array(z.object({ fullName: z.string(), benchmarks: z.array(benchmarkSchema) })) }),
  ),
})

/** `vitest bench --outputJson`. The samples of a benchmark are of one process, and sorted. */
export const vitest: ResultImport = {
  name: 'vitest',
  hasEntries: false,
  samplesBy: 'Vitest leaves them out of this file, whatever its settings; measure with tinybench and retainSamples.',
  recognises: ({ json }) =>
    isRecord(json) && Array.isArray(json.files) && json.files.some(each => isRecord(each) && Array.isArray(each.groups)),
  read: fileList => together(fileList.map(readFile)),
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { files } = parsed(fileSchema, json, path)
  const benchmarks = files.flatMap(({ groups }) =>
    groups.flatMap(({ fullName, benchmarks: list }) =>
      list.map(({ name, samples = [], mean, median, p99, sd, sampleCount, ...rest }) =>
        imported({
          file: path,
          name: `${fullName} > ${name}`,
          unit: 'ns',
          // A benchmark that threw has its name and no figure.
          failure: samples.length === 0 && (mean ?? null) === null && (median ?? null) === null ? 'it has no figures' : null,
          processes: [samples],
          known: { mean: mean ?? null, median: median ?? null, p99: p99 ?? null, deviation: sd ?? null, samples: sampleCount ?? 0 },
          unread: rest,
        }),
      ),
    ),
  )
  return { file: path, producer: { name: 'Vitest', version: null, method: null }, machine: {}, benchmarks, warnings: [] }
}
