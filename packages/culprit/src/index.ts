// The public library. The documents' schemas are also published as JSON Schemas in schemas/.
export {
  answerOfExitCode,
  bisect,
  bisectionDocument,
  bisectPredicate,
  defaultBisectionPlan,
  expectedMeasurements,
  type BisectionOutcome,
  type BisectionPlan,
  type BisectionProblem,
  type ExpectedMeasurements,
  type PairRequest,
  type PairResult,
  type PredicateOutcome,
  type PredicateProblem,
  type RunRequest,
  type RunResult,
  type Suspect,
} from './bisect/index.ts'
export { compareMany } from './compare-many.ts'
export { compareModules } from './diff/index.ts'
export { compareFunctions } from './diff/function-diff.ts'
export { compare, investigate } from './investigate.ts'
export { benchSchema, type Bench } from './model/bench.ts'
export * from './model/bisection.ts'
export * from './model/comparison.ts'
export { comparisonsSchema, type Comparisons } from './model/comparisons.ts'
export { defineConfig, type Config } from './model/config.ts'
export * from './model/environment.ts'
export { CulpritError, exitCodes, type ExitCode } from './model/errors.ts'
export * from './model/function-diff.ts'
export * from './model/instrumentation.ts'
export * from './model/investigation.ts'
export * from './model/launch.ts'
export * from './model/files-diff.ts'
export * from './model/module-diff.ts'
export * from './model/module.ts'
export * from './model/modules.ts'
export * from './model/profile-diff.ts'
export * from './model/profile.ts'
export type { ProgressEvent, Staged } from './model/progress.ts'
export * from './model/run.ts'
export * from './model/source-options.ts'
export { suiteComparisonSchema, type SuiteComparison } from './model/suite-comparison.ts'
export * from './model/suspects.ts'
export { compareProfiles, pairByModules, pairByName, type ModulePartners, type Pairing } from './profile/differences.ts'
export { profileFormats, type ProfileFormat } from './profile/formats/index.ts'
export { readProfile } from './profile/imports/index.ts'
export { record } from './record.ts'
export { flameOf, forms, render, renderFlameSvg, type FormName, type ReportDocument } from './report/index.ts'
export { Store } from './store/store.ts'
export {
  connect,
  detectEngineFeatures,
  instrument,
  mergeCounts,
  readCounts,
  type EngineFeatures,
  type FunctionCounts,
  type Instrumented,
  type InstrumentOptions,
} from './wasm/rewrite/index.ts'
export { moduleText, textNames } from './wasm/text/index.ts'
export { moduleDocument, readModule, type ModuleFacts, type ReadOptions } from './wasm/index.ts'
