import * as z from 'zod'
import { badResultFile } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { imported } from './benchmark.ts'
import { isRecord } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { machineOf, together } from './machine.ts'
import { amount, parsed } from './parsed.ts'
import { unitOf } from './units.ts'

const resultsSchema = z.looseObject({
  results: z.record(z.string(), z.union([z.array(z.unknown()), z.null()])),
  result_columns: z.array(z.string()),
  params: z.unknown().optional(),
})
const benchmarksSchema = z.record(z.string(), z.unknown())
const unitSchema = z.object({ unit: z.string() })

/** By the beginning of its name a benchmark is timed, or its memory is measured (in the words of asv's documentation). */
const unitsByName: readonly (readonly [RegExp, string])[] = [
  [/^(time|timeraw)/i, 'seconds'],
  [/^(mem|peakmem)/i, 'bytes'],
]

/**
 * A result of airspeed velocity, `results/<machine>/<commit>-<environment>.json`; units are in `results/benchmarks.json` when the folder is
 * given, else they follow from the name. A combination of parameters is a benchmark. What a value is, asv says nowhere: of times the median.
 */
export const asv: ResultImport = {
  name: 'asv',
  hasEntries: false,
  samplesBy: 'Have asv keep them: asv run --record-samples.',
  recognises: ({ path, json }) => isResults(json) || isList(path, json) || isMachine(path, json),
  read(files) {
    const lists = files.filter(({ path, json }) => isList(path, json))
    const units = new Map(lists.flatMap(unitsIn))
    const results = files.filter(({ json }) => isResults(json))
    return together(results.map(file => readFile(file, units)))
  },
}

function isResults(json: unknown): boolean {
  return isRecord(json) && isRecord(json.results) && Array.isArray(json.result_columns)
}

/** machine.json, which says no more than each result does. */
function isMachine(path: string, json: unknown): boolean {
  return /(^|\/)machine\.json$/.test(path) && isRecord(json) && 'machine' in json && 'arch' in json
}

/** benchmarks.json, which describes the benchmarks and has no results. */
function isList(path: string, json: unknown): boolean {
  return /(^|\/)benchmarks\.json$/.test(path) && isRecord(json) && 'version' in json && !('results' in json) && !('benchmarks' in json)
}

function unitsIn({ json, path }: ResultFile): [string, string][] {
  return Object.entries(parsed(benchmarksSchema, json, path)).flatMap(([name, each]) => {
    const found = unitSchema.safeParse(each)
    return found.success ? [[name, found.data.unit] as [string, string]] : []
  })
}

function readFile({ json, path }: ResultFile, units: ReadonlyMap<string, string>): Reading & { file: string } {
  const { results, result_columns: columns, params, ...more } = parsed(resultsSchema, json, path)
  const benchmarks = Object.entries(results).flatMap(([name, row]) => benchmarksOf(name, row ?? [], columns, units.get(name) ?? null, path))
  return {
    file: path,
    producer: { name: 'asv', version: null, method: null },
    machine: { ...machineOf(params), ...machineOf(more) },
    benchmarks,
    warnings: benchmarks.some(({ benchmark }) => benchmark.unit === 'unknown') ? [unitsUnknown] : [],
  }
}

function benchmarksOf(name: string, row: readonly unknown[], columns: readonly string[], known: string | null, file: string): Imported[] {
  const place = `results.${name}`
  const cell = (column: string) => row[columns.indexOf(column)]
  const values = parsed(z.array(z.unknown()), cell('result') ?? [], file, `${place}[${columns.indexOf('result')}]`)
  const names = combinations(
    parsed(z.array(z.array(z.string())), cell('params') ?? [], file, `${place}[${columns.indexOf('params')}]`),
    file,
    place,
  )
  if (values.length > 0 && names.length !== values.length) {
    throw badResultFile(file, `it has ${values.length} values for ${names.length} combinations of parameters`, place)
  }
  const method = name.slice(name.lastIndexOf('.') + 1)
  const { unit, factor } = unitOf(known ?? unitsByName.find(([pattern]) => pattern.test(method))?.[1] ?? '')
  const samples = parsed(
    z.array(z.array(amount(factor)).nullable()),
    cell('samples') ?? [],
    file,
    `${place}[${columns.indexOf('samples')}]`,
  )
  const others = columns.filter(column => !['result', 'params', 'samples'].includes(column))
  return values.map((value, index) => {
    const combination = names[index]!
    const median = value === null ? null : parsed(amount(factor), value, file, `${place}[${columns.indexOf('result')}][${index}]`)
    // Of each combination, where a column has a list of that length.
    const own = others.flatMap(column => {
      const all = cell(column)
      if (all === undefined || all === null) return []
      return [[column, Array.isArray(all) && all.length === values.length ? (all[index] as unknown) : all] as const]
    })
    return imported({
      file,
      name: combination === '' ? name : `${name}(${combination})`,
      unit,
      failure: median === null ? 'it failed or was skipped' : null,
      processes: [samples[index] ?? []],
      known: { median },
      unread: Object.fromEntries(own),
    })
  })
}

/** In the order of asv: the last parameter changes fastest. */
function combinations(params: readonly (readonly string[])[], file: string, place: string): string[] {
  const count = params.reduce((product, values) => product * values.length, 1)
  if (count > 10_000) throw badResultFile(file, `it has ${count} combinations of parameters`, place)
  return params.reduce<string[]>(
    (names, values) => names.flatMap(name => values.map(value => (name === '' ? value : `${name}, ${value}`))),
    [''],
  )
}

const unitsUnknown: Warning = {
  code: 'direction-assumed',
  message: 'The files do not say in which unit some values are; of those, smaller is assumed to be better.',
  action: 'Give the folder results with its benchmarks.json, which has the units.',
}
