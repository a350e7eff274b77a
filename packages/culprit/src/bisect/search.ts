import type { LogRatio, Probability } from '../model/units.ts'
import { hodgesLehmann } from '../stats/hodges-lehmann.ts'
import type { Decision, ExperimentPlan } from '../verdict/decide.ts'
import { atLevel, compareBothWays, compareVersions, isStep } from './compare.ts'
import { countedStep, isCountedFlat } from './counted-step.ts'
import { type Located, Locator } from './locate.ts'
import type { Gap, PairPurpose } from './problem.ts'
import { nearestNames, type Range } from './range.ts'
import type { Search, Session } from './session.ts'

/** A gap that was thought to hold the step, and what fresh pairs of its two versions said. */
export interface Candidate extends Gap {
  /** Of the step being there, when it was named; null when counted instructions named it and nothing was searched. */
  readonly probability: Probability | null
  /** Null when one of the two turned out to be broken. */
  readonly decision: Decision | null
  /** Of the fresh pairs, at this level; the search goes on when they do not show a step. */
  readonly level: Probability
}

/** A step that fresh pairs confirmed. */
export interface Step extends Gap {
  /** Of the place: what the search came to, and never more than the confirmation promises. */
  readonly probability: Probability
  readonly decision: Decision
}

/** A part of the range whose ends were compared and in which no step was located; `decision` is null when an end is broken. */
export interface Section extends Gap {
  readonly decision: Decision | null
}

/** What is known of a part of the range: the steps in it, in order, and the sections between them. */
export interface Explored {
  /** The comparison of its ends; null when one of them is broken, or nothing was compared. */
  readonly ends: Decision | null
  readonly steps: readonly Step[]
  readonly sections: readonly Section[]
  readonly candidates: readonly Candidate[]
  /** Where the step of the whole part probably is; null when its ends showed none, or nothing had to be searched. */
  readonly located: Located | null
}

/** Candidates of one part that may fail before its search ends without an answer. */
const candidatesTried = 4
/** Steps are looked for until this many tests could have named one: then the level of the next is below what 100 pairs can show well. */
const claimsMade = 8
/** What lies beside the first step is left after this many times the pairs that the step has taken: a smaller one next to it could cost many times more. */
const mostOfRemainder = 2
/** Where executed instructions do not change, only time can step, and these many pairs of the ends show a step that is large. */
const pairsOfCountedFlat = 20
/**
 * A version inside a flat part is compared by itself when its values are this many standard errors from the others. One in a hundred is by
 * chance, and costs a comparison.
 */
const standsOut = 2.5

/**
 * Whether a part of the range holds a step, where, and whether it is the only one. `until` is the number of pairs in all at which this part
 * is left as it is.
 */
export function* explore(session: Session, range: Range, gap: Gap, purpose: PairPurpose, until = Infinity): Search<Explored> {
  const named = nearestNames(range, gap)
  const isFlat = purpose === 'remainder' && isCountedFlat(session.problem.versions, gap, session.problem.plan.threshold)
  const plan = planUntil(session, until, isFlat ? pairsOfCountedFlat : Infinity)
  if (plan === null) return { ...nothing, sections: [{ ...named, decision: null }] }
  const isNamed = purpose !== 'ends' && isAdjacent(session, range, gap)
  const level = isNamed ? session.nextLevel() : plan.alpha
  const { decision, logRatios } = yield* compareBothWays(session, gap.from, gap.to, purpose, atLevel(plan, level))
  if (!isStep(decision)) return { ...nothing, ends: decision, sections: [{ ...named, decision }] }
  if (isAdjacent(session, range, gap) && range.weights[named.to]! > 0) {
    return { ...nothing, ends: decision, steps: [{ ...named, probability: 1 - level, decision: decision! }] }
  }
  const { found, candidates, locator, located } = yield* locate(session, range, gap, logRatios, until)
  if (found === null) return { ends: decision, steps: [], sections: [{ ...named, decision }], candidates, located }
  // What lies before and after the step has to be flat; otherwise there is a further one.
  const share = session.spent
  const leaveAt = () => (until === Infinity ? session.spent + mostOfRemainder * share : until)
  const before = yield* remainder(session, range, { from: gap.from, to: found.measured.from }, locator, 0, leaveAt())
  const levelAfter = hodgesLehmann(logRatios)
  const after = yield* remainder(session, range, { from: found.measured.to, to: gap.to }, locator, levelAfter, leaveAt())
  return {
    ends: decision,
    steps: [...before.steps, found.step, ...after.steps],
    sections: [...before.sections, ...after.sections],
    candidates: [...candidates, ...before.candidates, ...after.candidates],
    located,
  }
}

interface LocatedStep {
  /** `measured` is the gap in the versions that were measured, `step` in the names that lie closest. */
  readonly found: { readonly measured: Gap; readonly step: Step } | null
  readonly candidates: readonly Candidate[]
  readonly locator: Locator
  readonly located: Located
}

/** Searches until fresh pairs confirm a candidate. The guarantee rests on them alone, and not on the model of the search. */
function* locate(session: Session, range: Range, gap: Gap, ends: readonly LogRatio[], until: number): Search<LocatedStep> {
  const { alpha, threshold } = session.problem.plan
  const locator = new Locator(session, range, gap, ends)
  const candidates: Candidate[] = []
  const counted = countedStep(session.problem.versions, gap, threshold)
  // A step up is refuted by pairs that exclude one; they say little against a step down.
  const compare = hodgesLehmann(ends) > 0 ? compareVersions : compareBothWays
  const hint = counted !== null && counted.logRatio > 0 === hodgesLehmann(ends) > 0 ? measuredGap(range, counted) : null
  if (hint !== null) locator.weigh(hint, 20)
  for (;;) {
    const isFirst = candidates.length === 0
    const shortcut = isFirst && hint !== null && isAdjacent(session, range, hint) ? hint : null
    const located = shortcut === null ? yield* locator.run(1 - alpha / 2, until) : locator.guess()
    const candidate = shortcut ?? (located.isSure ? located.gap : null)
    const plan = planUntil(session, until)
    if (candidate === null || plan === null || session.isOver) return { found: null, candidates, locator, located }

    const level = session.nextLevel()
    const { decision } = yield* compare(session, candidate.from, candidate.to, 'confirmation', atLevel(plan, level))
    const named = nearestNames(range, candidate)
    candidates.push({ ...named, probability: shortcut === null ? located.probability : null, decision, level })
    if (isStep(decision)) {
      const probability = Math.min(shortcut === null ? located.probability : 1, 1 - level)
      return { found: { measured: candidate, step: { ...named, probability, decision: decision! } }, candidates, locator, located }
    }
    if (session.isOver || candidates.length === candidatesTried) return { found: null, candidates, locator, located }
    // Fresh pairs are evidence too: how seldom they would say this of the true step.
    if (decision !== null) locator.weigh(candidate, decision.verdict === 'inconclusive' ? 0.2 : alpha)
  }
}

/** The plan of the next comparison, of `most` pairs, which has to end before there are `until` in all; null when there is no room for one. */
function planUntil({ problem: { plan }, spent }: Session, until: number, most = Infinity): ExperimentPlan | null {
  const looks = plan.looks.filter(look => look <= most && spent + look <= until)
  return looks.length === 0 ? null : { ...plan, looks }
}

const nothing: Explored = { ends: null, steps: [], sections: [], candidates: [], located: null }

/** `level` is ln(version / good end) of the versions in this part, if it is flat. */
function* remainder(session: Session, range: Range, gap: Gap, locator: Locator, level: LogRatio, until: number): Search<Explored> {
  if (gap.from === gap.to) return nothing
  if (session.claims >= claimsMade) return { ...nothing, sections: [{ ...nearestNames(range, gap), decision: null }] }
  const whole = yield* explore(session, range, gap, 'remainder', until)
  const isFlat = whole.steps.length === 0 && whole.located === null
  const odd = isFlat ? standingOut(session, gap, locator, level) : null
  if (odd === null) return whole
  // Equal ends hide a step up and a step down between them.
  const up = yield* explore(session, range, { from: gap.from, to: odd }, 'remainder', until)
  if (up.steps.length === 0) return { ...whole, sections: [...whole.sections, ...up.sections], candidates: up.candidates }
  const down = yield* explore(session, range, { from: odd, to: gap.to }, 'remainder', until)
  return {
    ends: whole.ends,
    steps: [...up.steps, ...down.steps],
    sections: [...up.sections, ...down.sections],
    candidates: [...up.candidates, ...down.candidates],
    located: null,
  }
}

/** The version inside a flat part whose values are farthest from the part's level, when that is farther than chance and the threshold go. */
function standingOut(session: Session, { from, to }: Gap, locator: Locator, level: LogRatio): number | null {
  let farthest: number | null = null
  let errors = standsOut
  for (let version = from + 1; version < to; version++) {
    const distance = session.broken.has(version) ? null : locator.distance(version, level)
    if (distance === null || distance.errors <= errors || Math.abs(distance.logRatio) < Math.log1p(session.problem.plan.threshold)) continue
    farthest = version
    errors = distance.errors
  }
  return farthest
}

/** Whether no version between the two could be measured. */
function isAdjacent(session: Session, range: Range, { from, to }: Gap): boolean {
  return !range.measuredAs.some(
    (measured, version) => measured === version && version > from && version < to && !session.broken.has(version),
  )
}

/** A gap in the versions that are measured for its two. */
function measuredGap(range: Range, { from, to }: Gap): Gap | null {
  const gap = { from: range.measuredAs[from]!, to: range.measuredAs[to]! }
  return gap.from < gap.to ? gap : null
}
