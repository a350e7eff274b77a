import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { changesOutsideDatabase, earlierDatabase, laterDatabase } from '../model/errors.ts'
import { busyTimeoutMs } from './database.ts'
import { migrations } from './migrations/index.ts'
import { Store } from './store.ts'

/**
 * A connection to the database of the store at `root` on which nothing can be written. The store is made when there is none, and brought up to
 * date; where nothing can be written, as on a read-only file system or in somebody else's store, it is read as it is.
 */
export async function openToQuery(root: string): Promise<DatabaseSync> {
  const path = join(root, 'culprit.db')
  try {
    const store = await Store.open(root)
    await store.close()
  } catch (error) {
    if (!(error instanceof Error) || !isUnwritable(error.cause) || !existsSync(path)) throw error
    return openUnwritable(path)
  }
  return new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs })
}

/**
 * SQLite reads a database in WAL mode by means of two files beside it, and fails where it can neither find nor make them
 * (https://sqlite.org/wal.html#read_only_databases). Where they are not, no process has the database open, and it can be read as a file that
 * does not change; unless a killed process left changes in the -wal file, which would be passed over.
 */
function openUnwritable(path: string): DatabaseSync {
  try {
    return checked(new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs }), path)
  } catch (error) {
    if (!isUnwritable(error)) throw error
    if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) throw changesOutsideDatabase(path, error)
    const unchanging = pathToFileURL(path)
    unchanging.searchParams.set('immutable', '1')
    return checked(new DatabaseSync(unchanging, { readOnly: true }), path)
  }
}

/** Its tables must be those of this version, for nothing can bring them up to date. */
function checked(connection: DatabaseSync, path: string): DatabaseSync {
  try {
    const version = Number(connection.prepare('pragma user_version').get()!.user_version)
    if (version > migrations.length) throw laterDatabase(path, version, migrations.length)
    if (version < migrations.length) throw earlierDatabase(path, version, migrations.length)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Refused by the system, or by SQLite with SQLITE_READONLY or SQLITE_CANTOPEN, whose extended codes are in the upper bits. */
function isUnwritable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  if ('code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))) return true
  return 'errcode' in error && typeof error.errcode === 'number' && [8, 14].includes(error.errcode & 0xff)
}
