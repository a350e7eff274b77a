import type { Verdict } from '../model/comparison.ts'
import { percent } from '../model/figures.ts'
import type { RatioInterval } from '../model/interval.ts'
import type { CommandMetricName } from '../model/suite-comparison.ts'
import type { LogRatio, Nanoseconds, Probability, Share } from '../model/units.ts'
import { median } from '../stats/median.ts'
import { signedRankInterval } from '../stats/signed-rank-interval.ts'
import { isContended, valueOf, type Pair } from './pairs.ts'

/** Of the interval of one command. What it claims is claimed again by fresh rounds, so both are wrong together with at most (alpha / 2)². */
export const roundAlpha: Probability = 0.05

/** The fewest rounds that can give an interval at that level: all of so many fall on one side by chance with 2^(1 - n). */
export const fewestRounds = 6

export interface TimeVerdict {
  readonly verdict: Verdict
  readonly reason: string
  /** What decided; null without a round. */
  readonly by: 'wall' | 'cpu' | null
  /** Of the whole command, in the deciding time. */
  readonly ratio: RatioInterval | null
}

/**
 * What the rounds of one command say about its time, or about that of one test when `growth`, the ratio of the numbers of tests, is not 1.
 *
 * Where a run was contended, user and system time decide in place of the clock. They are counted in steps of 10 ms, so their interval is wider by
 * what the steps can hide. A change on the clock alone then stays undecided: work may have grown that waits and does not compute.
 */
export function judgeTime(pairs: readonly Pair[], threshold: Share, growth = 1): TimeVerdict {
  if (pairs.length === 0) return { verdict: 'inconclusive', reason: 'No round measured both sides.', by: null, ratio: null }
  const byClock = inMetric(pairs, 'wall', threshold, growth)
  const contended = pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]).filter(isContended).length
  if (contended === 0) return { ...byClock, by: 'wall' }

  const why = `Others got in the way of ${contended} of ${2 * pairs.length} runs, so the clock does not decide`
  const used = pairs.map(pair => valueOf(pair.baseline, 'cpu') ?? 0)
  const isKnown = pairs.every(pair => [pair.baseline, pair.candidate].every(run => (valueOf(run, 'cpu') ?? 0) > 0))
  if (!isKnown) {
    return {
      verdict: 'inconclusive',
      reason: `${why}, and its user and system time are not known or too short to tell.`,
      by: 'wall',
      ratio: byClock.ratio,
    }
  }
  // User and system time are cut to a step each.
  const hidden = (2 * tickNs) / median(used)
  const byProcessor = inMetric(pairs, 'cpu', threshold, growth, hidden)
  const coarse =
    hidden > threshold ? ` It used ${seconds(median(used))} of it, whose steps of 10 ms hide changes of up to ${percent(hidden)}.` : ''
  if (byClock.verdict === 'regression' && byProcessor.verdict !== 'regression') {
    return {
      verdict: 'inconclusive',
      reason: `${why}. It took longer on the clock and did not use more processor time: either it waits for longer, or the others slowed it. A quiet machine tells.${coarse}`,
      by: 'cpu',
      ratio: byProcessor.ratio,
    }
  }
  return {
    verdict: byProcessor.verdict,
    reason: `${why}; user and system time do. ${byProcessor.reason}${coarse}`,
    by: 'cpu',
    ratio: byProcessor.ratio,
  }
}

/** The ratio of a metric over the rounds in which both sides have it; null without one. */
export function ratioOf(pairs: readonly Pair[], metric: CommandMetricName): RatioInterval | null {
  return intervalOf(logRatiosOf(pairs, metric))
}

/** The ratio of one test: that of the command, divided by how much the number of tests grew. */
export function perTestOf(ratio: RatioInterval, growth: number): RatioInterval {
  const { estimate, low, high, confidence } = ratio
  return { estimate: estimate / growth, low: low === null ? null : low / growth, high: high === null ? null : high / growth, confidence }
}

/** `hidden`: by what share the values of a round may be wrong beside chance. */
function inMetric(
  pairs: readonly Pair[],
  metric: 'wall' | 'cpu',
  threshold: Share,
  growth: number,
  hidden: Share = 0,
): Omit<TimeVerdict, 'by'> {
  const ratio = widened(intervalOf(logRatiosOf(pairs, metric)), hidden)
  if (ratio === null || ratio.low === null || ratio.high === null) {
    return {
      verdict: 'inconclusive',
      reason: `${pairs.length === 1 ? '1 round tells' : `${pairs.length} rounds tell`} no change from chance; ${fewestRounds} do.`,
      ratio,
    }
  }
  const [estimate, low, high] = [ratio.estimate / growth, ratio.low / growth, ratio.high / growth]
  const limit = 1 + threshold
  const than = percent(threshold, 3)
  const time = growth === 1 ? 'It' : 'One test'
  if (low > 1 && estimate >= limit)
    return { verdict: 'regression', reason: `${time} takes longer by ${than} or more in these rounds.`, ratio }
  if (high < 1 && estimate <= 1 / limit) return { verdict: 'improvement', reason: `${time} takes less time, by ${than} or more.`, ratio }
  if ((low > 1 && high < limit) || (high < 1 && low > 1 / limit)) {
    return { verdict: 'small-change', reason: `${time} changed by less than the threshold of ${than}.`, ratio }
  }
  if (high < limit) return { verdict: 'no-regression', reason: `${time} does not take longer by ${than}.`, ratio }
  return { verdict: 'inconclusive', reason: `The rounds differ too much to tell a change of ${than} from none.`, ratio }
}

function widened(ratio: RatioInterval | null, by: Share): RatioInterval | null {
  if (ratio === null) return null
  const { low, high } = ratio
  return { ...ratio, low: low === null ? null : low / (1 + by), high: high === null ? null : high * (1 + by) }
}

function logRatiosOf(pairs: readonly Pair[], metric: CommandMetricName): LogRatio[] {
  return pairs.flatMap(pair => {
    const [baseline, candidate] = [valueOf(pair.baseline, metric), valueOf(pair.candidate, metric)]
    return baseline === null || candidate === null || baseline <= 0 || candidate <= 0 ? [] : [Math.log(candidate / baseline)]
  })
}

function intervalOf(logRatios: readonly LogRatio[]): RatioInterval | null {
  if (logRatios.length === 0) return null
  const { estimate, low, high } = signedRankInterval(logRatios, roundAlpha)
  return {
    estimate: Math.exp(estimate),
    low: low === null ? null : Math.exp(low),
    high: high === null ? null : Math.exp(high),
    confidence: 1 - roundAlpha,
  }
}

const tickNs: Nanoseconds = 1e7

function seconds(ns: Nanoseconds): string {
  return `${Number((ns / 1e9).toPrecision(2))} s`
}
