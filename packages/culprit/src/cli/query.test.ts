import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Rows } from '../model/rows.ts'
import { runQuery, tableText } from './query.ts'

function table(columns: readonly string[], ...values: readonly (readonly unknown[])[]): string {
  const rows = values.map(row => Object.fromEntries(row.map((value, index) => [columns[index]!, value])))
  const result: Rows = { formatVersion: 1, kind: 'rows', columns: [...columns], rows: [...rows] }
  return tableText(result)
}

test('rows are columns of text, with numbers to the right', () => {
  expect(table(['run', 'pairs', 'verdict'], ['20260203-1', 8, 'regression'], ['x', 1234567, 'no'])).toBe(
    ['run           pairs  verdict', '20260203-1        8  regression', 'x           1234567  no', ''].join('\n'),
  )
})

test('a column is one of numbers although some are unknown, and not when one is text', () => {
  expect(table(['a', 'b'], [1, 1], [null, 'some'], [100, 3])).toBe(['  a  b', '  1  1', '     some', '100  3', ''].join('\n'))
})

test('no rows give the names of the columns', () => {
  expect(table(['id', 'verdict'])).toBe('id  verdict\n')
})

test('what a package wrote cannot move the cursor or start a line', () => {
  const text = table(['message'], ['\u001b[2J\u001b[1;1Hall is well'], ['two\nlines'], ['\u202eabc'])
  expect(text.split('\n')).toEqual(['message', String.raw`\u001b[2J\u001b[1;1Hall is well`, 'two lines', String.raw`\u202eabc`, ''])
})

test('the columns of very many rows are as wide as the widest', () => {
  const rows = Array.from({ length: 200_000 }, (_, n) => ({ n }))
  expect(tableText({ formatVersion: 1, kind: 'rows', columns: ['n'], rows }).slice(0, 14)).toBe('     n\n     0\n')
})

test('columns of the same name are refused, for one would hide the other', async () => {
  const store = mkdtempSync(join(tmpdir(), 'culprit-query-'))
  await expect(runQuery(store, 'select 1 as id, 2 as id')).rejects.toMatchObject({
    code: 'bad-query',
    message: 'The query failed: two columns are called "id", so one would hide the other; name them apart with "as".',
  })
  await expect(runQuery(store, ';')).rejects.toMatchObject({ message: 'The query failed: The SQL query contains no statements.' })
})

test('bytes are text, as SQLite writes them', async () => {
  const store = mkdtempSync(join(tmpdir(), 'culprit-query-'))
  expect((await runQuery(store, "select x'00ff2a' as bytes, x'' as none")).rows).toEqual([{ bytes: "X'00FF2A'", none: "X''" }])
})

test('what only does something is refused, and does nothing', async () => {
  const store = mkdtempSync(join(tmpdir(), 'culprit-query-'))
  for (const statement of ["vacuum into 'copy.db'", `vacuum into '${join(store, 'copy.db')}'`, 'delete from runs']) {
    await expect(runQuery(store, statement)).rejects.toMatchObject({ code: 'bad-query' })
  }
  expect(readdirSync(store)).not.toContain('copy.db')
})
