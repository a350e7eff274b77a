import type { Probability } from '../model/units.ts'
import { answerOfFailures, type Failure, type RunEnd } from './failures.ts'
import { type Answer, bisectPredicate, type PredicateOutcome, type PredicateProblem, type RunRequest, type RunResult } from './predicate.ts'

/** Why a version was skipped: it says so itself, or it cannot be had, or it crashes or hangs where the bad end does not. */
export type SkippedBecause = 'skipped' | 'broken' | 'crashed' | 'hung'

export interface RunsOutcome extends PredicateOutcome {
  readonly skipped: ReadonlyMap<number, SkippedBecause>
  /** Runs that took place, failed ones included, by what they were for. */
  readonly runsBy: Readonly<Record<RunRequest['purpose'], number>>
}

/**
 * `bisectPredicate` over runs that may crash, hang or run out of memory. A failed run is asked for again until it says something: what, is in
 * `answerOfFailures`. The `number` of a request counts the runs of its version, so with it the version names a run.
 */
export function* bisectRuns(problem: PredicateProblem): Generator<RunRequest, RunsOutcome, RunEnd | 'over'> {
  const last = problem.weights.length - 1
  const ofBadEnd = new Set<Failure>()
  const skipped = new Map<number, SkippedBecause>()
  const runsBy = { ends: 0, search: 0, confirmation: 0 }
  const numbers = problem.weights.map(() => 0)
  const search = bisectPredicate(problem)
  let step = search.next()
  while (step.done !== true) step = search.next(yield* settle(step.value))
  return { ...step.value, skipped, runsBy }

  function* settle({ version, purpose }: RunRequest): Generator<RunRequest, RunResult, RunEnd | 'over'> {
    const failures: Failure[] = []
    for (;;) {
      const end = yield { version, number: numbers[version]!++, purpose }
      if (end === 'over') return 'over'
      if (end.kind === 'unavailable') return skip(version, 'broken')
      runsBy[purpose]++
      if (end.kind === 'answered') return end.answer === 'skip' ? skip(version, 'skipped') : end.answer
      failures.push(end.how)
      if (version === last) ofBadEnd.add(end.how)
      const answer = answerOfFailures(failures, ofBadEnd)
      if (answer === 'skip') return skip(version, end.how === 'hung' ? 'hung' : 'crashed')
      if (answer !== null) return answer
    }
  }

  function skip(version: number, why: SkippedBecause): Answer {
    skipped.set(version, why)
    return 'skip'
  }
}

/** The runs of a command that never errs, when the step lies in the middle; for the plan that is shown before. */
export function expectedRuns(versions: number, alpha: Probability): number {
  const search = bisectPredicate({ weights: Array.from({ length: versions }, () => 1), alpha, maxRuns: 1000 })
  let step = search.next()
  while (step.done !== true) step = search.next(step.value.version < versions / 2 ? 'good' : 'bad')
  return step.value.runs
}
