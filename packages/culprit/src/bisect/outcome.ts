import type { Bisection } from '../model/bisection.ts'
import type { Probability } from '../model/units.ts'
import type { Decision } from '../verdict/decide.ts'
import { isStep } from './compare.ts'
import { effectOf, type VersionEffect } from './effect.ts'
import type { Gap, PairPurpose } from './problem.ts'
import { massBetween } from './posterior.ts'
import type { Candidate, Explored, Section, Step } from './search.ts'
import type { Session } from './session.ts'

/**
 * Why a bisection came to its outcome.
 *
 * - step-confirmed, further-steps: fresh pairs of the neighbours show the step; the rest of the range holds more (found, several-steps)
 * - ends-not-slower: the bad end is not slower by the threshold, and not shown to be faster (no-step)
 * - ends-below-threshold: it differs, by less (no-step)
 * - ends-inconclusive: all pairs together do not tell whether the ends differ (undecided)
 * - good-end-broken, bad-end-broken: this version does not run (undecided)
 * - same-bytes: the ends differ, but no change of bytes lies between them: it is not the versions (undecided)
 * - not-confirmed: no place became likely enough, or fresh pairs did not show the step where it was likely (undecided)
 * - over: the budget was spent before (undecided)
 */
type BisectionReason = Bisection['reason']

/**
 * What a search knows of one version: before the step (good), with it (bad, also where the step is one to faster), not told apart (unknown), or why it cannot be measured. Where
 * there are several steps, good and bad are about the culprit.
 */
type VersionState = Bisection['versions'][number]['state']

/** The effect is null when it was not measured against the good end, and for the good end. */
interface SearchedVersion extends VersionEffect {
  readonly state: VersionState
}

/** What a bisection found out. Versions are places in the range. */
export interface BisectionOutcome {
  readonly outcome: Bisection['outcome']
  readonly reason: BisectionReason
  /** The step; the largest one in the direction of the ends when there are several. Its versions have only such between them that do not run. */
  readonly culprit: Gap | null
  /** Of the culprit; of the likeliest place when undecided; null when no place was looked for. */
  readonly probability: Probability | null
  /** The likeliest places, as gaps in order, that together hold the step with probability 1 - alpha; empty when no place was looked for. */
  readonly credible: readonly Gap[]
  /** Good end against bad end; null when one of them does not run. */
  readonly ends: Decision | null
  readonly steps: readonly Step[]
  /** Parts of the range whose ends were compared and in which no step was located. */
  readonly sections: readonly Section[]
  /** Every place that was put to fresh pairs, in the order of the search. */
  readonly candidates: readonly Candidate[]
  readonly versions: readonly SearchedVersion[]
  /** Pairs, failed ones included. */
  readonly measurements: number
  readonly measurementsBy: Readonly<Record<PairPurpose, number>>
}

export function outcomeOf(session: Session, { ends, steps, sections, candidates, located }: Explored): BisectionOutcome {
  const { plan } = session.problem
  const { outcome, reason } = judge()
  const culprit = largest(steps, ends)
  return {
    outcome,
    reason,
    culprit: culprit === null ? null : { from: culprit.from, to: culprit.to },
    probability: culprit?.probability ?? located?.probability ?? null,
    credible:
      culprit === null && located !== null ? credibleGaps(located.posterior, 1 - plan.alpha) : steps.map(({ from, to }) => ({ from, to })),
    ends,
    steps,
    sections,
    candidates,
    versions: session.problem.versions.map((_, version) => searched(version)),
    measurements: Object.values(session.asked).reduce((sum, count) => sum + count, 0),
    measurementsBy: { ...session.asked },
  }

  function judge(): Pick<BisectionOutcome, 'outcome' | 'reason'> {
    if (steps.length > 1 || (steps.length === 1 && sections.some(({ decision }) => isStep(decision)))) {
      return { outcome: 'several-steps', reason: 'further-steps' }
    }
    if (steps.length === 1) return { outcome: 'found', reason: 'step-confirmed' }
    if (ends?.verdict === 'no-regression') return { outcome: 'no-step', reason: 'ends-not-slower' }
    if (ends?.verdict === 'small-change') return { outcome: 'no-step', reason: 'ends-below-threshold' }
    return { outcome: 'undecided', reason: whyUndecided() }
  }

  function whyUndecided(): BisectionReason {
    if (session.broken.has(0)) return 'good-end-broken'
    if (session.broken.has(session.problem.versions.length - 1)) return 'bad-end-broken'
    if (session.isOver) return 'over'
    if (!isStep(ends)) return 'ends-inconclusive'
    return located?.gap === null ? 'same-bytes' : 'not-confirmed'
  }

  function searched(version: number): SearchedVersion {
    const alike = session.problem.versions.flatMap((_, other) => (root(other) === root(version) ? [other] : []))
    const why = alike.map(other => session.broken.get(other)).find(how => how !== undefined)
    const values = version === 0 ? [] : alike.flatMap(other => session.valuesOf(0, other))
    return { state: why ?? stateOf(version), ...effectOf(values) }
  }

  function root(version: number): number {
    const { sameAs } = session.problem.versions[version]!
    return sameAs === null ? version : root(sameAs)
  }

  function stateOf(version: number): VersionState {
    if (culprit !== null) return version <= culprit.from ? 'good' : version >= culprit.to ? 'bad' : 'unknown'
    // Between ends that are alike others may differ; only those with their bytes are known.
    if (outcome === 'no-step')
      return root(version) === 0 || root(version) === root(session.problem.versions.length - 1) ? 'good' : 'unknown'
    if (located === null || located.gap === null) return 'unknown'
    const isBad = massBetween(located.posterior, 0, version)
    return isBad <= plan.alpha / 2 ? 'good' : isBad >= 1 - plan.alpha / 2 ? 'bad' : 'unknown'
  }
}

function largest(steps: readonly Step[], ends: Decision | null): Step | null {
  const size = ({ decision }: Step) => Math.log(decision.ratio!.estimate)
  const inDirection = steps.filter(({ decision }) => decision.verdict === ends?.verdict)
  const among = inDirection.length > 0 ? inDirection : steps
  return among.reduce<Step | null>((best, step) => (best === null || Math.abs(size(step)) > Math.abs(size(best)) ? step : best), null)
}

/** The fewest places that hold this much of the probability, neighbouring ones joined. */
function credibleGaps(posterior: Float64Array, mass: Probability): Gap[] {
  const places = Array.from(posterior, (probability, place) => ({ probability, place }))
    .filter(({ probability }) => probability > 0)
    .sort((a, b) => b.probability - a.probability)
  let held = 0
  const kept = places.filter(({ probability }) => {
    const isNeeded = held < mass
    held += probability
    return isNeeded
  })
  const gaps: { from: number; to: number }[] = []
  for (const { place } of kept.sort((a, b) => a.place - b.place)) {
    const last = gaps.at(-1)
    if (last?.to === place - 1) last.to = place
    else gaps.push({ from: place - 1, to: place })
  }
  return gaps
}
