import type { HypothesisId } from '../check.ts'
import type { ArtefactFacts } from './facts.ts'

/** A hit is hard when it takes the claim's ground away by itself, and soft when it only has to be known. */
export type Outcome =
  | { readonly outcome: 'hit'; readonly strength: 'hard' | 'soft' }
  | { readonly outcome: 'clear' }
  /** The statement says what is missing. */
  | { readonly outcome: 'not-applicable' }

/** What one test found; the index adds its name. */
export type ArtefactResult = Outcome & {
  /** One sentence for the report. */
  readonly statement: string
  readonly value: number | null
  readonly unit: string | null
  readonly supports: readonly HypothesisId[]
  readonly against: readonly HypothesisId[]
}

/** Asks one question about how a claim came about. */
export type ArtefactTest = (facts: ArtefactFacts) => ArtefactResult

/** The result of a test that could not ask its question. */
export function notApplicable(statement: string): ArtefactResult {
  return { outcome: 'not-applicable', statement, value: null, unit: null, supports: [], against: [] }
}
