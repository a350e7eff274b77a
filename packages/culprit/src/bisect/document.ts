import type { Bisection } from '../model/bisection.ts'
import type { Decision } from '../verdict/decide.ts'
import type { BisectionOutcome } from './outcome.ts'
import type { BisectionProblem, Gap } from './problem.ts'

/** The outcome of a bisection with the names of its versions: one for each place of the range, in its order. */
export function bisectionDocument(
  versions: readonly { readonly version: string; readonly date: string | null }[],
  { plan, seed }: Pick<BisectionProblem, 'plan' | 'seed'>,
  outcome: BisectionOutcome,
): Bisection {
  const named = ({ from, to }: Gap) => ({ from: versions[from]!.version, to: versions[to]!.version })
  const compared = (gap: Gap, decision: Decision | null) => ({
    ...named(gap),
    verdict: decision?.verdict ?? null,
    ratio: decision?.ratio ?? null,
    pairs: decision?.pairs ?? 0,
  })
  const decided = (gap: Gap, decision: Decision) => ({ ...compared(gap, decision), verdict: decision.verdict })
  return {
    formatVersion: 1,
    kind: 'bisection',
    outcome: outcome.outcome,
    reason: outcome.reason,
    culprit: outcome.culprit && named(outcome.culprit),
    probability: outcome.probability,
    credible: outcome.credible.map(named),
    ends: outcome.ends && decided({ from: 0, to: versions.length - 1 }, outcome.ends),
    steps: outcome.steps.map(step => ({ ...decided(step, step.decision), probability: step.probability })),
    sections: outcome.sections.map(section => compared(section, section.decision)),
    candidates: outcome.candidates.map(candidate => ({ ...compared(candidate, candidate.decision), probability: candidate.probability })),
    versions: versions.map(({ version, date }, place) => ({ version, date, ...outcome.versions[place]! })),
    measurements: outcome.measurements,
    measurementsBy: outcome.measurementsBy,
    threshold: plan.threshold,
    alpha: plan.alpha,
    seed,
  }
}
