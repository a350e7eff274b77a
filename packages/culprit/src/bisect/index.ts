export { bisect } from './bisect.ts'
export { bisectionDocument } from './document.ts'
export { answerOfRatio } from './condition.ts'
export { endOfCommand, failureOfLaunch, type RunEnd } from './failures.ts'
export { predicateDocument } from './predicate-document.ts'
export { bisectRuns, expectedRuns, type RunsOutcome } from './runs.ts'
export { expectedMeasurements, type ExpectedMeasurements } from './expected-measurements.ts'
export type { BisectionOutcome } from './outcome.ts'
export {
  answerOfExitCode,
  bisectPredicate,
  type PredicateOutcome,
  type PredicateProblem,
  type RunRequest,
  type RunResult,
} from './predicate.ts'
export {
  defaultBisectionPlan,
  type BisectionPlan,
  type BisectionProblem,
  type PairRequest,
  type PairResult,
  type Suspect,
} from './problem.ts'
