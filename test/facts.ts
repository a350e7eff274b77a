import type { Facts, Finding } from '../packages/culprit/src/checks/check.ts'
import type { Comparison } from '../packages/culprit/src/model/comparison.ts'
import { regression } from './cases/report/comparisons.ts'

/** The facts of a regression of which nothing but the comparison is known, and these. */
export function factsOf(fields: Partial<Facts> = {}): Facts {
  return {
    comparison: regression,
    layers: [],
    sampling: null,
    swaps: null,
    counting: null,
    functions: [],
    modules: [],
    launches: [],
    ...fields,
  }
}

/** The facts of a regression with another result. */
export function factsAbout(comparison: Partial<Comparison>): Facts {
  return factsOf({ comparison: { ...regression, ...comparison } })
}

/** For and against which hypotheses some findings are. */
export function sidesOf(findings: readonly Finding[]): { supports: readonly string[]; against: readonly string[] }[] {
  return findings.map(({ supports, against }) => ({ supports, against }))
}
