import type { LogRatio } from '../model/units.ts'
import type { ExperimentPlan } from '../verdict/decide.ts'

/** What is fixed before the first pair of a bisection runs. */
export interface BisectionPlan extends ExperimentPlan {
  /** Versions of a long range that are measured first, both ends included; at least 2. */
  readonly maxVersions: number
  /** Pairs after which the search ends without an answer. */
  readonly maxMeasurements: number
}

/**
 * The defaults of a comparison, and one look more: a search goes on for hundreds of pairs anyway, so its two comparisons should not fail for
 * want of forty. An effect of half the spread is then found with power .97 instead of .85.
 */
export const defaultBisectionPlan: BisectionPlan = {
  looks: [10, 14, 20, 28, 40, 60, 100],
  alpha: 0.02,
  threshold: 0.02,
  maxVersions: 12,
  maxMeasurements: 3000,
}

/** What is known about one version of the range before it is measured. */
export interface Suspect {
  /** How much more probable than others it is that this version brought the step; 1 when nothing is known. Taken from 1/20 to 20. */
  readonly weight: number
  /** The place of an earlier version with the same module and glue, byte for byte; null when there is none. */
  readonly sameAs: number | null
  /** Wasm instructions that one run executes, when they were counted: exact, and no statement about time. */
  readonly instructions: number | null
}

/** A range of versions, oldest first: 0 is the good end, the last one the bad end. */
export interface BisectionProblem {
  readonly versions: readonly Suspect[]
  readonly plan: BisectionPlan
  /** Determines the coins of all pairs. */
  readonly seed: string
}

/**
 * A pair to run next: two launches in one block, of the versions at these places of the range.
 *
 * Baseline, candidate and number together name the pair: they do not come twice in a search, and a search that is run again with the same
 * results asks for the same pairs in the same order.
 */
export interface PairRequest {
  readonly baseline: number
  readonly candidate: number
  /** How many pairs of these two were asked for before. */
  readonly number: number
  /** The coin of this pair. */
  readonly candidateFirst: boolean
  readonly purpose: PairPurpose
}

/**
 * - ends: whether a range holds a step at all
 * - search: a version against the good end, to find where
 * - confirmation: the version before the step against the one with it
 * - remainder: whether there is a further step on either side of one that was found
 */
export type PairPurpose = 'ends' | 'search' | 'confirmation' | 'remainder'

/** What came of a pair. */
export type PairResult =
  /** ln(candidate / baseline); a finite number. */
  | { readonly kind: 'measured'; readonly logRatio: LogRatio }
  /** This version cannot be installed, built or run, and never will be. */
  | { readonly kind: 'broken'; readonly version: number }
  /** The launch of this version crashed, or hung until the time limit; it may do better the next time. */
  | { readonly kind: 'crashed' | 'hung'; readonly version: number }
  /** The pair was not run: the budget is spent, or the user stops. Must not depend on what the pairs have shown. */
  | { readonly kind: 'over' }

/** Two neighbours of the range, or what is left of it between two versions that run: the step came after `from`, and `to` has it. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** The prior weight of a suspicion, bounded so that measurements can always overrule it. */
export function boundedWeight(weight: number): number {
  if (!(weight >= 0)) throw new RangeError(`the weight of a suspicion must be a number of at least 0, got ${weight}`)
  return Math.min(Math.max(weight, 1 / 20), 20)
}
