import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { amount, nameSchema, parsed } from './parsed.ts'
import { unitOf } from './units.ts'

/** The measures that Bencher brings with it. The unit of any other is not in the file. */
const measures: Readonly<Record<string, { readonly unit: string; readonly better: 'smaller' | 'larger' }>> = {
  latency: { unit: 'ns', better: 'smaller' },
  throughput: { unit: 'operations/s', better: 'larger' },
  'build-time': { unit: 's', better: 'smaller' },
  'file-size': { unit: 'bytes', better: 'smaller' },
  instructions: { unit: 'instructions', better: 'smaller' },
}

const valueSchema = z.looseObject({ value: z.number() })
const fileSchema = z.record(nameSchema, z.record(nameSchema, valueSchema))

/** Bencher Metric Format: `{ benchmark: { measure: { value } } }`. What its bounds are, the file does not say: they are kept as they are. */
export const bencher: ResultImport = {
  name: 'bencher',
  hasEntries: false,
  samplesBy: null,
  recognises: ({ json }) => isRecord(json) && Object.keys(json).length > 0 && Object.values(json).every(isBenchmark),
  read: files => together(files.map(readFile)),
}

function isBenchmark(json: unknown): boolean {
  return (
    isRecord(json) && Object.keys(json).length > 0 && Object.values(json).every(each => isRecord(each) && typeof each.value === 'number')
  )
}

function readFile({ json, path }: ResultFile): Reading & { file: string } {
  const all = Object.entries(parsed(fileSchema, json, path)).flatMap(([name, byMeasure]) =>
    Object.entries(byMeasure).map(([measure, each]) => benchmarkOf(name, measure, each, path)),
  )
  const isAssumed = all.some(({ benchmark }) => benchmark.unit === 'unknown')
  return {
    file: path,
    producer: { name: 'Bencher', version: null, method: null },
    machine: {},
    benchmarks: all,
    warnings: isAssumed
      ? [
          {
            code: 'direction-assumed',
            message: 'The file does not say the unit of some measures, nor whether smaller or larger is better; smaller is assumed.',
            action: 'Read the comparison the other way round where larger is better.',
          },
        ]
      : [],
  }
}

function benchmarkOf(name: string, measure: string, { value, ...rest }: z.infer<typeof valueSchema>, file: string): Imported {
  const known = Object.hasOwn(measures, measure) ? measures[measure] : undefined
  const { unit, factor } = unitOf(known?.unit ?? '')
  return imported({
    file,
    name: measure === 'latency' ? name : `${name} > ${measure}`,
    unit,
    better: known?.better ?? 'smaller',
    processes: [],
    known: { median: parsed(amount(factor), value, file, `${name}.${measure}.value`) },
    unread: { measure, ...rest },
  })
}
