import type { LogRatio, Probability } from '../../model/units.ts'
import { normalQuantile } from '../../stats/normal.ts'
import { suiteShift, treated } from './additive-shift.ts'
import type { ArtefactFacts } from './facts.ts'
import { flappingNames } from './flapping.ts'

/** A benchmark that became slower by more than what all share. */
export interface StandOut {
  readonly name: string
  /** As it was measured; it is what a claim has to be made with. */
  readonly logRatio: LogRatio
  /** What is left of it beside the shift that all share. */
  readonly residual: LogRatio
  /** The residual in standard deviations: of all residuals, or its own where that is larger. */
  readonly score: number
}

/** Probability that any of the suite stands out when none does, for normal noise. */
const familyLevel: Probability = 0.01
const smallest = Math.log(1.02)

/**
 * The regressions that an artefact does not explain, the largest first: benchmarks whose residual beside the common shift is 2 % or more, and beyond
 * the noise with Bonferroni's allowance for the size of the suite. Controls are not among them, nor are benchmarks that flap.
 *
 * The verdicts of the benchmarks are not touched by it: who is not in the list is not thereby acquitted, since a shift that all share can be real.
 * Null when there is no suite, or fewer than five benchmarks in it to see a shift by.
 */
export function standOuts(facts: ArtefactFacts): StandOut[] | null {
  const shift = suiteShift(facts)
  if (facts.suite === null || shift === null) return null
  const flapping = flappingNames(facts)
  const limit = normalQuantile(1 - familyLevel / (2 * shift.residuals.length))
  return treated(facts.suite)
    .map(({ name, logRatio, deviation }, index) => {
      const residual = shift.residuals[index]!
      return { name, logRatio, residual, score: residual / Math.max(shift.deviation, deviation ?? 0) }
    })
    .filter(({ name, residual, score }) => residual >= smallest && score > limit && !flapping.has(name))
    .sort((a, b) => b.residual - a.residual)
}
