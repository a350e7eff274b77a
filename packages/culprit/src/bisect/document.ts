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
  const compared = (gap: Gap, decision: Decision | null) => ({
    ...named(versions, gap),
    verdict: decision?.verdict ?? null,
    ratio: decision?.ratio ?? null,
    pairs: decision?.pairs ?? 0,
  })
  const decided = (gap: Gap, decision: Decision) => ({ ...compared(gap, decision), verdict: decision.verdict })
  return {
    ...headOf(versions, outcome, about),
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
    ...tailOf({ threshold: plan.threshold, alpha: plan.alpha, seed }, about),
  }
}

/** What every bisection begins with, whatever its versions were asked. */
export function headOf(
  versions: readonly VersionName[],
  { outcome, reason, culprit, probability, credible }: Found,
  { run, startedMs, source }: AboutRun,
): Pick<Bisection, 'formatVersion' | 'kind' | 'run' | 'startedMs' | 'source' | keyof Found> {
  return {
    formatVersion: 1,
    kind: 'bisection',
    run,
    startedMs,
    source,
    outcome,
    reason,
    culprit: culprit && named(versions, culprit),
    probability,
    credible: credible.map(gap => named(versions, gap)),
  }
}

/** And what it ends with. */
export function tailOf(
  asked: Pick<Bisection, 'threshold' | 'alpha' | 'seed'>,
  { decidedBy = null, command, measuredNs, warnings }: AboutRun,
): Pick<Bisection, 'decidedBy' | 'command' | 'measuredNs' | 'warnings' | 'threshold' | 'alpha' | 'seed'> {
  return { decidedBy, ...asked, command: [...command], measuredNs, warnings: [...warnings] }
}

interface Found extends Pick<Bisection, 'outcome' | 'reason' | 'probability'> {
  readonly culprit: Gap | null
  readonly credible: readonly Gap[]
}

function named(versions: readonly VersionName[], { from, to }: Gap): { from: string; to: string } {
  return { from: versions[from]!.version, to: versions[to]!.version }
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
