import type { SuspectCategory, SuspectFactor } from '../../model/suspects.ts'
import type { ChangedFile } from '../commit.ts'
import type { Rules } from '../rules.ts'

/** What a place multiplies by. Chosen by hand in the order of impact, not learnt; every step can be overruled by two others. */
const factors: Readonly<Record<SuspectCategory, number>> = {
  'code-generation': 6,
  'execution-mode': 4,
  'build-configuration': 3,
  library: 1.5,
  other: 0.7,
  harness: 0.25,
  tests: 0.1,
  docs: 0.05,
  unknown: 1,
}

const byImpact = Object.keys(factors) as SuspectCategory[]

/** What ships to nobody makes nothing slower, whatever else is said about it. */
export const shipsNothing: ReadonlySet<SuspectCategory> = new Set(['harness', 'tests', 'docs'])

export interface Place {
  readonly category: SuspectCategory
  /** The files of that category, in the order of the commit. */
  readonly files: readonly ChangedFile[]
}

/** The place with the largest impact that a commit touches: one line in code generation counts for more than a new library. */
export function placeOf(files: readonly ChangedFile[] | null, rules: Rules): Place {
  if (files === null || files.length === 0) return { category: 'unknown', files: [] }
  const categories = files.map(({ path }) => rules.categoryOf(path))
  const category = byImpact.find(each => categories.includes(each))!
  return { category, files: files.filter((_, index) => categories[index] === category) }
}

export function placeFactor({ category, files }: Place): SuspectFactor[] {
  if (category === 'unknown') return []
  const [first, ...rest] = files
  const more = rest.length === 0 ? '' : ` and ${rest.length} more`
  return [{ feature: 'place', factor: factors[category], reason: `${reasons[category]}: ${first!.path}${more}` }]
}

const reasons: Readonly<Record<SuspectCategory, string>> = {
  'code-generation': 'touches code generation',
  'execution-mode': 'touches how code is executed',
  'build-configuration': 'touches how it is built',
  library: 'touches library code',
  other: 'touches other files only',
  harness: 'touches the way of measuring only',
  tests: 'touches tests only',
  docs: 'touches documentation only',
  unknown: '',
}
