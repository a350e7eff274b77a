import type { Probability } from '../model/units.ts'

/**
 * P(X >= successes) for X successes in `trials` independent trials of probability `chance`, by summing the terms; relative error below 1e-9
 * up to a million trials.
 *
 * 1 for no success, 0 for more successes than trials. RangeError unless both are integers >= 0 and `chance` is in [0, 1].
 */
export function binomialAtLeast(successes: number, trials: number, chance: Probability): Probability {
  if (![successes, trials].every(count => Number.isSafeInteger(count) && count >= 0) || !(chance >= 0 && chance <= 1)) {
    throw new RangeError(`no binomial probability of ${successes} successes in ${trials} trials of probability ${chance}`)
  }
  if (successes === 0) return 1
  if (successes > trials || chance === 0) return 0
  if (chance === 1) return 1
  // Away from the mean the terms fall, so the shorter sum is the accurate one.
  return successes > trials * chance ? termsFrom(successes, trials, chance) : 1 - termsFrom(trials - successes + 1, trials, 1 - chance)
}

/**
 * The exact interval of a probability of which `successes` in `trials` were seen (Clopper & Pearson 1934): each bound alone is
 * right with probability at least `confidence`.
 *
 * From 0 when there was no success, to 1 when there was no failure; [0, 1] for no trials.
 */
export function clopperPearson(successes: number, trials: number, confidence: Probability): { low: Probability; high: Probability } {
  const low = (hits: number) => (hits === 0 ? 0 : bisect(chance => binomialAtLeast(hits, trials, chance) > 1 - confidence))
  return { low: low(successes), high: 1 - low(trials - successes) }
}

/** The sum of the terms from `first` upwards, where they fall. */
function termsFrom(first: number, trials: number, chance: Probability): Probability {
  let term = Math.exp(logChoose(trials, first) + first * Math.log(chance) + (trials - first) * Math.log1p(-chance))
  let sum = 0
  for (let successes = first; successes <= trials && term > sum * 1e-17; successes++) {
    sum += term
    term *= ((trials - successes) / (successes + 1)) * (chance / (1 - chance))
  }
  return sum
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let index = 1; index <= Math.min(k, n - k); index++) sum += Math.log((n - Math.min(k, n - k) + index) / index)
  return sum
}

/** Where a predicate turns true between 0 and 1, when it does so once. */
function bisect(isAbove: (x: number) => boolean): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (isAbove(middle)) high = middle
    else low = middle
  }
  return low
}
