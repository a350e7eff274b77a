import {
  commandMetricNameSchema,
  countNames,
  runStateSchema,
  type CommandMetric,
  type CommandRun,
  type CommandSide,
  type ComparedCommand,
  type CountName,
  type CountRange,
  type PlannedCommand,
  type RunState,
  type SuiteSide,
} from '../model/suite-comparison.ts'
import type { Share } from '../model/units.ts'
import { median } from '../stats/median.ts'
import { deadlineOf } from './deadline.ts'
import { isContended, pairsOf, valueOf, type Pair } from './pairs.ts'
import { stateOf, wordsOfEnd } from './run-state.ts'
import { judgeTime, perTestOf, ratioOf, type TimeVerdict } from './time-verdict.ts'

/** What all runs of one command come to. `runs` are those of this command alone, in any order. */
export function judgeCommand(planned: PlannedCommand, runs: readonly CommandRun[], threshold: Share): ComparedCommand {
  const { name, words, exitCodes } = planned
  const sides = { baseline: sideOf(runs, 'baseline', exitCodes), candidate: sideOf(runs, 'candidate', exitCodes) }
  const growth = growthOf(sides)
  const time = timeOf(planned, runs, threshold, growth)
  const failure = failureVerdict(sides)
  const tests = testsVerdict(sides)
  const decided = withTests(failure, tests, sides) ?? { verdict: time.final.verdict, reason: time.final.reason, decidedBy: time.final.by }
  const pairs = time.pairs
  const metrics = metricsOf(pairs)
  const finished = runs.filter(run => stateOf(run, exitCodes) === 'finished')
  const longest = finished.length === 0 ? null : Math.max(...finished.map(({ wallNs }) => wallNs))
  return {
    name,
    command: words,
    ...decided,
    ratio: time.final.ratio,
    perTest: growth === null || time.final.ratio === null ? null : perTestOf(time.final.ratio, growth),
    isJudgedPerTest: growth !== null && growth !== 1,
    rounds: pairs.length,
    contendedRuns: pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]).filter(isContended).length,
    screening:
      time.screened.by === null
        ? null
        : { verdict: time.screened.verdict, ratio: time.screened.ratio, rounds: pairsOf(runs, 'screening', exitCodes).length },
    isConfirmed: time.isConfirmed,
    ...sides,
    metrics,
    worst: worstOf(metrics, threshold, growth ?? 1),
    notes: notesOf(planned, runs, sides, growth, time.final, decided.decidedBy),
    deadline: deadlineOf(planned.timeLimitNs, planned.hasOwnLimit, longest),
  }
}

/** Whether the first rounds show a change in time, which fresh rounds have to confirm. A command that fails has its verdict already. */
export function needsConfirmation(planned: PlannedCommand, runs: readonly CommandRun[], threshold: Share): boolean {
  const { exitCodes } = planned
  const sides = { baseline: sideOf(runs, 'baseline', exitCodes), candidate: sideOf(runs, 'candidate', exitCodes) }
  if (failureVerdict(sides) !== null) return false
  const { verdict } = judgeTime(pairsOf(runs, 'screening', exitCodes), threshold, growthOf(sides) ?? 1)
  return isChange(verdict)
}

/** Whether more rounds would only fail again: a side failed in the warm-up and in the round after it. */
export function isSettled({ exitCodes }: PlannedCommand, runs: readonly CommandRun[]): boolean {
  return (['baseline', 'candidate'] as const).some(side => {
    const own = runs.filter(run => run.side === side)
    return own.length >= 2 && own.every(run => stateOf(run, exitCodes) !== 'finished')
  })
}

type Sides = Readonly<Record<SuiteSide, CommandSide>>

function sideOf(runs: readonly CommandRun[], side: SuiteSide, exitCodes: readonly number[]): CommandSide {
  const own = runs.filter(run => run.side === side)
  const finished = own.filter(run => stateOf(run, exitCodes) === 'finished')
  const failures = new Map<string, CommandSide['failures'][number]>()
  for (const run of own) {
    const state = stateOf(run, exitCodes)
    if (state === 'finished') continue
    const words = wordsOfEnd(run, exitCodes)
    failures.set(words, { state, words, times: (failures.get(words)?.times ?? 0) + 1, output: run.output })
  }
  const byTimes = [...failures.values()].sort((a, b) => b.times - a.times || rank(b.state) - rank(a.state))
  const timed = finished.filter(({ phase }) => phase !== 'warm-up').map(({ wallNs }) => wallNs)
  // The tests of a command that ran to its end count, also when some of them failed.
  const told = finished.length > 0 ? finished : own
  return {
    runs: own.length,
    state: byTimes[0]?.state ?? 'finished',
    failures: byTimes,
    wallNs: timed.length === 0 ? null : median(timed),
    counts: { tests: rangeOf(told, 'tests'), passed: rangeOf(told, 'passed'), failed: rangeOf(told, 'failed') },
  }
}

function rank(state: RunState): number {
  return runStateSchema.options.indexOf(state)
}

function rangeOf(runs: readonly CommandRun[], name: CountName): CountRange | null {
  const known = runs.map(({ counts }) => counts[name]).filter(value => value !== null)
  if (known.length === 0 || known.length < runs.length) return null
  return { least: Math.min(...known), most: Math.max(...known) }
}

/** By how much the number of tests grew; null when a side does not say, or not always the same. */
function growthOf({ baseline, candidate }: Sides): number | null {
  const [before, after] = [baseline.counts.tests, candidate.counts.tests]
  if (before === null || after === null || before.least !== before.most || after.least !== after.most) return null
  return before.least > 0 && after.least > 0 ? after.least / before.least : null
}

type Decided = Pick<ComparedCommand, 'verdict' | 'reason' | 'decidedBy'>

/** What follows from runs that did not finish; null when all did. */
function failureVerdict({ baseline, candidate }: Sides): Decided | null {
  const [before, after] = [failedRuns(baseline), failedRuns(candidate)]
  if (before === 0 && after === 0) return null
  const how = (side: CommandSide): string => side.failures[0]!.words
  const mostly = (failed: number, side: CommandSide): boolean => 2 * failed > side.runs
  const died = (state: RunState): boolean => state !== 'finished' && state !== 'failed'
  const both = `baseline ${before === 0 ? 'finished' : how(baseline)}; candidate ${after === 0 ? 'finished' : how(candidate)}`
  if (before === 0) {
    return mostly(after, candidate)
      ? { verdict: 'regression', reason: `It ${how(candidate)}; the baseline finishes.`, decidedBy: 'failure' }
      : {
          verdict: 'inconclusive',
          reason: `The candidate failed now and then, in ${after} of ${candidate.runs} runs: it ${how(candidate)}. More rounds tell.`,
          decidedBy: 'failure',
        }
  }
  if (after === 0) {
    return mostly(before, baseline) && baseline.state !== 'not-started'
      ? { verdict: 'improvement', reason: `It finishes; the baseline ${how(baseline)}.`, decidedBy: 'failure' }
      : {
          verdict: 'not-measured',
          reason: `There is nothing to compare with: the baseline ${how(baseline)}, in ${before} of ${baseline.runs} runs.`,
          decidedBy: null,
        }
  }
  if (mostly(after, candidate) && died(candidate.state) && !died(baseline.state)) {
    return { verdict: 'regression', reason: `It ${how(candidate)}; the baseline fails too, but ${how(baseline)}.`, decidedBy: 'failure' }
  }
  const isTold = baseline.state === 'failed' && candidate.state === 'failed' && candidate.counts.passed !== null
  const hint = isTold ? ' When some of its tests are known to fail, name its exit code in exitCodes.' : ''
  return { verdict: 'not-measured', reason: `It fails on both sides, so nothing can be said of it: ${both}.${hint}`, decidedBy: null }
}

function failedRuns({ failures }: CommandSide): number {
  return failures.reduce((sum, { times }) => sum + times, 0)
}

/** A test that passes no longer is a failure of its own, whatever the time; null when there is none. */
function testsVerdict({ baseline, candidate }: Sides): Decided | null {
  const fewer = compare(candidate.counts.passed, baseline.counts.passed)
  const more = compare(baseline.counts.failed, candidate.counts.failed)
  if (fewer === null && more === null) return null
  const reasons = [
    ...(fewer === null
      ? []
      : [`${tests(fewer.by)} fewer ${fewer.by === 1 ? 'passes' : 'pass'}: ${fewer.larger} before, ${fewer.smaller} now.`]),
    ...(more === null ? [] : [`${tests(more.by)} more ${more.by === 1 ? 'fails' : 'fail'}: ${more.smaller} before, ${more.larger} now.`]),
  ]
  return { verdict: 'regression', reason: reasons.join(' '), decidedBy: 'tests' }
}

/** Of a program that ran its tests and ended with an error the tests say most; of one that died, its death. */
function withTests(failure: Decided | null, tests: Decided | null, { candidate }: Sides): Decided | null {
  if (failure === null || tests === null) return failure ?? tests
  const ranItsTests = candidate.state === 'finished' || candidate.state === 'failed'
  return ranItsTests ? { ...tests, reason: `${tests.reason} ${failure.reason}` } : failure
}

/** By how much every count of one side is below every count of the other; null when it is not, or not known. */
function compare(small: CountRange | null, large: CountRange | null): { by: number; smaller: number; larger: number } | null {
  if (small === null || large === null || small.most >= large.least) return null
  return { by: large.least - small.most, smaller: small.most, larger: large.least }
}

function tests(count: number): string {
  return `${count} ${count === 1 ? 'test' : 'tests'}`
}

interface Timed {
  readonly screened: TimeVerdict
  readonly final: TimeVerdict
  /** Null when there was nothing to confirm. */
  readonly isConfirmed: boolean | null
  /** That the final verdict is from. */
  readonly pairs: readonly Pair[]
}

/** What the first rounds say of the time, and where they say that it changed, what fresh rounds say. */
function timeOf({ exitCodes }: PlannedCommand, runs: readonly CommandRun[], threshold: Share, growth: number | null): Timed {
  const screening = pairsOf(runs, 'screening', exitCodes)
  const screened = judgeTime(screening, threshold, growth ?? 1)
  if (!isChange(screened.verdict)) return { screened, final: screened, isConfirmed: null, pairs: screening }
  const pairs = pairsOf(runs, 'confirmation', exitCodes)
  if (pairs.length === 0) {
    const final = {
      ...screened,
      verdict: 'inconclusive' as const,
      reason: `The first rounds said ${screened.verdict}; no fresh rounds confirmed it.`,
    }
    return { screened, final, isConfirmed: false, pairs: screening }
  }
  const fresh = judgeTime(pairs, threshold, growth ?? 1)
  if (fresh.verdict === screened.verdict) {
    return { screened, final: { ...fresh, reason: `${fresh.reason} Fresh rounds confirmed it.` }, isConfirmed: true, pairs }
  }
  const reason = `The first rounds said ${screened.verdict}, and fresh ones said ${fresh.verdict}: it was not confirmed. ${fresh.reason}`
  return { screened, final: { ...fresh, verdict: 'inconclusive', reason }, isConfirmed: false, pairs }
}

function isChange(verdict: string): boolean {
  return verdict === 'regression' || verdict === 'improvement'
}

function metricsOf(pairs: readonly Pair[]): CommandMetric[] {
  return commandMetricNameSchema.options.flatMap(metric => {
    const valuesOf = (side: SuiteSide) => pairs.map(pair => valueOf(pair[side], metric)).filter(value => value !== null)
    const [baseline, candidate] = [valuesOf('baseline'), valuesOf('candidate')]
    if (baseline.length === 0 || candidate.length === 0) return []
    const unit = metric === 'peak-memory' ? ('bytes' as const) : ('ns' as const)
    return [{ metric, unit, baseline: median(baseline), candidate: median(candidate), ratio: ratioOf(pairs, metric) }]
  })
}

/** Less than this is noise of its own: a few steps of the system's clock, or the pages of any program. */
const leastOf = { ns: 1e8, bytes: 4e6 } as const

/** The part that grew most and by more than chance, time by the number of tests: user time, system time, or memory; the clock only where no part explains it. */
function worstOf(metrics: readonly CommandMetric[], threshold: Share, growth: number): ComparedCommand['worst'] {
  const grown = metrics
    .map(each => ({ ...each, times: each.unit === 'ns' ? growth : 1 }))
    .filter(({ candidate, unit, ratio, times }) => candidate >= leastOf[unit] && (ratio?.low ?? 0) > times)
    .map(({ metric, baseline, candidate, times }) => ({ metric, ratio: candidate / baseline / times }))
    .filter(({ ratio }) => ratio >= 1 + threshold)
    .sort((a, b) => b.ratio - a.ratio)
  return grown.find(({ metric }) => metric !== 'wall' && metric !== 'cpu') ?? grown[0] ?? null
}

function notesOf(
  { counts, exitCodes }: PlannedCommand,
  runs: readonly CommandRun[],
  sides: Sides,
  growth: number | null,
  time: TimeVerdict,
  decidedBy: ComparedCommand['decidedBy'],
): ComparedCommand['notes'] {
  const notes: ComparedCommand['notes'] = []
  const finished = runs.filter(run => stateOf(run, exitCodes) === 'finished')
  const [before, after] = [sides.baseline.counts.tests?.least, sides.candidate.counts.tests?.least]
  if (growth !== null && growth !== 1) {
    const per = time.ratio === null ? null : perTestOf(time.ratio, growth).estimate
    const speed = per === null ? '' : `; one test takes ${per.toFixed(2)} times what it took`
    const words = growth > 1 ? 'grew' : 'shrank'
    const isDecided = time.verdict !== 'regression' && time.verdict !== 'inconclusive'
    const meaning = !isDecided ? '' : growth > 1 ? ': it is as fast per test or faster, so that it takes longer is no regression' : ''
    notes.push({ code: growth > 1 ? 'grew' : 'shrank', text: `It ${words} from ${before} to ${after} tests${speed}${meaning}.` })
  }
  // What decided is a failure, and the time is worth knowing besides.
  if (decidedBy === 'tests' && isChange(time.verdict)) notes.push({ code: 'time', text: `Its time changed as well. ${time.reason}` })
  for (const name of countNames) {
    const unread = finished.filter(run => run.unread.includes(name)).length
    if (unread > 0) {
      notes.push({
        code: 'count-unread',
        text: `The expression ${JSON.stringify(counts[name])} for ${name} found no whole number in the output of ${unread} of ${finished.length} runs.`,
      })
    }
    for (const side of ['baseline', 'candidate'] as const) {
      const range = sides[side].counts[name]
      if (range !== null && range.least !== range.most) {
        notes.push({
          code: 'count-varies',
          text: `The number of ${name} of the ${side} varies from run to run: ${range.least} to ${range.most}.`,
        })
      }
    }
  }
  const left = (side: SuiteSide): number => runs.filter(run => run.side === side && run.leftProcesses).length
  if (left('baseline') + left('candidate') > 0) {
    notes.push({
      code: 'left-processes',
      text: `It left processes running, in ${left('baseline')} runs of the baseline and ${left('candidate')} of the candidate; they were ended, and what they used is not counted.`,
    })
  }
  return notes
}
