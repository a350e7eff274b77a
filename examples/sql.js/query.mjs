// Many small queries and a few larger ones over a generated table, with sql.js, SQLite compiled to WebAssembly.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const name = 'queries over a table of 10 000 rows'

export async function setup({ dir }) {
  const initSqlJs = createRequire(import.meta.url)(dir)
  // Older releases look for the module with fetch, which Node has by now and which does not read files.
  const wasmBinary = readFileSync(join(dir, 'dist/sql-wasm.wasm'))
  const { Database } = await initSqlJs({ wasmBinary })
  const database = new Database()
  database.run('create table item (id integer primary key, kind integer, price real, name text)')
  database.run('begin')
  const insert = database.prepare('insert into item values (?, ?, ?, ?)')
  // A multiplicative sequence instead of random numbers, so that every launch has the same table.
  for (let id = 1, seed = 1; id <= 10_000; id++) {
    seed = (seed * 48271) % 2147483647
    insert.run([id, seed % 500, (seed % 100_000) / 100, `item ${seed.toString(36)}`])
  }
  insert.free()
  database.run('commit')
  return database
}

export function run(database) {
  const results = []
  for (let id = 1; id <= 200; id++) results.push(database.exec(`select * from item where id = ${id * 37}`))
  results.push(database.exec('select kind, count(*), round(avg(price), 2) from item group by kind order by kind limit 20'))
  results.push(database.exec('select id, kind, price from item limit 2000'))
  return JSON.stringify(results.map(([{ values }]) => values))
}
