import type { Bisection } from '../model/bisection.ts'
import type { Decision } from '../verdict/decide.ts'
import type { BisectionOutcome } from './outcome.ts'
import type { BisectionProblem, Gap } from './problem.ts'

/** The outcome of a bisection with the names of its versions: one for each place of the range, in its order. */
export function bisectionDocument(
  versions: readonly VersionName[],
  { plan, seed }: Pick<BisectionProblem, 'plan' | 'seed'>,
  outcome: BisectionOutcome,
  about: AboutRun = outsideOfRuns,
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
    run: about.run,
    startedMs: about.startedMs,
    source: about.source,
    outcome: outcome.outcome,
    reason: outcome.reason,
    culprit: outcome.culprit && named(outcome.culprit),
    probability: outcome.probability,
    credible: outcome.credible.map(named),
    changes: about.changes ?? null,
    ends: outcome.ends && decided({ from: 0, to: versions.length - 1 }, outcome.ends),
    steps: outcome.steps.map(step => ({ ...decided(step, step.decision), probability: step.probability })),
    sections: outcome.sections.map(section => compared(section, section.decision)),
    candidates: outcome.candidates.map(candidate => ({ ...compared(candidate, candidate.decision), probability: candidate.probability })),
    versions: versions.map(({ version, date, reference, failure, instructions }, place) => ({
      version,
      date,
      reference: reference ?? null,
      ...outcome.versions[place]!,
      failure: failure ?? null,
      instructions: instructions ?? null,
    })),
    measurements: outcome.measurements,
    measurementsBy: outcome.measurementsBy,
    decidedBy: about.decidedBy ?? null,
    threshold: plan.threshold,
    alpha: plan.alpha,
    seed,
    command: [...about.command],
    measuredNs: about.measuredNs,
    warnings: [...about.warnings],
  }
}

export interface VersionName {
  readonly version: string
  readonly date: string | null
  readonly reference?: string
  readonly failure?: string | null
  readonly instructions?: number | null
}

/** What a run adds to what its search came to. */
export type AboutRun = Pick<Bisection, 'run' | 'startedMs' | 'source' | 'command' | 'measuredNs' | 'warnings'> &
  Partial<Pick<Bisection, 'decidedBy' | 'changes'>>

const outsideOfRuns: AboutRun = { run: null, startedMs: null, source: null, command: [], measuredNs: null, warnings: [] }
