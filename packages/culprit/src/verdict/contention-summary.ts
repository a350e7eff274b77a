import type { ContentionSummary } from '../model/comparison.ts'
import type { LaunchRecord } from '../model/launch.ts'
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
    competitors: competitorsOf(blocks),
  }
}

const mostNamed = 5

/** Over all blocks, also those in which a program did nothing. */
function competitorsOf(blocks: readonly MeasuredBlock[]): LaunchRecord['competitors'] {
  const sums = new Map<string, number>()
  for (const { launches } of blocks) {
    const { competitors } = launches.baseline ?? launches.candidate ?? { competitors: [] }
    for (const { name, share } of competitors) sums.set(name, (sums.get(name) ?? 0) + share)
  }
  return [...sums]
    .map(([name, sum]) => ({ name, share: sum / blocks.length }))
    .sort((a, b) => b.share - a.share)
    .slice(0, mostNamed)
}

function medianKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : median(known)
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
