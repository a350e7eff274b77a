import type { Alarm } from '../model/alarm.ts'
import type { Comparisons } from '../model/comparisons.ts'
import { exitCodes, type ExitCode } from '../model/errors.ts'
import type { SuiteComparison } from '../model/suite-comparison.ts'
import type { RunDocument } from '../read-result.ts'

/** What a result says to a build (docs/exit-codes.md). */
export function exitCodeOf(result: RunDocument | Comparisons | Alarm | SuiteComparison): ExitCode {
  if (result.kind === 'alarm') return ofAlarm[result.outcome]
  if (result.kind === 'bisection') {
    switch (result.outcome) {
      case 'found':
      case 'several-steps':
        return exitCodes.regression
      case 'undecided':
        return exitCodes.undecided
      case 'no-step':
        return exitCodes.fine
    }
  }
  if (result.kind === 'comparison' || result.kind === 'comparisons' || result.kind === 'suite-comparison') {
    switch (result.verdict) {
      case 'regression':
        return exitCodes.regression
      case 'inconclusive':
        return exitCodes.undecided
      case 'improvement':
      case 'no-regression':
      case 'small-change':
        return exitCodes.fine
    }
  }
  switch (result.classification) {
    case 'real-regression':
      return exitCodes.regression
    case 'needs-investigation':
      return exitCodes.undecided
    case 'improvement':
    case 'no-change':
    case 'infrastructure-artifact':
      return exitCodes.fine
  }
}

const ofAlarm = {
  alarm: exitCodes.regression,
  undecided: exitCodes.undecided,
  'no-alarm': exitCodes.fine,
  updated: exitCodes.fine,
} as const satisfies Record<Alarm['outcome'], ExitCode>
