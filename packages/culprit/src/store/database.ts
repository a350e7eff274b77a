import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect, sql, type SqliteDatabase } from 'kysely'
import { damagedDatabase, laterDatabase } from '../model/errors.ts'
import { migrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>

/**
 * Opens the store's database and brings its tables up to date; `store-unusable` when it is damaged or of a later culprit. Several processes
 * may open it, and write, at once.
 */
export async function openDatabase(path: string): Promise<Database> {
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: async () => adapt(connect(path)) }) })
  try {
    await migrate(database, path)
  } catch (error) {
    await database.destroy()
    throw isDamage(error) ? damagedDatabase(path, error) : error
  }
  return database
}

/** How long one process waits for another's transaction. */
export const busyTimeoutMs = 20_000

function connect(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs })
  // Readers and one writer do not block each other; a killed process loses nothing that was committed.
  connection.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on')
  return connection
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, whose extended codes are in the upper bits. */
function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && [11, 26].includes(error.errcode & 0xff)
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
async function migrate(database: Database, path: string): Promise<void> {
  await database.connection().execute(async connection => {
    await sql`begin immediate`.execute(connection)
    try {
      const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(connection)
      const current = rows[0]?.user_version ?? 0
      if (current > migrations.length) throw laterDatabase(path, current, migrations.length)
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
