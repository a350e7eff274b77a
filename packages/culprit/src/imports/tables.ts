import { badResultFile } from '../model/errors.ts'
import { limits } from './json.ts'

export interface Table {
  readonly header: readonly string[]
  /** With the number of the line that each begins at. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** Comma-separated values with a header (RFC 4180). A row with more or fewer cells than the header is refused. */
export function tableOf(text: string, file: string): Table {
  const [header, ...rows] = records(text)
  const columns = header?.cells ?? []
  for (const { line, cells } of rows) {
    if (cells.length !== columns.length)
      throw badResultFile(file, `a row has ${cells.length} cells and the header ${columns.length}`, `line ${line}`)
  }
  if (rows.length > limits.arrayLength) throw badResultFile(file, `it has more than ${limits.arrayLength} rows`, null)
  return { header: columns.map(name => name.trim()), rows }
}

function records(text: string): { line: number; cells: string[] }[] {
  const found: { line: number; cells: string[] }[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  let cells: string[] = []
  let line = 1
  let begin = 1
  while (field.lastIndex < text.length || cells.length > 0) {
    const match = field.exec(text)
    if (match === null) break
    const [whole, quoted, plain = '', end] = match
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (whole.includes('\n')) line += whole.split('\n').length - 1
    if (end === ',') continue
    if (cells.length > 1 || cells[0] !== '') found.push({ line: begin, cells })
    cells = []
    begin = line
    if (end === '') break
  }
  return found
}
