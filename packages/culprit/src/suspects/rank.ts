import type { Suspect, SuspectCategory, SuspectFactor } from '../model/suspects.ts'
import { pullRequestNumber, titleOf, type Commit } from './commit.ts'
import { functionFactor } from './features/functions.ts'
import { placeFactor, placeOf, shipsNothing } from './features/place.ts'
import { rollFactor } from './features/roll.ts'
import { sizeFactor } from './features/size.ts'
import { testedFactor } from './features/tested.ts'
import { wordFactors } from './features/words.ts'
import type { WantedFunction } from './function-names.ts'
import type { Rules } from './rules.ts'

export interface Weighed {
  readonly category: SuspectCategory
  readonly factors: readonly SuspectFactor[]
  /** From 1/20 to 20, so that measurements can always overrule it. */
  readonly weight: number
}

/** A commit and the rules of its repository. */
export interface Ranked {
  readonly commit: Commit
  readonly rules: Rules
}

/**
 * How much more probable than others it is that this commit brought a step: the product of the likelihood ratios of what is known of it, as if
 * they were independent, and bounded. 1 when nothing is known.
 */
export function weigh(commit: Commit, rules: Rules, wanted: readonly WantedFunction[]): Weighed {
  const place = placeOf(commit.files, rules)
  const factors = shipsNothing.has(place.category)
    ? placeFactor(place)
    : [
        ...placeFactor(place),
        ...sizeFactor(place),
        ...wordFactors(commit, rules),
        ...rollFactor(commit, rules),
        ...functionFactor(commit, place, wanted),
        ...testedFactor(commit, rules),
      ]
  return { category: place.category, factors, weight: Math.min(Math.max(productOf(factors), 1 / 20), 20) }
}

/** The most suspect first, whatever the order they come in; of equally suspect ones the newest, then by hash. */
export function rankSuspects(ranked: readonly Ranked[], wanted: readonly WantedFunction[]): Suspect[] {
  const weighed = ranked.map(({ commit, rules }) => ({ commit, ...weigh(commit, rules, wanted) }))
  weighed.sort(
    (a, b) =>
      // Beyond the bounds there is still an order.
      productOf(b.factors) - productOf(a.factors) ||
      compare(b.commit.date, a.commit.date) ||
      compare(a.commit.commit, b.commit.commit) ||
      compare(a.commit.repository, b.commit.repository),
  )
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  return weighed.map(each => suspectOf(each.commit, each, total))
}

function suspectOf(commit: Commit, { category, factors, weight }: Weighed, total: number): Suspect {
  const number = commit.pullRequest?.number ?? pullRequestNumber(commit.message)
  const { files } = commit
  const sum = (of: 'insertions' | 'deletions') => (files ?? []).reduce((lines, file) => lines + (file[of] ?? 0), 0)
  return {
    id: number === null ? commit.commit.slice(0, 12) : `${commit.url === null ? '' : commit.repository}#${number}`,
    statement: statementOf(factors),
    repository: commit.repository,
    commit: commit.commit,
    pullRequest: number,
    date: commit.date,
    author: commit.author,
    subject: titleOf(commit),
    url: commit.url,
    category,
    weight,
    share: total === 0 ? 0 : weight / total,
    factors: [...factors],
    changes: files === null ? null : { files: files.length, insertions: sum('insertions'), deletions: sum('deletions') },
  }
}

/** The reasons, what raises first. */
function statementOf(factors: readonly SuspectFactor[]): string {
  const reasons = factors.toSorted((a, b) => b.factor - a.factor).map(({ reason }) => reason)
  return reasons.length === 0 ? 'nothing is known that speaks for or against it' : reasons.join('; ')
}

/** Multiplied in one order, so that the same factors give the same number to the last digit. */
function productOf(factors: readonly SuspectFactor[]): number {
  return factors.reduce((product, { factor }) => product * factor, 1)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
