import type { SuspectFactor } from '../../model/suspects.ts'
import type { Commit } from '../commit.ts'
import { phrasesIn, wordsOf } from '../phrases.ts'
import type { Rules } from '../rules.ts'

const factors = { tested: 0.5, untested: 1.25 }

/**
 * Whether its performance was measured before it was merged. What slowed down there was seen by its authors, so less of it is left to find.
 * Where the discussion is not known, silence says nothing.
 */
export function testedFactor({ message, pullRequest }: Commit, { tested }: Rules): SuspectFactor[] {
  if (tested.length === 0) return []
  const discussion = pullRequest?.discussion ?? null
  const signs = phrasesIn(wordsOf([message, ...(pullRequest?.labels ?? []), discussion ?? ''].join('\n')), tested)
  if (signs.length > 0) return [{ feature: 'tested', factor: factors.tested, reason: `was perf-tested before the merge ("${signs[0]}")` }]
  return discussion === null ? [] : [{ feature: 'tested', factor: factors.untested, reason: 'nothing says that it was perf-tested' }]
}
