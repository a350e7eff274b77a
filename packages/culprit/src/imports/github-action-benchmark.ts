import * as z from 'zod'
import { noBenchmarkInResult } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { imported } from './benchmark.ts'
import { isRecord, parseJson } from './json.ts'
import type { Imported, ImportOptions, Reading, ResultFile, ResultImport } from './import.ts'
import { machineOf, together } from './machine.ts'
import { amount, nameSchema, parsed } from './parsed.ts'
import { unitOf } from './units.ts'

const valueSchema = z.looseObject({ name: nameSchema, unit: z.string(), value: z.number() })
const entrySchema = z.looseObject({
  commit: z.looseObject({ id: z.string() }),
  date: z.number(),
  tool: z.string(),
  benches: z.array(valueSchema),
})
type Entry = z.infer<typeof entrySchema>
const storeSchema = z.looseObject({ entries: z.record(z.string(), z.array(entrySchema)) })

const beginning = /^\s*window\.BENCHMARK_DATA\s*=/
/** Those of its tools whose numbers are rates. */
const ratesOf = ['benchmarkjs', 'pytest', 'customBiggerIsBetter']

/**
 * github-action-benchmark: a list of values as its custom tools write it, or the store `data.js` of a gh-pages branch. Of the store the
 * latest entry of each suite, or the one whose commit begins with what is asked for. There are no samples.
 */
export const githubActionBenchmark: ResultImport = {
  name: 'github-action-benchmark',
  hasEntries: true,
  samplesBy: null,
  recognises: ({ text, json }) => beginning.test(text) || isStore(json) || (Array.isArray(json) && json.length > 0 && json.every(isValue)),
  read: (files, options) => together(files.map(file => readFile(file, options))),
}

function isValue(json: unknown): boolean {
  return isRecord(json) && 'name' in json && 'unit' in json && 'value' in json
}

function isStore(json: unknown): boolean {
  return isRecord(json) && isRecord(json.entries) && 'lastUpdate' in json
}

function readFile({ text, json, path }: ResultFile, options: ImportOptions): Reading & { file: string } {
  const common = { file: path, producer: { name: 'github-action-benchmark', version: null, method: null } }
  if (Array.isArray(json)) {
    const values = parsed(z.array(valueSchema), json, path)
    return {
      ...common,
      machine: {},
      benchmarks: values.map((_, at) => benchmarkOf(values, at, { path, suite: '', isRate: false, place: '' })),
      warnings: [directionUnknown],
    }
  }
  // The store is a program of one assignment, which is never run.
  const store = json ?? parseJson(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1), path)
  const { entries, ...rest } = parsed(storeSchema, store, path)
  const benchmarks = Object.entries(entries).flatMap(([suite, list]) => {
    const at = chosen(list, options.entry)
    return at < 0 ? [] : benchmarksOf(list[at]!, { path, suite, place: `entries.${suite}[${at}]` })
  })
  if (benchmarks.length === 0 && options.entry !== null) throw noBenchmarkInResult([path], `no entry is of a commit "${options.entry}"`)
  return { ...common, machine: machineOf(rest), benchmarks, warnings: [] }
}

function chosen(entries: readonly Entry[], asked: string | null): number {
  return asked === null ? entries.length - 1 : entries.findLastIndex(({ commit }) => commit.id.startsWith(asked))
}

function benchmarksOf({ benches, tool, ...entry }: Entry, where: { path: string; suite: string; place: string }): Imported[] {
  return benches.map((_, at) =>
    benchmarkOf(benches, at, { ...where, isRate: ratesOf.includes(tool), place: `${where.place}.benches`, entry: { ...entry, tool } }),
  )
}

interface Where {
  readonly path: string
  readonly suite: string
  readonly place: string
  readonly isRate: boolean
  readonly entry?: Readonly<Record<string, unknown>>
}

function benchmarkOf(values: readonly z.infer<typeof valueSchema>[], at: number, { path, suite, place, isRate, entry }: Where): Imported {
  const { name, unit: written, value, ...rest } = values[at]!
  const { unit, factor } = unitOf(written)
  // A value of the list may be no median; it is the one value that there is.
  const median = parsed(amount(factor), value, path, `${place}[${at}].value`)
  const unread = { ...rest, ...(unit === written ? {} : { unit: written }), ...(entry === undefined ? {} : { entry }) }
  return imported({ file: path, suite, name, unit, better: isRate ? 'larger' : 'smaller', processes: [], known: { median }, unread })
}

const directionUnknown: Warning = {
  code: 'direction-assumed',
  message: 'The file does not say whether smaller or larger values are better; smaller is assumed.',
  action: 'Read the comparison the other way round where larger is better.',
}
