import { badQuery } from '../model/errors.ts'
import type { Rows } from '../model/rows.ts'
import { visible } from '../report/untrusted.ts'
import { openToQuery } from '../store/open-to-query.ts'

/** Runs one statement on a connection that cannot write. */
export async function runQuery(root: string, query: string): Promise<Rows> {
  const database = await openToQuery(root)
  try {
    const statement = database.prepare(query)
    if (bare(query) !== bare(statement.sourceSQL)) throw new Error('it has more than one statement')
    const columns = statement.columns().map(({ name }) => name)
    // Such as vacuum into, which writes a file though its connection cannot write.
    if (columns.length === 0) throw new Error('it gives no rows, and a query of the store only reads')
    const twice = columns.find((name, index) => columns.indexOf(name) < index)
    if (twice !== undefined) throw new Error(`two columns are called "${twice}", so one would hide the other; name them apart with "as"`)
    return { formatVersion: 1, kind: 'rows', columns, rows: statement.all().map(rowOf) }
  } catch (error) {
    throw badQuery((error instanceof Error ? error.message : String(error)).replace(/\.$/, ''))
  } finally {
    database.close()
  }
}

/** Bytes, which only a query makes, are written as SQLite writes them. */
function rowOf(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? `X'${Buffer.from(value).toString('hex').toUpperCase()}'` : value,
    ]),
  )
}

function bare(query: string): string {
  return query.trim().replace(/[;\s]+$/, '')
}

/** The rows as columns of text; numbers to the right. What was stored may come from a package, so control characters are written out. */
export function tableText({ columns, rows }: Rows): string {
  const cells = rows.map(row => columns.map(column => cellText(row[column])))
  const titles = columns.map(visible)
  const widths = titles.map((title, index) => cells.reduce((widest, row) => Math.max(widest, row[index]!.length), title.length))
  const numeric = columns.map(column => rows.every(row => row[column] === null || typeof row[column] === 'number'))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => (numeric[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd()
  return `${[line(titles), ...cells.map(line)].join('\n')}\n`
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return visible(typeof value === 'string' ? value : JSON.stringify(value))
}
