import type { LogRatio, Probability } from '../model/units.ts'
import { pairsNeeded, spreadOfInterval } from '../stats/pairs-needed.ts'
import { nextLook } from '../stats/sequential.ts'
import { decide, type Decision, experimentState, type ExperimentPlan } from '../verdict/decide.ts'
import type { PairPurpose } from './problem.ts'
import type { Search, Session } from './session.ts'

/** What a comparison of two versions came to; `decision` is null when one of them turned out to be broken. */
interface Compared {
  readonly decision: Decision | null
  readonly logRatios: readonly LogRatio[]
}

/** The sequential comparison of two versions, on pairs of its own, at the plan's level. */
export function* compareVersions(
  session: Session,
  baseline: number,
  candidate: number,
  purpose: PairPurpose,
  plan: ExperimentPlan,
): Search<Compared> {
  const logRatios: LogRatio[] = []
  let state = experimentState(logRatios, plan)
  while (state.kind === 'continue') {
    const value = yield* session.measure(baseline, candidate, purpose)
    if (session.broken.has(baseline) || session.broken.has(candidate)) return { decision: null, logRatios }
    if (value !== null) logRatios.push(value)
    if (session.isOver || logRatios.length === state.until) state = experimentState(logRatios, plan, session.isOver)
  }
  return { decision: state.decision, logRatios }
}

/**
 * A comparison that ends with no-regression only when a step down of the threshold is excluded too, or no look is left. The intervals of all
 * looks are right together, so going on costs no error, and a later look that decides nothing takes nothing back.
 */
export function* compareBothWays(
  session: Session,
  baseline: number,
  candidate: number,
  purpose: PairPurpose,
  plan: ExperimentPlan,
): Search<Compared> {
  const { decision: first, logRatios } = yield* compareVersions(session, baseline, candidate, purpose, plan)
  if (first?.verdict !== 'no-regression') return { decision: first, logRatios }
  const values = [...logRatios]
  let decision = first
  for (let previous = first.pairs; mayBeFaster(decision, plan);) {
    const until = nextLook(plan, previous) ?? 0
    // What lies beside a step is not worth pairs that would decide nothing.
    if (purpose === 'remainder' && pairsToTell(decision, plan) > plan.looks.at(-1)!) break
    while (!session.isOver && values.length < until) {
      const value = yield* session.measure(baseline, candidate, purpose)
      if (session.broken.has(baseline) || session.broken.has(candidate)) return { decision: null, logRatios: values }
      if (value !== null) values.push(value)
    }
    if (values.length !== until) break
    const later = decide(values, plan, previous)
    if (later.verdict !== 'inconclusive') decision = later
    previous = until
  }
  return { decision, logRatios: values }
}

function mayBeFaster({ verdict, ratio }: Decision, { threshold }: ExperimentPlan): boolean {
  return verdict === 'no-regression' && (ratio?.low ?? 0) <= 1 / (1 + threshold)
}

/** How many pairs in all would show a step down, or exclude one, if estimate and spread stay what they are. */
function pairsToTell({ ratio, pairs, level }: Decision, { threshold, alpha }: ExperimentPlan): number {
  if (ratio === null || ratio.low === null || ratio.high === null) return 0
  const [estimate, limit] = [Math.log(ratio.estimate), Math.log1p(threshold)]
  const spread = spreadOfInterval(Math.log(ratio.high / ratio.low), pairs, level)
  return pairsNeeded({ spread, distance: estimate <= -limit ? -estimate : estimate + limit, alpha })
}

/**
 * The plan at another level. n pairs have no two-sided p below 2^(1-n), so a stricter level needs a later first look: the first one at which
 * something can be decided takes the place of those before it.
 */
export function atLevel(plan: ExperimentPlan, alpha: Probability): ExperimentPlan {
  const last = plan.looks.at(-1)!
  let first = plan.looks[0]!
  while (first < last && 2 ** (1 - first) > (alpha * first) / last) first++
  return { threshold: plan.threshold, alpha, looks: [first, ...plan.looks.filter(look => look > first)] }
}

/** Whether a decision says that there is a step, in either direction. */
export function isStep(decision: Decision | null): boolean {
  return decision?.verdict === 'regression' || decision?.verdict === 'improvement'
}
