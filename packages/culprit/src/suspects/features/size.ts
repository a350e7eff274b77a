import type { SuspectFactor } from '../../model/suspects.ts'
import type { Place } from './place.ts'

const steps = [
  { upTo: 5, factor: 0.7 },
  { upTo: 50, factor: 1 },
  { upTo: 500, factor: 1.4 },
  { upTo: Infinity, factor: 1.8 },
]

/**
 * Lines changed in the place that counts. Slowly growing, because large changes are often mechanical. A mode or a flag is switched in one line,
 * so there the size says nothing.
 */
export function sizeFactor({ category, files }: Place): SuspectFactor[] {
  if (category !== 'code-generation' && category !== 'library' && category !== 'other') return []
  const lines = files.reduce((sum, { insertions, deletions }) => sum + (insertions ?? 0) + (deletions ?? 0), 0)
  // Nothing but bytes, or a change of names only.
  if (lines === 0) return []
  const { factor } = steps.find(({ upTo }) => lines <= upTo)!
  return factor === 1 ? [] : [{ feature: 'size', factor, reason: `${lines} ${lines === 1 ? 'line' : 'lines'} changed there` }]
}
