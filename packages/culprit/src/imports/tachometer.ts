import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { milliseconds, nameSchema, parsed } from './parsed.ts'

const benchmarkSchema = z.looseObject({
  name: nameSchema,
  version: z.string().nullish(),
  measurement: z.union([z.string(), z.looseObject({ name: z.string().optional() })]).nullish(),
  browser: z.looseObject({ name: z.string() }).nullish(),
  samples: z.array(milliseconds),
})
const fileSchema = z.object({ benchmarks: z.array(benchmarkSchema) })

/** tachometer, `--json-file`: a benchmark for each version, browser and measurement. */
export const tachometer: ResultImport = {
  name: 'tachometer',
  hasEntries: false,
  samplesBy: null,
  recognises: ({ json }) =>
    isRecord(json) &&
    Array.isArray(json.benchmarks) &&
    json.benchmarks.some(each => isRecord(each) && 'browser' in each && 'differences' in each),
  read: files => together(files.map(readFile)),
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const { benchmarks } = parsed(fileSchema, json, path)
  return {
    file: path,
    producer: { name: 'tachometer', version: null, method: null },
    machine: {},
    benchmarks: benchmarks.map(({ name, version, measurement, browser, samples, ...rest }) => {
      const measured = typeof measurement === 'string' ? measurement : measurement?.name
      const parts = [version && `@${version}`, measured && measured !== name && `[${measured}]`, browser && `(${browser.name})`]
      return imported({
        file: path,
        name: [name, ...parts.filter(part => part)].join(' '),
        unit: 'ns',
        failure: samples.length === 0 ? 'it has no samples' : null,
        processes: [samples],
        unread: { ...rest, ...(browser ? { browser } : {}), ...(measurement ? { measurement } : {}) },
      })
    }),
    warnings: [],
  }
}
