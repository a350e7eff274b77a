import type { ContentionSummary } from '../model/comparison.ts'
import { meanShares } from '../stats/mean-shares.ts'
import { median } from '../stats/median.ts'
import { contentionOf } from './contention.ts'
import { pairsOf, type MeasuredBlock } from './pairs.ts'

/** Who or what was in the way of an experiment; null when nothing was measured. */
export function summariseContention(blocks: readonly MeasuredBlock[]): ContentionSummary | null {
  const records = blocks.flatMap(({ launches }) => [launches.baseline, launches.candidate].filter(record => record !== undefined))
  if (records.length === 0) return null
  const pairs = pairsOf(blocks)
  const all = records.map(record => contentionOf(record, null))
  return {
    contendedPairs: pairs.filter(({ contended }) => contended).length,
    repeatedPairs: pairs.filter(({ attempt }) => attempt > 0).length,
    waitShare: medianKnown(all.map(({ waitShare }) => waitShare)),
    stealShare: medianKnown(all.map(({ stealShare }) => stealShare)),
    throttledPeriods: sumKnown(all.map(({ throttledPeriods }) => throttledPeriods)),
    involuntarySwitches: medianKnown(records.map(({ usage }) => usage.involuntarySwitches)),
    competitors: meanShares(
      blocks.map(({ launches }) => (launches.baseline ?? launches.candidate)?.competitors ?? []),
      mostNamed,
    ),
  }
}

const mostNamed = 5

function medianKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : median(known)
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
