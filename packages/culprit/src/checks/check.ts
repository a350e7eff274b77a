import type { Comparison } from '../model/comparison.ts'
import type { Counting, Evidence, Investigation, Layer, LayerDifference, ModulePair, Sampling } from '../model/investigation.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Swaps } from '../model/swaps.ts'

/** The ids of the hypotheses: a layer that made the difference, or that the two sides do different work. */
export type HypothesisId = Layer | 'different-work'

/** Everything that an investigation has found out before it judges. */
export interface Facts {
  readonly comparison: Comparison
  readonly layers: readonly LayerDifference[]
  readonly sampling: Sampling | null
  /** Null when parts were not swapped. */
  readonly swaps: Swaps | null
  readonly counting: Counting | null
  /** Those whose work changed, the largest change first. */
  readonly functions: Investigation['functions']
  readonly modules: readonly ModulePair[]
  readonly launches: readonly LaunchRecord[]
}

/** What a check returns; the ids and the check's name are given by the index. */
export interface Finding {
  readonly statement: string
  readonly value: Evidence['value']
  readonly unit: string | null
  readonly supports: readonly HypothesisId[]
  readonly against: readonly HypothesisId[]
}

/** Looks at the facts from one side. A check that does not apply finds nothing. */
export type Check = (facts: Facts) => readonly Finding[]
