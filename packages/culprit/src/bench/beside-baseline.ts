import type { Bench, Benchmark, BesideBaseline } from '../model/bench.ts'
import type { CorrectionMethod } from '../model/correction.ts'
import { wholePercent } from '../model/figures.ts'
import type { LogRatio, Probability, Share } from '../model/units.ts'
import { commonShift } from '../stats/common-shift.ts'
import { robustDeviation } from '../stats/deviation.ts'
import { median } from '../stats/median.ts'
import { corrections } from '../stats/multiple.ts'
import { rankSumP, rankSumShift } from '../stats/rank-sum.ts'
import { otherMachine, worldDifferences } from './worlds.ts'

export interface BaselinePlan {
  /** What the baseline is called. */
  readonly name: string
  /** The smallest difference that matters. */
  readonly threshold: Share
  readonly correction: { readonly method: CorrectionMethod; readonly rate: Probability }
}

/** The rate of false claims of one benchmark is left to the correction; intervals cover with this probability. */
const confidence: Probability = 0.95
/** Fewer companions do not show whether the machine was another one. */
const fewestCompanions = 8
/** How many deviations of all the ratios one of them has to lie away to be its own and not the day's. */
const standsOut = 4
/** In a result whose benchmarks waited longer for a processor, the clock has measured the others too. */
const muchWaiting: Share = 0.1
/** More samples of one process are taken together: all differences between two results have to be looked at. */
const mostValues = 400

/**
 * Puts a result beside a saved one of the same suites.
 *
 * The two were measured on different days, so what differs by more than chance is a suspect first. It is claimed without fresh pairs only
 * where the world is shown to be the same: the machine is, nobody else had its processors, at least 8 benchmarks did not move
 * together, and this one moved away from them by more than four of their deviations. Processes (or, of a tool that has one process, its samples)
 * are compared by the exact rank-sum test, corrected for the number of benchmarks. Without samples on both sides, or with so few that not
 * even two sets that do not overlap could be claimed, there is no p-value and no verdict.
 */
export function besideBaseline(now: Bench, baseline: Bench, plan: BaselinePlan): Bench {
  const known = new Map(baseline.benchmarks.map(benchmark => [keyOf(benchmark), benchmark]))
  const pairs = now.benchmarks.map(benchmark => ({ benchmark, before: known.get(keyOf(benchmark)) ?? null }))
  const correct = corrections[plan.correction.method]
  const tests = withoutBlind(
    pairs.map(({ benchmark, before }) => testOf(benchmark, before)),
    best => correct(best, plan.correction.rate),
  )
  const tested = tests.flatMap(({ p }) => (p === null ? [] : [p]))
  const claims = correct(tested, plan.correction.rate)
  const claimed = tests.map(({ p }) => p !== null && claims.shift()!)
  const world = worldOf(now, baseline, pairs, tests)

  const benchmarks = pairs.map(({ benchmark, before }, index) => {
    if (before === null) return { ...benchmark, baseline: null }
    const beside = judged(benchmark, before, tests[index]!, claimed[index]!, world, plan)
    return { ...benchmark, baseline: beside }
  })
  const names = new Set(now.benchmarks.map(keyOf))
  return withVerdict({
    ...now,
    benchmarks,
    baseline: {
      name: plan.name,
      run: baseline.run,
      startedMs: baseline.startedMs,
      differences: worldDifferences(baseline, now),
      correction: { ...plan.correction, tests: tested.length },
      missing: baseline.benchmarks.filter(one => !names.has(keyOf(one))).map(({ suite, name }) => ({ suite, name })),
    },
  })
}

/** What two results call the same benchmark. A suite may run on several engines; then each is compared with its own line, by the engine's name without its version. */
export function keyOf({ suite, name, ran }: Benchmark): string {
  return JSON.stringify([suite, name, ran?.engine.split('@')[0] ?? null])
}

/** What the fresh pairs of one suspect came to. */
export function confirmed(
  benchmark: Benchmark,
  by: Pick<BesideBaseline, 'verdict' | 'reason' | 'confirmation' | 'ratio' | 'low' | 'high'>,
): Benchmark {
  return benchmark.baseline === null ? benchmark : { ...benchmark, baseline: { ...benchmark.baseline, ...by } }
}

/** The verdict of a whole result: that of its worst benchmark that is beside a baseline. */
export function withVerdict(bench: Bench): Bench {
  const beside = bench.benchmarks.flatMap(({ baseline, ...one }) => (baseline === null ? [] : [{ ...one, baseline }]))
  if (beside.length === 0) {
    return { ...bench, verdict: 'inconclusive', reason: 'no benchmark of the baseline is in this result, so nothing was compared' }
  }
  const named = (verdict: BesideBaseline['verdict'], isSuspect?: boolean) =>
    beside.filter(({ baseline }) => baseline.verdict === verdict && (isSuspect === undefined || baseline.isSuspect === isSuspect))
  const [slower, open, faster] = [named('regression'), named('inconclusive', true), named('improvement')]
  const of = `of ${beside.length} benchmarks`
  if (slower.length > 0) return { ...bench, verdict: 'regression', reason: `${slower.length} ${of} regressed: ${list(slower)}` }
  if (open.length > 0) {
    return {
      ...bench,
      verdict: 'inconclusive',
      reason: `${open.length} ${of} differ, but whether the program is the cause is not shown: ${list(open)}`,
    }
  }
  const measured = beside.filter(({ state, baseline }) => state === 'measured' && baseline.p !== null)
  if (measured.length === 0)
    return { ...bench, verdict: 'inconclusive', reason: `none ${of} could be compared: ${beside[0]!.baseline.reason}` }
  const lost = beside.filter(({ state }) => state !== 'measured')
  if (lost.length > 0) return { ...bench, verdict: 'inconclusive', reason: `${lost.length} ${of} were not measured: ${list(lost)}` }
  const unknown = beside.filter(({ baseline }) => baseline.p === null && baseline.verdict === 'inconclusive')
  if (unknown.length > 0)
    return { ...bench, verdict: 'inconclusive', reason: `${unknown.length} ${of} could not be compared: ${list(unknown)}` }
  const widest = Math.max(...measured.map(({ baseline }) => baseline.high ?? Infinity))
  const unseen = Number.isFinite(widest) ? `; of the least steady one, only what is beyond ×${widest.toFixed(2)} is excluded` : ''
  if (faster.length > 0)
    return { ...bench, verdict: 'improvement', reason: `${faster.length} ${of} improved, none regressed: ${list(faster)}` }
  return { ...bench, verdict: 'no-regression', reason: `none ${of} differs from the baseline by more than chance explains${unseen}` }
}

interface Test {
  readonly p: Probability | null
  readonly logRatio: LogRatio | null
  readonly low: LogRatio | null
  readonly high: LogRatio | null
  /** The smallest p-value that values of these numbers can have: when the two sets do not overlap. */
  readonly smallest: Probability
  /** Why there is no p-value. */
  readonly why: string | null
}

/** A test that could not have claimed anything, whatever was measured, has not shown that nothing is there: its p-value is taken from it. */
function withoutBlind(tests: readonly Test[], claim: (pValues: readonly Probability[]) => readonly boolean[]): Test[] {
  const others = tests.filter(({ p }) => p !== null).slice(1)
  return tests.map(test => {
    if (test.p === null || claim([test.smallest, ...others.map(() => 1)])[0]!) return test
    const why = `too few processes for ${others.length + 1} benchmarks to show any difference; a larger --sample-size has more`
    return { ...test, p: null, low: null, high: null, why }
  })
}

function testOf(now: Benchmark, before: Benchmark | null): Test {
  const none = { p: null, logRatio: null, low: null, high: null, smallest: 1 }
  if (before === null) return { ...none, why: 'the baseline has no such benchmark' }
  if (now.unit !== before.unit) return { ...none, why: `one counts ${before.unit}, the other ${now.unit}` }
  if (now.state !== 'measured' || before.state !== 'measured') return { ...none, why: 'it was not measured on both sides' }
  const ratioOfMedians = signed(now, logRatioOf(now.median, before.median))
  const other = otherWork(now, before)
  if (other !== null) return { ...none, logRatio: ratioOfMedians, why: other }
  const [x, y] = independent(now, before)
  if (x.length === 0 || y.length === 0) return { ...none, logRatio: ratioOfMedians, why: 'there are no samples: cannot decide' }
  const p = rankSumP(x, y)
  const smallest = smallestP(x.length, y.length)
  if ([...x, ...y].some(value => value <= 0)) return { ...none, p, smallest, logRatio: ratioOfMedians, why: null }
  const shift = rankSumShift(x.map(Math.log), y.map(Math.log), 1 - confidence)
  const isRate = now.better === 'larger'
  const negated = (value: number | null) => (value === null ? null : 0 - value)
  return isRate
    ? { p, smallest, logRatio: 0 - shift.estimate, low: negated(shift.high), high: negated(shift.low), why: null }
    : { p, smallest, logRatio: shift.estimate, low: shift.low, high: shift.high, why: null }
}

/** Of two sets that do not overlap: two of all choices of as many values. */
function smallestP(x: number, y: number): Probability {
  let share = 2
  for (let count = 1; count <= x; count++) share *= count / (y + count)
  return Math.min(1, share)
}

/**
 * Values that are drawn independently: one per process. Where a tool keeps all in one process, its samples, though their day is one day; the
 * medians of as many neighbours on both sides when there are very many.
 */
function independent(now: Benchmark, before: Benchmark): [number[], number[]] {
  if (now.processes.length > 1 && before.processes.length > 1) return [mediansOf(now.processes), mediansOf(before.processes)]
  const [x, y] = [now.processes.flat(), before.processes.flat()]
  const together = Math.ceil(Math.max(x.length, y.length) / mostValues)
  return together <= 1 ? [x, y] : [mediansOf(inGroups(x, together)), mediansOf(inGroups(y, together))]
}

function mediansOf(lists: readonly (readonly number[])[]): number[] {
  return lists.filter(values => values.length > 0).map(values => median(values))
}

function inGroups(values: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, group) => values.slice(group * size, (group + 1) * size))
}

function otherWork(now: Benchmark, before: Benchmark): string | null {
  if (now.ran === null || before.ran === null) return null
  return now.ran.workloadSha256 === before.ran.workloadSha256
    ? null
    : 'the workload itself has changed since, so the two are different work'
}

function logRatioOf(now: number | null, before: number | null): LogRatio | null {
  return now === null || before === null || now <= 0 || before <= 0 ? null : Math.log(now / before)
}

function signed({ better }: Benchmark, logRatio: LogRatio | null): LogRatio | null {
  return logRatio === null || better === 'smaller' ? logRatio : 0 - logRatio
}

interface World {
  /** Why nothing may be claimed from these two results alone; null when it may. */
  readonly blocked: string | null
  /** Deviation of the ratios of all benchmarks: what a day adds. */
  readonly spread: LogRatio
}

type Paired = readonly { readonly benchmark: Benchmark; readonly before: Benchmark | null }[]

function worldOf(now: Bench, baseline: Bench, pairs: Paired, tests: readonly Test[]): World {
  const times = pairs.flatMap(({ benchmark, before }, index) => {
    const logRatio = tests[index]!.logRatio
    return benchmark.unit === 'ns' && tests[index]!.p !== null && logRatio !== null && before?.median
      ? [{ baselineNs: before.median, logRatio }]
      : []
  })
  const spread =
    times.length === 0
      ? 0
      : robustDeviation(
          times.map(({ logRatio }) => logRatio),
          0,
        )
  return { spread, blocked: blockedBy() }

  function blockedBy(): string | null {
    if (otherMachine(baseline, now)) return 'the baseline is from another machine'
    if (now.producer.method !== baseline.producer.method) return 'the two were measured by different methods'
    for (const [result, words] of [
      [now, 'now'],
      [baseline, 'when the baseline was saved'],
    ] as const) {
      const shares = result.benchmarks.flatMap(({ waitShare }) => waitShare ?? [])
      if (shares.length > 0 && median(shares) > muchWaiting)
        return `others had the processor in ${wholePercent(median(shares))} of the time ${words}`
    }
    if (times.length < fewestCompanions) {
      return `${times.length} ${times.length === 1 ? 'benchmark is' : 'benchmarks are'} too few to tell the program from the machine: ${fewestCompanions} have to be timed on both days`
    }
    const shift = commonShift(times)
    if (shift === null || shift.kind === 'none') return null
    return `all of them moved together, by ${shift.kind === 'additive' ? `${Math.round(shift.addedNs)} ns` : `×${Math.exp(shift.logRatio).toFixed(2)}`}: the machine, the engine or a common cause`
  }
}

function judged(now: Benchmark, before: Benchmark, test: Test, isClaimed: boolean, world: World, plan: BaselinePlan): BesideBaseline {
  const exp = (value: LogRatio | null) => (value === null || !Number.isFinite(value) ? null : Math.exp(value))
  const beside = { name: plan.name, ratio: exp(test.logRatio), low: exp(test.low), high: exp(test.high), p: test.p, confirmation: null }
  const is = (verdict: BesideBaseline['verdict'], reason: string, isSuspect = false): BesideBaseline => ({
    ...beside,
    verdict,
    reason,
    isSuspect,
  })

  if (now.state === 'failed' && before.state === 'measured') return is('regression', 'it fails where the baseline did not', false)
  if (now.state === 'measured' && before.state === 'failed') return is('improvement', 'it runs where the baseline failed', false)
  if (test.p === null) return is('inconclusive', test.why ?? 'there is nothing to compare')

  const least = Math.log1p(plan.threshold)
  const { logRatio } = test
  if (isClaimed && (logRatio === null || Math.abs(logRatio) >= least)) {
    const words = logRatio === null ? 'differs' : logRatio > 0 ? 'slower' : 'faster'
    const isOwn = logRatio !== null && Math.abs(logRatio) > standsOut * world.spread
    // What is counted in something else than time does not depend on how busy the machine was.
    const blocked = now.unit === 'ns' ? world.blocked : null
    if (blocked !== null) return is('inconclusive', `${words}, but ${blocked}`, true)
    if (logRatio === null) return is('inconclusive', 'it differs, and one of the two is 0', true)
    if (now.unit === 'ns' && !isOwn) return is('inconclusive', `${words}, but not by more than others on that day`, true)
    return is(
      logRatio > 0 ? 'regression' : 'improvement',
      `${words} than chance, the number of benchmarks and the other ones explain`,
      true,
    )
  }
  if (isClaimed) return is('small-change', 'the difference is there, and below the threshold')
  if (test.high !== null && test.high < least) return is('no-regression', 'slower than the threshold is excluded')
  return is('inconclusive', 'no difference is shown, and none as large as the threshold is excluded')
}

function list(benchmarks: readonly Pick<Benchmark, 'suite' | 'name'>[]): string {
  const names = benchmarks.slice(0, 5).map(({ name }) => name)
  return benchmarks.length > names.length ? `${names.join(', ')} and ${benchmarks.length - names.length} more` : names.join(', ')
}
