import type { Failed } from '../model/launch.ts'
import type { PredicateRun } from '../model/predicate.ts'
import { type Answer, answerOfExitCode } from './predicate.ts'
import { failuresThatBreak } from './session.ts'

/** How a run ended that gave no answer. */
export type Failure = 'crashed' | 'hung' | 'out-of-memory'

/** What came of one run on a version. */
export type RunEnd =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly how: Failure }
  /** The version cannot be had or built, or has no such command: it will not be asked again. */
  | { readonly kind: 'unavailable' }

/**
 * What the failures of a version since its last answer say: bad when the bad end fails in the same way, otherwise skip after three in a row, or
 * two that hung. Null: it may do better the next time, so it is run again.
 */
export function answerOfFailures(failures: readonly Failure[], ofBadEnd: ReadonlySet<Failure>): Answer | null {
  const last = failures.at(-1)
  if (last === undefined) return null
  if (ofBadEnd.has(last)) return 'bad'
  const enough = last === 'hung' ? failuresThatBreak.hung : failuresThatBreak.crashed
  return failures.filter(how => how === last).length >= enough ? 'skip' : null
}

/**
 * What the end of a command means.
 *
 * Exit codes are those of `git bisect run`; there, 128 and more ends the whole bisection. Here it is a crash, as when a signal ended the command,
 * because shells say 128 and the signal's number.
 */
export function endOfCommand({ end, saysOutOfMemory }: Pick<PredicateRun, 'end' | 'saysOutOfMemory'>): RunEnd {
  switch (end.kind) {
    case 'not-started':
      return { kind: 'unavailable' }
    case 'timed-out':
      return { kind: 'failed', how: 'hung' }
    case 'killed':
      return { kind: 'failed', how: end.signal === 'SIGKILL' || saysOutOfMemory ? 'out-of-memory' : 'crashed' }
    case 'exited': {
      const answer = answerOfExitCode(end.code)
      if (answer !== null) return { kind: 'answered', answer }
      return { kind: 'failed', how: end.code === 128 + sigkill || saysOutOfMemory ? 'out-of-memory' : 'crashed' }
    }
  }
}

/** Systems that run out of memory kill with this one; nobody else was asked to, for what is killed at the time limit is no `killed`. */
const sigkill = 9

/** What a launch means that measured nothing. */
export function failureOfLaunch({ cause }: Pick<Failed, 'cause'>): Failure {
  return cause === 'timed-out' ? 'hung' : cause === 'out-of-memory' ? 'out-of-memory' : 'crashed'
}
