import type { Verdict } from '../model/comparison.ts'
import type { RatioInterval } from '../model/interval.ts'
import type { LogRatio, Probability, Share } from '../model/units.ts'
import { standardDeviation } from '../stats/deviation.ts'
import { pairsNeeded, spreadOfInterval } from '../stats/pairs-needed.ts'
import { defaultLookPlan, lookLevel, nextLook, type LookPlan } from '../stats/sequential.ts'
import { type CentreInterval, signedRankInterval } from '../stats/signed-rank-interval.ts'

/** What is fixed before the first pair runs. */
export interface ExperimentPlan extends LookPlan {
  /** The practical difference as a share, above 0: with 0.02, a candidate that is less than 2 % slower is not worth an alarm. */
  readonly threshold: Share
}

/** The design's defaults: 2 % practical threshold, 2 % false claims, at most 60 pairs. */
export const defaultExperimentPlan: ExperimentPlan = { ...defaultLookPlan, threshold: 0.02 }

/**
 * Why a verdict is what it is. Slower and faster are statements about the interval, at least and below about the practical threshold.
 *
 * - slower-at-least-threshold, faster-at-least-threshold: the interval excludes 0, the estimate reaches the threshold (regression, improvement)
 * - slower-below-threshold, faster-below-threshold: the interval lies between 0 and the threshold (small-change)
 * - not-slower-by-threshold: the interval ends below the threshold (no-regression)
 * - slower-by-unknown-size: the interval excludes 0, the estimate is below the threshold and the upper bound is not (inconclusive)
 * - interval-too-wide: the interval holds 0 and the threshold (inconclusive)
 * - too-few-pairs: no data of this size could exclude anything at this level (inconclusive)
 */
export type DecisionReason =
  | 'slower-at-least-threshold'
  | 'faster-at-least-threshold'
  | 'slower-below-threshold'
  | 'faster-below-threshold'
  | 'not-slower-by-threshold'
  | 'slower-by-unknown-size'
  | 'interval-too-wide'
  | 'too-few-pairs'

/** What one look at the pairs says. */
export interface Decision {
  readonly verdict: Verdict
  readonly reason: DecisionReason
  /** Candidate / baseline with the repeated interval, right at all looks together with `confidence` = 1 - alpha; null without pairs. */
  readonly ratio: RatioInterval | null
  /** True when the interval as a whole is at or beyond the threshold, on the side of the verdict. */
  readonly provenAbove: boolean
  /** How many pairs were looked at, and what level this look spent. */
  readonly pairs: number
  readonly level: Probability
  /** True when the experiment ends here: something was decided, or no look is left. */
  readonly stop: boolean
  /** How many pairs in all would decide with probability .9, if estimate and spread stay what they are; null when decided, or not to be told. */
  readonly pairsNeeded: number | null
}

/** Where a sequential experiment stands: measure until there are `until` pairs, or stop with a decision. */
export type ExperimentState =
  | { readonly kind: 'continue'; readonly until: number; readonly latest: Decision | null }
  | { readonly kind: 'decided'; readonly decision: Decision }

/**
 * Where an experiment stands, given ln(candidate / baseline) of all its pairs in the order they were measured.
 *
 * Only the planned looks are taken, each at the pairs it had then; the first that decides is final, and later pairs do not change it. So the
 * answer is the same whether it is asked after every pair or once, and a resumed run continues where it was.
 *
 * `isOver` says that no more pairs will come (the time budget is spent): then all pairs get a last look, which spends what its pairs have
 * added to the budget of alpha. It must not be set because of what the pairs say. `spent` is the number of pairs at the last look that was taken at
 * another metric of the same experiment: only later looks are taken then, so that all of them share one alpha. RangeError when a value is not
 * finite or the plan is not one.
 */
export function experimentState(logRatios: readonly LogRatio[], plan: ExperimentPlan, isOver = false, spent = 0): ExperimentState {
  let latest: Decision | null = null
  for (;;) {
    const previous: number = latest?.pairs ?? spent
    const until = nextLook(plan, previous) ?? previous
    if (until > logRatios.length) {
      if (!isOver) return { kind: 'continue', until, latest }
      const last = decide(logRatios, plan, previous)
      // A few pairs after the look before, the level is so small that the interval is wider; both are right together, so the better one stands.
      const best = latest !== null && last.verdict === 'inconclusive' && width(latest) < width(last) ? latest : last
      return { kind: 'decided', decision: { ...best, stop: true } }
    }
    latest = decide(logRatios.slice(0, until), plan, previous)
    if (latest.stop) return { kind: 'decided', decision: latest }
  }
}

/**
 * Until how many pairs a decided change is worth measuring on, because its size is not known well yet: null when the interval is at most
 * half as wide as the effect is large, when nothing changed, and when no look is left.
 */
export function refineUntil(decision: Decision, plan: ExperimentPlan): number | null {
  const { verdict, ratio } = decision
  if ((verdict !== 'regression' && verdict !== 'improvement') || ratio === null) return null
  return width(decision) <= Math.abs(Math.log(ratio.estimate)) / 2 ? null : nextLook(plan, decision.pairs)
}

/**
 * A decided change after more pairs. The intervals of all looks are right together (Jennison & Turnbull 2000), so going on costs no error:
 * the verdict stands, and the later interval replaces the earlier one when it says the same.
 */
export function refine(decision: Decision, logRatios: readonly LogRatio[], plan: ExperimentPlan): Decision {
  const later = decide(logRatios, plan, decision.pairs)
  return later.verdict === decision.verdict ? { ...later, stop: true } : decision
}

function width({ ratio }: Decision): number {
  return ratio === null || ratio.low === null || ratio.high === null ? Infinity : Math.log(ratio.high / ratio.low)
}

/**
 * What ln(candidate / baseline) of the pairs says at one look, when the look before was at `previous` pairs (0: there was none).
 *
 * The interval and its level are those of the sequential plan, so that over all looks together a regression or an improvement is claimed
 * where there is none with probability at most alpha, and no-regression where the candidate is slower by the threshold with at most alpha / 2.
 *
 *           0     threshold
 *     ------|---------|------>  slower
 *           |    [----+--x--]    regression when the estimate x is at or above the threshold, otherwise inconclusive
 *        [--+--x---]  |          no-regression
 *           | [--x--] |          small-change; so is its mirror image
 *        [--+----x----+--]       inconclusive
 *
 * No pairs: inconclusive. RangeError when a value is not finite or the plan is not one.
 */
export function decide(logRatios: readonly LogRatio[], plan: ExperimentPlan, previous = 0): Decision {
  if (!(plan.threshold > 0)) throw new RangeError(`the practical threshold must be above 0, got ${plan.threshold}`)
  const pairs = logRatios.length
  const level = lookLevel(plan, pairs, previous)
  const interval = signedRankInterval(logRatios, level)
  const limit = Math.log1p(plan.threshold)
  const { verdict, reason } = judge(interval, limit)
  const { estimate, low, high } = interval
  return {
    verdict,
    reason,
    ratio: pairs === 0 ? null : { estimate: Math.exp(estimate), low: ratioOf(low), high: ratioOf(high), confidence: 1 - plan.alpha },
    provenAbove: (low !== null && low >= limit) || (high !== null && high <= -limit),
    pairs,
    level,
    stop: verdict !== 'inconclusive' || nextLook(plan, pairs) === null,
    pairsNeeded: verdict === 'inconclusive' ? needed(logRatios, interval, limit, level, plan) : null,
  }
}

function judge({ estimate, low, high }: CentreInterval, limit: LogRatio): { verdict: Verdict; reason: DecisionReason } {
  if (low === null || high === null) return { verdict: 'inconclusive', reason: 'too-few-pairs' }
  if (low > 0 && estimate >= limit) return { verdict: 'regression', reason: 'slower-at-least-threshold' }
  if (high < 0 && estimate <= -limit) return { verdict: 'improvement', reason: 'faster-at-least-threshold' }
  if (low > 0 && high < limit) return { verdict: 'small-change', reason: 'slower-below-threshold' }
  if (high < 0 && low > -limit) return { verdict: 'small-change', reason: 'faster-below-threshold' }
  if (high < limit) return { verdict: 'no-regression', reason: 'not-slower-by-threshold' }
  return { verdict: 'inconclusive', reason: low > 0 ? 'slower-by-unknown-size' : 'interval-too-wide' }
}

/** The distance that is still to be proven is to 0 when the estimate reaches the threshold, and to the threshold when it does not. */
function needed(
  logRatios: readonly LogRatio[],
  { estimate, low, high }: CentreInterval,
  limit: LogRatio,
  level: Probability,
  plan: ExperimentPlan,
) {
  const distance = estimate >= limit ? estimate : limit - estimate
  // The interval tells the spread unless it has no bounds: one wild pair moves it little.
  const spread = low === null || high === null ? standardDeviation(logRatios) : spreadOfInterval(high - low, logRatios.length, level)
  const pairs = pairsNeeded({ spread, distance, alpha: plan.alpha })
  return Number.isSafeInteger(pairs) ? Math.max(pairs, logRatios.length + 1, plan.looks[0]!) : null
}

function ratioOf(log: LogRatio | null): number | null {
  return log === null ? null : Math.exp(log)
}
