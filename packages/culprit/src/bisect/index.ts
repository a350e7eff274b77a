export { bisect } from './bisect.ts'
export { bisectionDocument } from './document.ts'
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
