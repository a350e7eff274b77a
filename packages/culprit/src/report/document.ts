import type { Alarm } from '../model/alarm.ts'
import type { Bench } from '../model/bench.ts'
import type { Bisection } from '../model/bisection.ts'
import type { Comparison } from '../model/comparison.ts'
import type { Comparisons } from '../model/comparisons.ts'
import type { Environment } from '../model/environment.ts'
import type { ErrorDocument } from '../model/error-document.ts'
import type { CulpritError } from '../model/errors.ts'
import type { FunctionDiff } from '../model/function-diff.ts'
import type { Investigation } from '../model/investigation.ts'
import type { FilesDiff } from '../model/files-diff.ts'
import type { ModuleDiff } from '../model/module-diff.ts'
import type { ModuleDocument } from '../model/module.ts'
import type { Modules } from '../model/modules.ts'
import type { Profile } from '../model/profile.ts'
import type { ProfileDiff } from '../model/profile-diff.ts'
import type { SuiteComparison } from '../model/suite-comparison.ts'
import type { Suspects } from '../model/suspects.ts'

/** Everything that can be reported, told apart by `kind`. */
export type ReportDocument =
  | Comparison
  | Comparisons
  | Investigation
  | Bisection
  | Alarm
  | Bench
  | ModuleDocument
  | Modules
  | ModuleDiff
  | FunctionDiff
  | FilesDiff
  | Profile
  | ProfileDiff
  | SuiteComparison
  | Suspects
  | Environment
  | ErrorDocument

export function errorDocument(error: CulpritError): ErrorDocument {
  const { code, message, hint, exitCode, data } = error
  const run = typeof data['run'] === 'string' ? data['run'] : null
  return { formatVersion: 1, kind: 'error', code, message, hint, exitCode, run }
}
