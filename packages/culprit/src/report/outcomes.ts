import type { Alarm, AlarmEntry } from '../model/alarm.ts'
import type { Bench, Benchmark, BesideBaseline } from '../model/bench.ts'
import type { Bisection } from '../model/bisection.ts'
import type { Comparison, Verdict } from '../model/comparison.ts'
import type { Compared, Comparisons } from '../model/comparisons.ts'
import type { ErrorDocument } from '../model/error-document.ts'
import type { RatioInterval } from '../model/interval.ts'
import type { Classification, Investigation } from '../model/investigation.ts'
import type { ComparedCommand, SuiteComparison } from '../model/suite-comparison.ts'
import type { Nanoseconds } from '../model/units.ts'
import type { Warning } from '../model/warning.ts'
import type { ReportDocument } from './document.ts'
import { intervalWords, measure, number, ratio } from './format.ts'
import { answerOf, type ByKind, story } from './story.ts'
import { variantName } from './story/variants.ts'
import { plainText } from './text.ts'
import { shortened, visible } from './untrusted.ts'

/**
 * What became of one judged thing, as a build reads it. All texts are one line of limited length without unsafe characters; a form
 * has only its own syntax left to escape.
 */
export interface Outcome {
  /** What it belongs to: a suite, or the kind of its document. */
  readonly group: string
  readonly name: string
  /** `failed`: judged, and bad. `broken`: it did not run. `skipped`: not judged or not decided, which is no pass. */
  readonly outcome: 'passed' | 'failed' | 'broken' | 'skipped'
  /** The same in the document's own word, such as `crossed`. */
  readonly word: string
  readonly message: string
  /** Of one iteration or run of what was measured, on the candidate's side where there are two; null when not known. */
  readonly timeNs: Nanoseconds | null
}

interface Judgement {
  /** At least one. */
  readonly outcomes: readonly Outcome[]
  /** Whether the document is judged as one, so that its only outcome says what its answer says. */
  readonly isWhole: boolean
}

/** What a document passes and fails, by the rules of the exit codes; null when it only tells. */
export function judgementOf(document: ReportDocument): Judgement | null {
  return answerOf(judges, document)
}

/** The answer, and after it a line for each of its facts. */
export function answerLines(document: ReportDocument): [string, ...string[]] {
  const { answer, facts } = story(document)
  return [line(plainText(answer)), ...facts.map(({ label, value }) => line(`${label}: ${plainText(value)}`))]
}

/** A line for each reservation, with its code as the title. */
export function warningLines(document: ReportDocument): { readonly title: string; readonly message: string }[] {
  return warningsOf(document).map(({ code, message, action }) => ({ title: title(code), message: line(`${message} ${action}`) }))
}

const judges: ByKind<ReportDocument, Judgement | null> = {
  comparison: judgeComparison,
  comparisons: document => parts(document, document.comparisons.map(comparedOutcome)),
  'suite-comparison': document =>
    parts(
      document,
      document.commands.map(command => commandOutcome(document, command)),
    ),
  investigation: judgeInvestigation,
  bisection: judgeBisection,
  alarm: document => parts(document, document.entries.map(entryOutcome)),
  bench: document => parts(document, [...document.benchmarks.map(benchmarkOutcome), ...missingOutcomes(document)]),
  error: judgeError,
  module: () => null,
  modules: () => null,
  'module-diff': () => null,
  'function-diff': () => null,
  'files-diff': () => null,
  profile: () => null,
  'profile-diff': () => null,
  suspects: () => null,
  environment: () => null,
}

const ofVerdict = {
  regression: 'failed',
  inconclusive: 'skipped',
  improvement: 'passed',
  'no-regression': 'passed',
  'small-change': 'passed',
} as const satisfies Record<Verdict, Outcome['outcome']>

/** What fails on both sides has not been compared. */
function comparedAs(verdict: Verdict, decidedBy: string | null): Outcome['outcome'] {
  return verdict === 'inconclusive' && decidedBy === 'failure' ? 'broken' : ofVerdict[verdict]
}

function judgeComparison(comparison: Comparison): Judgement {
  const { verdict, decidedBy } = comparison
  return whole(comparison, sidesOf(comparison), comparedAs(verdict, decidedBy), verdict, candidateTime(comparison))
}

const ofClassification = {
  'real-regression': 'failed',
  'needs-investigation': 'skipped',
  improvement: 'passed',
  'no-change': 'passed',
  'infrastructure-artifact': 'passed',
} as const satisfies Record<Classification, Outcome['outcome']>

function judgeInvestigation(investigation: Investigation): Judgement {
  const { classification, comparison } = investigation
  return whole(investigation, sidesOf(comparison), ofClassification[classification], classification, candidateTime(comparison))
}

const ofBisection = {
  found: 'failed',
  'several-steps': 'failed',
  undecided: 'skipped',
  'no-step': 'passed',
} as const satisfies Record<Bisection['outcome'], Outcome['outcome']>

function judgeBisection(bisection: Bisection): Judgement {
  const { source, versions, outcome } = bisection
  const range = `${source ?? 'versions'} ${versions[0]?.version ?? ''} → ${versions.at(-1)?.version ?? ''}`
  return whole(bisection, range, ofBisection[outcome], outcome, null)
}

function judgeError(error: ErrorDocument): Judgement {
  return whole(error, error.code, 'broken', 'error', null)
}

function comparedOutcome({ name, verdict, decidedBy, reason, ratio: effect, run }: Compared): Outcome {
  return part('comparisons', name, comparedAs(verdict, decidedBy), verdict, `${effectWords(effect)}${reason} (run ${run})`, null)
}

function commandOutcome({ suite }: SuiteComparison, command: ComparedCommand): Outcome {
  const { name, verdict, reason, decidedBy, isJudgedPerTest, perTest, candidate } = command
  // It fails on both sides.
  const outcome = verdict === 'not-measured' ? 'broken' : ofVerdict[verdict]
  const effect = decidedBy === 'wall' || decidedBy === 'cpu' ? effectWords(isJudgedPerTest ? perTest : command.ratio) : ''
  return part(suite, name, outcome, verdict, `${effect}${reason}`, candidate.wallNs)
}

/** `1.41× (98 % interval 1.37 to 1.45): `, to stand before a reason; nothing where there is no effect. */
function effectWords(effect: RatioInterval | null): string {
  return effect === null ? '' : `${ratio(effect.estimate)} (${intervalWords(effect)}): `
}

const ofEntry = {
  within: 'passed',
  crossed: 'failed',
  undecided: 'skipped',
  'no-reference': 'skipped',
  failed: 'broken',
  updated: 'passed',
  removed: 'skipped',
} as const satisfies Record<AlarmEntry['state'], Outcome['outcome']>

function entryOutcome({ name, state, reason, factor, budget, measured }: AlarmEntry): Outcome {
  const crossed = state === 'crossed' && factor !== null && budget !== null
  const message = crossed ? `${ratio(factor)} its reference, with a budget of ${number(budget)}×. ${reason}` : reason
  return part('alarm', name, ofEntry[state], state, message, measured)
}

/** A broken promise comes before everything else: what fails where the baseline did not is a regression. */
function benchmarkOutcome(benchmark: Benchmark): Outcome {
  const { suite, name, state, failure, target, baseline, median, unit } = benchmark
  const is = (outcome: Outcome['outcome'], word: string, message: string) =>
    part(suite, name, outcome, word, message, unit === 'ns' ? median : null)
  const missed =
    target?.state === 'missed' ? [`${median === null ? 'unknown' : measure(median, unit)} misses its target ${target.text}`] : []
  const slower = baseline?.verdict === 'regression' ? [besideWords(baseline)] : []
  if (missed.length + slower.length > 0) {
    const why = failure === null ? [] : [failure]
    return is('failed', slower.length > 0 ? 'regression' : 'missed', [...missed, ...slower, ...why].join('; '))
  }
  if (state === 'failed') return is('broken', state, failure ?? 'nobody said why')
  if (state === 'not-measured') return is('skipped', state, failure ?? 'nobody said why')
  if (baseline?.verdict === 'inconclusive') {
    return is('skipped', baseline.isSuspect ? 'suspect' : baseline.verdict, besideWords(baseline))
  }
  if (target?.state === 'not-measured') return is('skipped', target.state, `it is not known whether it meets its target ${target.text}`)
  return is('passed', baseline?.verdict ?? (target === null ? state : target.state), baseline?.reason ?? '')
}

function besideWords({ name, ratio: effect, reason }: BesideBaseline): string {
  return `${effect === null ? '' : `${ratio(effect)} `}against ${name}: ${reason}`
}

/** What is no longer there is no pass either. */
function missingOutcomes({ baseline }: Bench): Outcome[] {
  if (baseline === null) return []
  return baseline.missing.map(({ suite, name }) =>
    part(suite, name, 'skipped', 'missing', `in the baseline ${baseline.name}, and not here`, null),
  )
}

function part(
  group: string,
  name: string,
  outcome: Outcome['outcome'],
  word: string,
  message: string,
  timeNs: Nanoseconds | null,
): Outcome {
  return { group: title(group), name: title(name), outcome, word, message: line(message), timeNs }
}

/** A report without a single thing to judge must not look as one in which everything passed. */
function parts(document: Alarm | Bench | Comparisons | SuiteComparison, outcomes: readonly Outcome[]): Judgement {
  return outcomes.length === 0 ? whole(document, document.kind, 'skipped', 'nothing judged', null) : { outcomes, isWhole: false }
}

function whole(document: ReportDocument, name: string, outcome: Outcome['outcome'], word: string, timeNs: Nanoseconds | null): Judgement {
  return { outcomes: [part(document.kind, name, outcome, word, answerLines(document)[0], timeNs)], isWhole: true }
}

function sidesOf({ workload, baseline, candidate }: Comparison): string {
  return `${shortened(workload.name, longestTitle)}: ${plainText(variantName(baseline, candidate))} → ${plainText(variantName(candidate, baseline))}`
}

function candidateTime({ metrics }: Comparison): Nanoseconds | null {
  return metrics.find(({ metric }) => metric === 'wall')?.candidate ?? null
}

/** Those of the comparison within an investigation count as its own, once each. */
function warningsOf(document: ReportDocument): readonly Warning[] {
  if (!('warnings' in document)) return []
  if (document.kind !== 'investigation') return document.warnings
  const own = new Set(document.warnings.map(({ code, message }) => `${code} ${message}`))
  return [...document.warnings, ...document.comparison.warnings.filter(({ code, message }) => !own.has(`${code} ${message}`))]
}

const longestTitle = 200
const longestLine = 2000

function title(value: string): string {
  return visible(shortened(value, longestTitle))
}

function line(value: string): string {
  return visible(shortened(value.replaceAll('\u00a0', ' ').trim(), longestLine))
}
