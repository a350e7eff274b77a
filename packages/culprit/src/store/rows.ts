import type { Insertable, Kysely, Transaction } from 'kysely'
import { guardDisk } from '../platform/files.ts'
import type { Tables } from './tables.ts'

export interface RunRows {
  readonly run: Insertable<Tables['runs']>
  readonly launches: readonly Insertable<Tables['launches']>[]
  readonly metrics: readonly Insertable<Tables['metrics']>[]
  readonly evidence: readonly Insertable<Tables['evidence']>[]
  readonly warnings: readonly Insertable<Tables['warnings']>[]
}

/** Puts a run's rows in place of those that it had, in one transaction. */
export async function writeRows(database: Kysely<Tables>, rows: RunRows): Promise<void> {
  await guardDisk('culprit.db', () => replaceRows(database, rows))
}

async function replaceRows(database: Kysely<Tables>, rows: RunRows): Promise<void> {
  await database.transaction().execute(async transaction => {
    await transaction.deleteFrom('runs').where('id', '=', rows.run.id).execute()
    await transaction.insertInto('runs').values(rows.run).execute()
    await insert(transaction, 'launches', rows.launches)
    await insert(transaction, 'metrics', rows.metrics)
    await insert(transaction, 'evidence', rows.evidence)
    await insert(transaction, 'warnings', rows.warnings)
  })
}

/** One row a statement: SQLite bounds the number of parameters, and a run has some hundred launches. */
async function insert<T extends keyof Tables>(
  transaction: Transaction<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  for (const row of rows) await transaction.insertInto(table).values(row).execute()
}
