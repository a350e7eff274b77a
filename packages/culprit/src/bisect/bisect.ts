import { type BisectionOutcome, outcomeOf } from './outcome.ts'
import type { BisectionProblem } from './problem.ts'
import { rangeOf } from './range.ts'
import { explore } from './search.ts'
import { type Search, Session } from './session.ts'

/**
 * Finds the step in a range of versions whose speed can only be measured with noise.
 *
 * A generator: it asks for a pair, wants what came of it by `next`, and returns the outcome. It holds nothing but what it was told, so
 * running it again with the recorded results of the pairs that it asks for continues a search that was interrupted.
 *
 * 1. The ends are compared, in both directions; when they do not differ, there is nothing to bisect.
 * 2. Versions are measured against the good end, next to the median of where the step probably is (Horstein 1963; Waeber, Frazier &
 *    Henderson 2013), until one place holds it with probability 1 - alpha/2.
 * 3. Fresh pairs of the two neighbours have to show a step, at level alpha/2, then alpha/4 and so on: a wrong culprit is named with
 *    probability at most alpha, whatever the model of the search got wrong.
 * 4. What lies before and after it is compared; where it is not flat, that part is searched in the same way.
 *
 * RangeError when the range, the plan or a result is not one.
 */
export function* bisect(problem: BisectionProblem): Search<BisectionOutcome> {
  const { maxVersions, maxMeasurements } = problem.plan
  if (!(maxVersions >= 2)) throw new RangeError(`at least 2 versions have to be measured, got a limit of ${maxVersions}`)
  if (!(maxMeasurements >= 1)) throw new RangeError(`at least 1 pair has to be measured, got a limit of ${maxMeasurements}`)
  const range = rangeOf(problem.versions)
  const session = new Session(problem)
  const explored = yield* explore(session, range, { from: 0, to: problem.versions.length - 1 }, 'ends')
  return outcomeOf(session, explored)
}
