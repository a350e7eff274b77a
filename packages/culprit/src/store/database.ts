import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect, sql, type SqliteDatabase } from 'kysely'
import { migrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>

/** Opens the store's database and brings its tables up to date. Several processes may do so, and write, at once. */
export async function openDatabase(path: string): Promise<Database> {
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: async () => adapt(connect(path)) }) })
  try {
    await migrate(database)
  } catch (error) {
    await database.destroy()
    throw error
  }
  return database
}

/** A connection on which nothing can be written. */
export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs })
}

/** How long one process waits for another's transaction. */
const busyTimeoutMs = 20_000

function connect(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs })
  // Readers and one writer do not block each other; a killed process loses nothing that was committed.
  connection.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on')
  return connection
}

/** Kysely's SQLite dialect expects the interface of better-sqlite3. */
function adapt(connection: DatabaseSync): SqliteDatabase {
  return {
    prepare(text) {
      const statement = connection.prepare(text)
      return {
        reader: statement.columns().length > 0,
        all: parameters => statement.all(...(parameters as SQLInputValue[])),
        run(parameters) {
          // A full disk makes SQLite roll back by itself; a second rollback would hide the error that tells so.
          if (text === 'rollback' && !connection.isTransaction) return { changes: 0, lastInsertRowid: 0 }
          return statement.run(...(parameters as SQLInputValue[]))
        },
        iterate: parameters => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      }
    },
    close: () => connection.close(),
  }
}

/** In one immediate transaction, so that of two processes one migrates and the other then finds it done (Kysely's own migrator takes no lock on SQLite). */
async function migrate(database: Database): Promise<void> {
  await database.connection().execute(async connection => {
    await sql`begin immediate`.execute(connection)
    try {
      const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(connection)
      const current = rows[0]?.user_version ?? 0
      for (const [index, migration] of migrations.entries()) {
        if (index >= current) await migration(connection)
      }
      if (current < migrations.length) await sql`pragma user_version = ${sql.lit(migrations.length)}`.execute(connection)
      await sql`commit`.execute(connection)
    } catch (error) {
      await sql`rollback`.execute(connection)
      throw error
    }
  })
}
