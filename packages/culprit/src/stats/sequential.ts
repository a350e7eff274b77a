import type { Probability } from '../model/units.ts'
import { signedRankP } from './signed-rank.ts'

/** When an experiment is looked at, and what it may claim wrongly in all its looks together. */
export interface LookPlan {
  /** The numbers of pairs at which the data are looked at: positive integers, ascending; at the last one the experiment ends. */
  readonly looks: readonly number[]
  /** The probability, over the whole experiment, of any interval that misses the truth. */
  readonly alpha: Probability
}

/**
 * Six looks up to 60 pairs at a false-claim rate of 2 %.
 *
 * The first look is at 10 because it spends 0.0033 and the smallest two-sided p of n pairs is 2^(1-n): .0078 for 8, .0020 for 10.
 */
export const defaultLookPlan: LookPlan = { looks: [10, 14, 20, 28, 40, 60], alpha: 0.02 }

/**
 * The level of the two-sided test at a look after `pairs` pairs, when the look before was after `previous` pairs (0: there was none).
 *
 * Spending is linear in the share of the planned pairs: alpha(n) = alpha * n / last (Lan & DeMets 1983), and a look gets what has become
 * available since the look before. The levels of any looks add up to at most alpha, however many they are and whether they were planned
 * or not, so by the union bound all their intervals are right together with probability at least 1 - alpha. That needs one thing of
 * an unplanned look: the reason to look must not depend on which side was slower (a time budget may end the experiment, a glance may not).
 *
 * 0 when there are no new pairs, and beyond the last planned look: then nothing can be claimed. A plan that is not ascending, empty, or
 * whose alpha is outside (0, 1) gives RangeError, and so do counts that are no integers >= 0.
 */
export function lookLevel(plan: LookPlan, pairs: number, previous: number): Probability {
  checkPlan(plan)
  if (!isCount(pairs) || !isCount(previous)) throw new RangeError(`a look after ${pairs} pairs, the one before after ${previous}`)
  const last = plan.looks.at(-1)!
  return Math.max(0, (plan.alpha * (Math.min(pairs, last) - Math.min(previous, last))) / last)
}

/** The first planned look after more than `pairs` pairs; null when there is none. */
export function nextLook(plan: LookPlan, pairs: number): number | null {
  return plan.looks.find(look => look > pairs) ?? null
}

/**
 * The p-value of a whole sequential experiment: the smallest alpha at which one of its looks would have claimed a change, so P(p <= a) <= a
 * whenever the signs are exchangeable. `looked` are the numbers of pairs at which it was looked at, after `spent` pairs of looks at something else.
 *
 * A look gets the share of alpha that its pairs have of the plan, so its own p-value is divided by that share. 1 when nothing was looked at;
 * never above 1.
 */
export function sequentialP(logRatios: readonly number[], looked: readonly number[], plan: LookPlan, spent = 0): Probability {
  checkPlan(plan)
  return looked.reduce((least, look, index) => {
    const share = lookLevel(plan, look, looked[index - 1] ?? spent) / plan.alpha
    return share === 0 ? least : Math.min(least, signedRankP(logRatios.slice(0, look)) / share)
  }, 1)
}

function checkPlan({ looks, alpha }: LookPlan): void {
  const ascending = looks.every((look, index) => isCount(look) && look > (looks[index - 1] ?? 0))
  if (looks.length === 0 || !ascending) throw new RangeError(`looks must be ascending positive integers, got [${looks.join(', ')}]`)
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be between 0 and 1, got ${alpha}`)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
