import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import { runs } from './001-runs.ts'
import { campaigns } from './002-campaigns.ts'

/** In order; the position is the version that the database then has. A migration that was released is never edited. */
export const migrations: readonly ((database: Kysely<Tables>) => Promise<void>)[] = [runs, campaigns]
