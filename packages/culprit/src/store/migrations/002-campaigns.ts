import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** What tells a campaign of a variant against itself, for the noise floor. Runs from before have no benchmark, so they count for none. */
export async function campaigns(database: Kysely<Tables>): Promise<void> {
  const { schema } = database
  await schema.alterTable('runs').addColumn('benchmark', 'text').execute()
  await schema.alterTable('runs').addColumn('decided_by', 'text').execute()
  await schema.alterTable('runs').addColumn('against_itself', 'integer').execute()
  await schema.createIndex('runs_campaigns').on('runs').columns(['benchmark', 'machine', 'against_itself']).execute()
}
