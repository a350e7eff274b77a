import type { Alarm } from '../model/alarm.ts'
import type { Bench } from '../model/bench.ts'
import type { Verdict } from '../model/comparison.ts'
import type { Comparisons } from '../model/comparisons.ts'
import { exitCodes, type ExitCode } from '../model/errors.ts'
import type { SuiteComparison } from '../model/suite-comparison.ts'
import type { RunDocument } from '../read-result.ts'

/** Everything that is kept as a result, and judged. */
export type Result = RunDocument | Comparisons | Bench | Alarm | SuiteComparison

/** What a result says to a build (docs/exit-codes.md). */
export function exitCodeOf(result: Result): ExitCode {
  switch (result.kind) {
    case 'comparison':
    case 'comparisons':
    case 'suite-comparison':
      return ofVerdict[result.verdict]
    case 'bench':
      return ofBench(result)
    case 'alarm':
      return ofAlarm[result.outcome]
    case 'bisection':
      return ofOutcome[result.outcome]
    case 'investigation':
      return ofClassification[result.classification]
  }
}

const ofVerdict = {
  regression: exitCodes.regression,
  inconclusive: exitCodes.undecided,
  improvement: exitCodes.fine,
  'no-regression': exitCodes.fine,
  'small-change': exitCodes.fine,
} as const satisfies Record<Verdict, ExitCode>

const ofAlarm = {
  alarm: exitCodes.regression,
  undecided: exitCodes.undecided,
  'no-alarm': exitCodes.fine,
  updated: exitCodes.fine,
} as const satisfies Record<Alarm['outcome'], ExitCode>

const ofOutcome = {
  found: exitCodes.regression,
  'several-steps': exitCodes.regression,
  undecided: exitCodes.undecided,
  'no-step': exitCodes.fine,
} as const satisfies Record<Extract<RunDocument, { kind: 'bisection' }>['outcome'], ExitCode>

const ofClassification = {
  'real-regression': exitCodes.regression,
  'needs-investigation': exitCodes.undecided,
  improvement: exitCodes.fine,
  'no-change': exitCodes.fine,
  'infrastructure-artifact': exitCodes.fine,
} as const satisfies Record<Extract<RunDocument, { kind: 'investigation' }>['classification'], ExitCode>

/** A target that is missed is a broken promise, as a regression is; what was to be measured here and was not is never fine. */
function ofBench({ verdict, benchmarks, producer }: Bench): ExitCode {
  if (verdict === 'regression' || benchmarks.some(({ target }) => target?.state === 'missed')) return exitCodes.regression
  const isOwn = producer.format === null
  if (verdict === 'inconclusive' || (isOwn && benchmarks.some(({ state }) => state !== 'measured'))) return exitCodes.undecided
  return exitCodes.fine
}
