import * as z from 'zod'
import { imported } from './benchmark.ts'
import { isRecord, without } from './json.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { amount, parsed, parsedNumber } from './parsed.ts'
import { tableOf } from './tables.ts'
import { unitOf } from './units.ts'

const rowSchema = z.looseObject({
  arch: z.string(),
  engine: z.string(),
  engine_flags: z.string().nullish(),
  wasm: z.string(),
  process: z.int().nonnegative(),
  iteration: z.int().nonnegative(),
  phase: z.string(),
  event: z.string(),
  count: amount(),
})
type Row = z.infer<typeof rowSchema>

const columns = ['arch', 'engine', 'engine_flags', 'wasm', 'process', 'iteration', 'phase', 'event', 'count']

/**
 * Sightglass, `--raw` as JSON or CSV: a benchmark for each module, phase and event; its counts keep their unit, such as cycles. The process
 * of each count is known.
 */
export const sightglass: ResultImport = {
  name: 'sightglass',
  hasEntries: false,
  samplesBy: 'Have Sightglass write every count: --raw.',
  recognises: ({ text, json }) =>
    Array.isArray(json) ? json.length > 0 && json.every(isRow) : /^arch,engine,(engine_flags,)?wasm,process,/.test(text),
  read: files => together(files.map(readFile)),
}

function isRow(json: unknown): boolean {
  return isRecord(json) && 'wasm' in json && 'process' in json && 'phase' in json && 'count' in json
}

function readFile({ text, json, path }: ResultFile): Reading & { file: string } {
  const rows = json === undefined ? tableRows(text, path) : parsed(z.array(rowSchema), json, path)
  const engines = distinct(rows.map(engineOf))
  // An engine is part of the name only where there are several: its path is another one in the next build.
  const groups = Map.groupBy(rows, row =>
    [`${row.wasm} > ${row.phase} > ${row.event}`, ...(engines.length > 1 ? [`[${engineOf(row)}]`] : [])].join(' '),
  )
  return {
    file: path,
    producer: { name: 'Sightglass', version: null, method: null },
    machine: { arch: distinct(rows.map(({ arch }) => arch)).join(', ') },
    benchmarks: Array.from(groups, ([name, list]) => benchmarkOf(name, list, path)),
    warnings: [],
  }
}

function benchmarkOf(name: string, rows: readonly Row[], file: string): Imported {
  const processes = Map.groupBy(rows, row => row.process)
  const first = rows[0]!
  const { unit, factor } = unitOf(first.event)
  return imported({
    file,
    name,
    unit,
    processes: Array.from(processes.values(), list => list.toSorted((a, b) => a.iteration - b.iteration).map(row => row.count * factor)),
    unread: without(first, ['wasm', 'process', 'iteration', 'phase', 'event', 'count']),
  })
}

function tableRows(text: string, file: string): Row[] {
  const { header, rows } = tableOf(text, file)
  const places = new Map(header.map((name, at) => [name, at]))
  const others = header.filter(name => !columns.includes(name))
  return rows.map(({ line, cells }) => {
    const cell = (name: string) => cells[places.get(name) ?? -1] ?? ''
    const number = (name: string) => parsedNumber(cell(name), 1, file, `line ${line}, ${name}`)
    const flags = cell('engine_flags')
    // Rows were stored in which the module stands in the place of the flags.
    const isShifted = cell('wasm') === '' && flags.endsWith('.wasm')
    const row = {
      ...Object.fromEntries(others.map(name => [name, cell(name)])),
      arch: cell('arch'),
      engine: cell('engine'),
      engine_flags: isShifted ? '' : flags,
      wasm: isShifted ? flags : cell('wasm'),
      process: number('process'),
      iteration: number('iteration'),
      phase: cell('phase'),
      event: cell('event'),
      count: number('count'),
    }
    return parsed(rowSchema, row, file, `line ${line}`)
  })
}

function engineOf({ engine, engine_flags }: Row): string {
  return engine_flags ? `${engine} ${engine_flags}` : engine
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}
