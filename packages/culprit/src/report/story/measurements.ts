import type { Block, Comparison, Metric } from '../../model/comparison.ts'
import type { Arm } from '../../model/launch.ts'
import {
  confidence,
  count,
  counted,
  duration,
  excludes,
  intervalWords,
  measure,
  moment,
  percent,
  ratioParts,
  signed,
  unknown,
} from '../format.ts'
import type { Block as StoryBlock, Fact, PairPlot, RatioPlot, Section, StripPlot, Table } from '../story.ts'
import { quiet, strong, text, type Text } from '../text.ts'
import { metricWords, timedMetric } from './answer.ts'
import { exponentDifference, exponents } from './scaling.ts'

/** The plots, the metrics and how the experiment went. */
export function measurementSections(comparison: Comparison): Section[] {
  const plots = [strip(comparison), ratios(comparison), pairs(comparison)].filter(plot => plot !== null)
  const blocks: StoryBlock[] = [...plots, ...(comparison.metrics.length > 0 ? [metrics(comparison)] : [])]
  if (blocks.length === 0) blocks.push({ kind: 'text', text: text`No pair was measured.` })
  return [
    { title: 'Measurements', blocks },
    { title: 'How it was measured', blocks: [{ kind: 'facts', facts: procedure(comparison) }], appendix: true },
    ...(comparison.blocks.length > 0 ? [{ title: 'Every pair', blocks: [everyPair(comparison)], appendix: true as const }] : []),
  ]
}

/** What this run knows about its own noise, which is not all that the machine has. */
export function noiseLine({ aa, noiseFloor }: Comparison): Text {
  const control =
    aa === null
      ? 'the baseline was not measured against its own copy'
      : `the baseline against its own copy ${ratioParts(aa).estimate} (${intervalWords(aa)}, ${counted(aa.pairs, 'pair')})`
  const { source, value } = noiseFloor
  if (source === 'calibrated' && value !== null) return text`${control}; the noise floor of this machine is ${percent(value)}, calibrated`
  const seen = value === null ? '' : `; up to ${percent(value)} is noise of this run`
  return text`${control}${seen}; the noise floor of this machine is unknown`
}

/** The ratio of each complete pair, with who ran first in it. */
function pairRatios(blocks: readonly Block[]): PairPlot['pairs'] {
  return blocks.flatMap(block => {
    if (block.ratio === null) return []
    const first = block.order.find(arm => arm !== 'control') === 'candidate' ? 'candidate' : 'baseline'
    return [{ block: block.block, ratio: block.ratio, first }]
  })
}

function strip(comparison: Comparison): StripPlot | null {
  const metric = timedMetric(comparison)
  const arms: readonly Arm[] = ['baseline', 'candidate', 'control']
  const rows = arms.flatMap(arm => {
    const values = comparison.blocks.map(block => block[arm]).filter(value => value !== null)
    return values.length === 0 ? [] : [{ arm, label: arm, values, median: median(values) }]
  })
  if (metric === null || metric.unit === 'count' || rows.length === 0) return null
  return { kind: 'strip', marks: 'launches', caption: `${capital(metricWords[metric.metric])} of every launch`, unit: metric.unit, rows }
}

function ratios({ ratio, aa, threshold, blocks }: Comparison): RatioPlot | null {
  if (ratio === null) return null
  const controls = blocks.flatMap(({ controlRatio }) => controlRatio ?? [])
  return {
    kind: 'ratios',
    caption: 'Against the baseline, with its interval',
    threshold,
    rows: [
      { arm: 'candidate', label: 'candidate', ...ratio, pairs: pairRatios(blocks).map(pair => pair.ratio) },
      ...(aa === null ? [] : [{ arm: 'control' as const, label: 'control', ...aa, pairs: controls }]),
    ],
  }
}

function pairs({ ratio, threshold, blocks }: Comparison): PairPlot | null {
  const pairs = pairRatios(blocks)
  if (ratio === null || pairs.length === 0) return null
  return { kind: 'pairs', caption: 'The ratio of each pair, in the order they were measured', threshold, ...ratio, pairs }
}

function metrics(comparison: Comparison): Table {
  const [first, ...others] = new Set(comparison.metrics.flatMap(({ ratio }) => (ratio === null ? [] : [ratio.confidence])))
  const one = others.length === 0
  return {
    kind: 'table',
    caption: 'All metrics (medians over the launches of each side)',
    columns: [
      { title: 'metric', align: 'left' },
      { title: 'baseline', align: 'right' },
      { title: 'candidate', align: 'right' },
      { title: 'ratio', align: 'right' },
      { title: one && first !== undefined ? `${confidence(first)} interval` : 'interval', align: 'right' },
      { title: 'pairs', align: 'right' },
    ],
    rows: comparison.metrics.map(metric => metricRow(metric, metric.metric === comparison.decidedBy, one)),
  }
}

function metricRow({ metric, unit, baseline, candidate, ratio, pairs }: Metric, decided: boolean, ofConfidence: boolean): Text[] {
  return [
    decided ? strong(metricWords[metric]) : text`${metricWords[metric]}`,
    text`${measure(baseline, unit)}`,
    text`${measure(candidate, unit)}`,
    ratio === null ? quiet(unknown) : excludes(ratio, 1) ? strong(ratioParts(ratio).estimate) : text`${ratioParts(ratio).estimate}`,
    ratio === null ? quiet(unknown) : text`${ratioParts(ratio).bounds}${ofConfidence ? '' : quiet(` (${confidence(ratio.confidence)})`)}`,
    text`${count(pairs)}`,
  ]
}

function procedure(comparison: Comparison): Fact[] {
  const { threshold, pairs, droppedPairs, pairsNeeded, spread, orderEffect, measuredNs, startedMs, seed } = comparison
  const effect = orderEffect === null ? unknown : `${signed(Math.expm1(orderEffect), percent)} when the candidate ran first`
  return [
    { label: 'threshold', value: text`${percent(threshold)}; smaller differences do not count` },
    { label: 'pairs', value: text`${count(pairs)}, and ${count(droppedPairs)} dropped` },
    ...(pairsNeeded === null ? [] : [{ label: 'pairs needed', value: text`about ${count(pairsNeeded)} to decide` }]),
    { label: 'noise', value: noiseLine(comparison) },
    { label: 'spread', value: text`${spread === null ? unknown : percent(Math.expm1(spread))} between pairs (standard deviation)` },
    { label: 'order', value: text`${effect}` },
    ...contentionFact(comparison),
    ...(comparison.scaling === null
      ? []
      : [{ label: 'scaling', value: text`${exponents(comparison.scaling)}; ${exponentDifference(comparison.scaling)}` }]),
    ...(comparison.nativeCounts?.kind !== 'unavailable'
      ? []
      : [{ label: 'machine instructions', value: text`${comparison.nativeCounts.why}` }]),
    { label: 'measured', value: text`${duration(measuredNs)} of launches, started ${moment(startedMs)}` },
    { label: 'seed', value: text`${seed}` },
  ]
}

function contentionFact({ contention }: Comparison): Fact[] {
  if (contention === null) return []
  const { contendedPairs, repeatedPairs, waitShare, stealShare, competitors } = contention
  const waited = waitShare === null ? '' : `; the main thread waited for a processor in ${percent(waitShare)} of the time`
  const stolen = stealShare === null || stealShare === 0 ? '' : `; the hypervisor took ${percent(stealShare)}`
  const beside =
    competitors.length === 0
      ? ''
      : `; beside it ran ${competitors.map(({ name, share }) => `${name} (${percent(share)} of a processor)`).join(', ')}`
  const pairs = `${counted(contendedPairs, 'contended pair')}, ${count(repeatedPairs)} measured again`
  return [{ label: 'contention', value: text`${pairs}${waited}${stolen}${beside}` }]
}

function everyPair(comparison: Comparison): Table {
  const unit = timedMetric(comparison)?.unit ?? null
  const cell = (value: number | null) => (value === null ? quiet('none') : text`${measure(value, unit)}`)
  const ratios = new Map(pairRatios(comparison.blocks).map(pair => [pair.block, pair.ratio]))
  return {
    kind: 'table',
    caption: 'Every pair in the order it was measured; a side without a number failed, a pair without a ratio does not count',
    columns: [
      { title: 'pair', align: 'right' },
      { title: 'order', align: 'left' },
      { title: 'baseline', align: 'right' },
      { title: 'candidate', align: 'right' },
      { title: 'control', align: 'right' },
      { title: 'ratio', align: 'right' },
    ],
    rows: comparison.blocks.map(block => {
      const ratio = ratios.get(block.block)
      return [
        text`${count(block.block + 1)}`,
        quiet(block.order.join(', ')),
        cell(block.baseline),
        cell(block.candidate),
        cell(block.control),
        ratio === undefined ? quiet(block.contended ? 'contended' : 'none') : text`${ratio.toFixed(4)}`,
      ]
    }),
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
