import { noBenchmarkInResult } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { imported } from './benchmark.ts'
import type { ImportOptions, Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { parsedNumber } from './parsed.ts'
import { tableOf } from './tables.ts'

/** Columns that describe a row and are no metric, even when they look like numbers. */
const attributes = ['time', 'commit', 'branch', 'version', 'build', 'machine']

/**
 * A history as Otava (Hunter) reads it: `time,commit,branch?,metric…`, a row for each version. The last row, or the last whose commit
 * begins with what is asked for; a column in which it has a number is a metric, of a unit that the file does not say.
 */
export const otava: ResultImport = {
  name: 'otava',
  hasEntries: true,
  samplesBy: null,
  recognises: ({ text }) => /^"?time"?,[^\n]*\n/i.test(text),
  read: (files, options) => together(files.map(file => readFile(file, options))),
}

function readFile({ text, path }: ResultFile, { entry }: ImportOptions): Reading & { file: string } {
  const { header, rows } = tableOf(text, path)
  const commit = header.findIndex(name => name.toLowerCase() === 'commit')
  const row = entry === null ? rows.at(-1) : rows.findLast(({ cells }) => cells[commit]?.startsWith(entry))
  if (row === undefined) throw noBenchmarkInResult([path], entry === null ? null : `no row is of a commit "${entry}"`)
  const cells = header.map((name, at) => ({ name, text: row.cells[at] ?? '' }))
  const isMetric = ({ name, text: cell }: { name: string; text: string }) =>
    !attributes.includes(name.toLowerCase()) &&
    cell.trim() !== '' &&
    (/^[-+]?[\d.]/.test(cell.trim()) || /^[-+]?(nan|inf)/i.test(cell.trim()))
  const unread = Object.fromEntries(cells.filter(cell => !isMetric(cell)).map(({ name, text: cell }) => [name, cell]))
  return {
    file: path,
    producer: { name: 'Otava', version: null, method: null },
    machine: {},
    benchmarks: cells.filter(isMetric).map(({ name, text: cell }) => {
      const median = parsedNumber(cell, 1, path, `line ${row.line}, ${name}`)
      return imported({ file: path, name, unit: 'unknown', processes: [], known: { median }, unread })
    }),
    warnings: [unitsUnknown],
  }
}

const unitsUnknown: Warning = {
  code: 'direction-assumed',
  message: 'The file does not say in which unit its values are, nor whether smaller or larger ones are better; smaller is assumed.',
  action: 'Read the comparison the other way round where larger is better.',
}
