// As many queries over a table of 400 rows as the variant says.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const name = 'sql.js: sums over a table'

export async function setup({ dir }) {
  const initSqlJs = createRequire(import.meta.url)(dir)
  const { Database } = await initSqlJs({ wasmBinary: readFileSync(join(dir, 'dist/sql-wasm.wasm')) })
  const { units } = JSON.parse(readFileSync(join(dir, 'units.json'), 'utf8'))
  const database = new Database()
  database.run('create table item (id integer primary key, kind integer, price integer)')
  database.run('begin')
  const insert = database.prepare('insert into item values (?, ?, ?)')
  for (let id = 1, seed = 1; id <= 400; id++) {
    seed = (seed * 48271) % 2147483647
    insert.run([id, seed % 100, seed % 10_000])
  }
  insert.free()
  database.run('commit')
  return { query: database.prepare('select sum(price) from item where kind < ?'), units }
}

export function run({ query, units }) {
  let sum = 0
  for (let unit = 0; unit < units; unit++) {
    query.bind([50])
    query.step()
    sum = query.get()[0]
    query.reset()
  }
  return sum
}
