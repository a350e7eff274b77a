import type { Comparison, Failure, Metric, MetricName, Verdict } from '../../model/comparison.ts'
import type { Arm } from '../../model/launch.ts'
import { change, count, counted, intervalWords, measure, percent, ratioParts } from '../format.ts'
import { type Mark, quiet, strong, text, type Text } from '../text.ts'
import { variantName } from './variants.ts'

export const metricWords: Record<MetricName, string> = {
  wall: 'wall time',
  cpu: 'processor time',
  setup: 'setup time',
  compile: 'compile time',
  instantiate: 'instantiation time',
  'first-run': 'first-run time',
  'peak-memory': 'peak memory',
  collector: 'collector time',
  allocated: 'allocated bytes',
  instructions: 'wasm instructions',
  'machine-instructions': 'machine instructions',
}

export const verdictTones: Record<Verdict, Mark> = {
  regression: 'bad',
  improvement: 'good',
  'no-regression': 'good',
  'small-change': 'good',
  inconclusive: 'unsure',
}

/** The verdict of a comparison as a sentence, with the numbers that carry it. */
export function comparisonAnswer(comparison: Comparison): Text {
  const baseline = variantName(comparison.baseline, comparison.candidate)
  const candidate = variantName(comparison.candidate, comparison.baseline)
  if (comparison.decidedBy === 'failure') return failureAnswer(comparison, baseline, candidate)
  if (comparison.ratio === null) return text`Nothing could be measured, so nothing can be said about ${candidate} against ${baseline}`
  const times = strong(ratioParts(comparison.ratio).estimate)
  const certainty = effectCertainty(comparison)
  const threshold = percent(comparison.threshold)
  const effect = effectPhrase(comparison, times)
  const answers: Record<Verdict, Text> = {
    regression: text`${candidate} ${effect} ${baseline} ${certainty}`,
    improvement: text`${candidate} ${effect} ${baseline} ${certainty}`,
    'small-change': text`${candidate} differs from ${baseline} by less than the threshold of ${threshold}: ${times} ${certainty}`,
    'no-regression': text`${candidate} shows no regression of ${threshold} or more against ${baseline}: ${times} ${certainty}`,
    inconclusive: text`It cannot be told whether ${candidate} is slower than ${baseline}: ${times} ${certainty}`,
  }
  return answers[comparison.verdict]
}

/** `(98 % interval 1.37 to 1.45, 10 pairs)` */
export function effectCertainty({ ratio, pairs }: Pick<Comparison, 'ratio' | 'pairs'>): Text {
  if (ratio === null) return quiet(`(${counted(pairs, 'pair')})`)
  return quiet(`(${intervalWords(ratio)}, ${counted(pairs, 'pair')})`)
}

/** `wall time 17.3 ms → 24.4 ms, +41 %`; null when no metric was measured. */
export function measuredLine(comparison: Comparison): Text | null {
  const metric = decidingMetric(comparison)
  if (metric === null) return null
  const { baseline, candidate, unit } = metric
  const difference = metric.ratio === null ? '' : `, ${change(metric.ratio.estimate)}`
  return text`${metricWords[metric.metric]} ${measure(baseline, unit)} → ${measure(candidate, unit)}${difference}`
}

/** The metric that decided, or else the first that was measured. */
export function decidingMetric(comparison: Comparison): Metric | null {
  return comparison.metrics.find(metric => metric.metric === comparison.decidedBy) ?? comparison.metrics[0] ?? null
}

/** The metric of the numbers that stand with the pairs: counts are of launches of their own. */
export function timedMetric(comparison: Comparison): Metric | null {
  if (comparison.decidedBy !== 'instructions') return decidingMetric(comparison)
  return comparison.metrics.find(({ metric }) => metric === 'cpu') ?? null
}

/** `ran out of memory in a run, 3 times` */
export function failurePhrase(failure: Failure): Text {
  const cause = causeWords.get(failure.cause) ?? failure.cause
  const phase = phaseWords.get(failure.phase) ?? failure.phase
  return text`${cause} ${phase}${failure.times === 1 ? '' : `, ${count(failure.times)} times`}`
}

function failureAnswer({ verdict, failures }: Comparison, baseline: Text, candidate: Text): Text {
  const how = (arm: Arm) => {
    const failure = failures.find(failure => failure.arm === arm)
    return failure === undefined ? '' : text`: it ${failurePhrase(failure)}`
  }
  if (verdict === 'regression') return text`${candidate} ${strong('fails')} where ${baseline} runs${how('candidate')}`
  if (verdict === 'improvement') return text`${candidate} runs where ${baseline} ${strong('fails')}${how('baseline')}`
  return text`${candidate} and ${baseline} cannot be compared${how('candidate')}`
}

/** What stands between the names of the sides: `is 1.41× slower than`, `takes 0.71× the time of`. */
function effectPhrase({ decidedBy, verdict }: Comparison, times: Text): Text {
  if (decidedBy === null || decidedBy === 'failure' || decidedBy === 'wall') {
    return verdict === 'regression' ? text`is ${times} slower than` : text`takes ${times} the time of`
  }
  if (decidedBy === 'instructions' || decidedBy === 'machine-instructions') return text`executes ${times} the instructions of`
  if (decidedBy === 'cpu') return text`uses ${times} the processor time of`
  return decidedBy === 'peak-memory' ? text`needs ${times} the memory of` : text`takes ${times} the ${metricWords[decidedBy]} of`
}

const causeWords = new Map([
  ['threw', 'threw an error'],
  ['exited', 'exited'],
  ['timed-out', 'timed out'],
  ['out-of-memory', 'ran out of memory'],
  ['killed', 'was killed'],
  ['bad-workload', 'could not use the workload'],
  ['bad-report', 'gave a report that cannot be read'],
])

const phaseWords = new Map([
  ['start', 'while it started'],
  ['load', 'while it loaded the workload'],
  ['setup', 'in its setup'],
  ['run', 'in a run'],
  ['report', 'while it reported'],
])
