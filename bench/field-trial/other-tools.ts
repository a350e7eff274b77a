import { mean, standardDeviation } from '../../packages/culprit/src/stats/deviation.ts'
import { studentQuantile } from '../../packages/culprit/src/stats/student.ts'

/** What a tool says of the launches of two sides: that the candidate is slower, faster, or neither. */
export type Claim = 'slower' | 'faster' | 'none'

/**
 * What hyperfine prints as "1.05 ± 0.02 times faster than": the ratio of the means with the standard deviations of the single runs carried
 * over. It makes no claim itself; this is how its readers take it: a difference of more than the deviation that stands behind it.
 */
export function hyperfine(baseline: readonly number[], candidate: readonly number[]): Claim {
  const [a, b] = [mean(baseline), mean(candidate)]
  const ratio = b / a
  const deviation = ratio * Math.hypot(standardDeviation(baseline) / a, standardDeviation(candidate) / b)
  return Math.abs(ratio - 1) <= deviation ? 'none' : ratio > 1 ? 'slower' : 'faster'
}

/** tachometer's interval: 95 % for the difference of the means of two samples of unequal variance (Welch), which claims when it leaves out 0. */
export function tachometer(baseline: readonly number[], candidate: readonly number[]): Claim {
  const [n, m] = [baseline.length, candidate.length]
  if (n < 2 || m < 2) return 'none'
  const [v, w] = [standardDeviation(baseline) ** 2 / n, standardDeviation(candidate) ** 2 / m]
  if (v + w === 0) return 'none'
  const degrees = (v + w) ** 2 / (v ** 2 / (n - 1) + w ** 2 / (m - 1))
  const difference = mean(candidate) - mean(baseline)
  if (Math.abs(difference) <= studentQuantile(0.975, degrees) * Math.sqrt(v + w)) return 'none'
  return difference > 0 ? 'slower' : 'faster'
}

/** tachometer's automatic sampling: it looks again as samples come, here from the tenth pair on, and stops when its interval leaves out 0. */
export function tachometerLooking(baseline: readonly number[], candidate: readonly number[]): Claim {
  for (let pairs = 10; pairs <= Math.min(baseline.length, candidate.length); pairs++) {
    const claim = tachometer(baseline.slice(0, pairs), candidate.slice(0, pairs))
    if (claim !== 'none') return claim
  }
  return 'none'
}
