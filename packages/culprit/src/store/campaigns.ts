import type { Kysely } from 'kysely'
import type { Ratio } from '../model/units.ts'
import type { Tables } from './tables.ts'

/** What the noise of a comparison belongs to: another machine, workload or engine tells nothing about this one. */
export interface CampaignKey {
  readonly benchmark: string
  /** Fingerprint of the environment. */
  readonly machine: string
  readonly engine: string
}

/** The ratios that finished comparisons of a variant with itself came to, by what decided them, the oldest first. */
export async function campaignRatios(database: Kysely<Tables>, key: CampaignKey): Promise<Record<'wall' | 'cpu', Ratio[]>> {
  const rows = await database
    .selectFrom('runs')
    .select(['decided_by', 'ratio'])
    .where('benchmark', '=', key.benchmark)
    .where('machine', '=', key.machine)
    .where('baseline_engine', '=', key.engine)
    .where('against_itself', '=', 1)
    .where('state', '=', 'finished')
    .orderBy('started_ms')
    .execute()
  const of = (time: 'wall' | 'cpu') => rows.flatMap(({ decided_by, ratio }) => (decided_by === time && ratio !== null ? [ratio] : []))
  return { wall: of('wall'), cpu: of('cpu') }
}
