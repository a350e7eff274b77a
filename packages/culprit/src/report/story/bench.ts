import type { Bench, Benchmark, BesideBaseline } from '../../model/bench.ts'
import { count, counted, duration, measure, moment, number, percent, ratioParts } from '../format.ts'
import type { Fact, Item, Section, Story, StripPlot, Table } from '../story.ts'
import { marked, name, quiet, sentence, strong, text, type Mark, type Text } from '../text.ts'
import { shellCommand, shortened } from '../untrusted.ts'
import { verdictTones } from './answer.ts'
import { warningSection } from './comparison.ts'

const longestTitle = 100

/** Suites that were measured or imported: targets and the baseline first, then every figure. */
export function tellBench(document: Bench): Story {
  const { benchmarks, verdict, reason, run, startedMs, baseline, savedAs, settings, producer, warnings, command } = document
  return {
    label: `benchmarks, ${moment(startedMs)}`,
    verdict: verdict ?? '',
    tone: verdict === null ? toneOf(benchmarks) : verdictTones[verdict],
    answer: sentence(reason),
    facts: [
      ...(baseline === null
        ? []
        : [
            {
              label: 'baseline',
              value: text`${name(baseline.name)}, ${producer.format === null ? 'measured' : 'imported'} ${moment(baseline.startedMs)}`,
            },
          ]),
      ...targetFacts(benchmarks),
      ...(savedAs === null ? [] : [{ label: 'saved as', value: text`${name(savedAs)}` }]),
      ...(producer.format === null
        ? []
        : [{ label: 'measured by', value: text`${name([producer.name, producer.version].filter(Boolean).join(' '))}` }]),
      ...(settings === null ? [] : [{ label: 'each', value: text`${settingWords(settings)}` }]),
    ],
    sections: [
      ...failedSection(benchmarks),
      ...baselineSections(document),
      ...suites(benchmarks).map(([suite, of]) => ({
        title: shortened(suite, longestTitle),
        blocks: [figures(of), ...(of.some(({ mean }) => mean !== null) ? [distribution(of)] : [])],
      })),
      ...adviceSection(benchmarks),
      ...warningSection(warnings),
      ...valuesSection(benchmarks),
      {
        title: 'How to go on',
        blocks: [{ kind: 'text', text: text`Run ${name(run)}. ${nextWords(document)}` }, { kind: 'command', argv: command } as const],
      },
    ],
  }
}

function toneOf(benchmarks: readonly Benchmark[]): Mark {
  if (benchmarks.some(({ target }) => target?.state === 'missed')) return 'bad'
  return benchmarks.every(({ state }) => state === 'measured') ? 'good' : 'unsure'
}

function settingWords({ sampleSize, processes, measurementNs, warmUpNs }: NonNullable<Bench['settings']>): string {
  return `${counted(sampleSize, 'value')} from ${counted(processes, 'process', 'processes')}, ${duration(measurementNs)} of measuring and ${duration(warmUpNs)} of warm-up in each process`
}

function suites(benchmarks: readonly Benchmark[]): [string, Benchmark[]][] {
  return [...Map.groupBy(benchmarks, ({ suite }) => suite)]
}

function targetFacts(benchmarks: readonly Benchmark[]): Fact[] {
  const targets = benchmarks.flatMap(({ target, ...one }) => (target === null ? [] : [{ ...one, target }]))
  if (targets.length === 0) return []
  const of = (state: 'met' | 'missed' | 'not-measured') => targets.filter(({ target }) => target.state === state)
  const missed = of('missed')
  const words = text`${count(of('met').length)} of ${counted(targets.length, 'target')} met`
  const missing = of('not-measured').length
  return [
    {
      label: 'targets',
      value: [
        ...words,
        ...(missed.length === 0 ? [] : text`, ${marked(`${count(missed.length)} missed`, 'bad')}: ${missed.map(targetWords).join('; ')}`),
        ...(missing === 0 ? [] : text`, ${marked(`${count(missing)} not measured`, 'unsure')}`),
      ],
    },
  ]
}

function targetWords({ name: words, target, median, unit }: Pick<Benchmark, 'name' | 'target' | 'median' | 'unit'>): string {
  return `${words} ${median === null ? 'unknown' : measure(median, unit)} (${target?.text})`
}

function failedSection(benchmarks: readonly Benchmark[]): Section[] {
  const items = benchmarks
    .filter(({ state }) => state !== 'measured')
    .map(({ name: words, state, failure }): Item => ({
      badge: state,
      tone: state === 'failed' ? 'bad' : 'unsure',
      text: text`${name(words)}: ${sentence(failure ?? 'nobody said why')}`,
      notes: [],
    }))
  return items.length === 0 ? [] : [{ title: 'Not measured', blocks: [{ kind: 'items', items }] }]
}

const figureColumns: Table['columns'] = [
  { title: 'benchmark', align: 'left' },
  { title: 'median', align: 'right' },
  { title: 'interval', align: 'right' },
  { title: 'deviation', align: 'right' },
  { title: 'throughput', align: 'right' },
  { title: 'target', align: 'left' },
  { title: 'shape', align: 'left' },
]

function figures(benchmarks: readonly Benchmark[]): Table {
  return whole(captionOf(benchmarks), figureColumns, benchmarks.map(figureRow))
}

const distributionColumns: Table['columns'] = [
  { title: 'benchmark', align: 'left' },
  { title: 'mean', align: 'right' },
  { title: 'p95', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'values', align: 'right' },
  { title: 'outliers', align: 'right' },
]

function distribution(benchmarks: readonly Benchmark[]): Table {
  return whole('How its values are distributed', distributionColumns, benchmarks.map(distributionRow))
}

/** All rows; a column in which nothing stands is left out. */
function whole(caption: string, columns: Table['columns'], rows: readonly Text[][]): Table {
  const isUsed = columns.map((_, column) => column < 2 || rows.some(row => row[column]!.length > 0))
  const used = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => isUsed[column])
  return { kind: 'table', caption, columns: used(columns), rows: rows.map(used), isWhole: true }
}

function captionOf(benchmarks: readonly Benchmark[]): string {
  const what = 'Time of an iteration, or what the workload measures itself'
  const at = benchmarks.find(({ confidence }) => confidence !== null)?.confidence ?? null
  return at === null ? what : `${what}; interval of the median at ${percent(at)}`
}

function figureRow({ name: words, unit, median, mean, deviation, low, high, throughput, target, state, ...shape }: Benchmark): Text[] {
  const share = deviation === null || mean === null || mean <= 0 ? null : deviation / mean
  return [
    text`${name(words)}`,
    median === null ? text`${quiet(state === 'measured' ? 'unknown' : state)}` : text`${strong(measure(median, unit))}`,
    low === null || high === null ? [] : text`${measure(low, unit)} to ${measure(high, unit)}`,
    share === null ? [] : share > 0.2 ? text`${marked(percent(share), 'unsure')}` : text`${percent(share)}`,
    throughput === null ? [] : text`${throughputWords(throughput)}`,
    target === null ? [] : text`${marked(target.state.replace('-', ' '), targetTones[target.state])} ${target.text}`,
    shapeWords(shape),
  ]
}

const targetTones = { met: 'good', missed: 'bad', 'not-measured': 'unsure' } as const satisfies Record<string, Mark>

function distributionRow({ name: words, unit, mean, p95, p99, samples, outliers }: Benchmark): Text[] {
  const of = (value: number | null): Text => (value === null ? [] : text`${measure(value, unit)}`)
  const far = outliers === null ? 0 : outliers.low + outliers.high
  return [
    text`${name(words)}`,
    of(mean),
    of(p95),
    of(p99),
    samples === 0 ? [] : text`${count(samples)}`,
    far === 0 ? [] : text`${count(far)}`,
  ]
}

function throughputWords({ value, unit }: NonNullable<Benchmark['throughput']>): string {
  return unit === 'bytes/s' ? `${measure(value, 'bytes')}/s` : `${number(value)} ${unit}`
}

function shapeWords({ isSteady, modes }: Pick<Benchmark, 'isSteady' | 'modes'>): Text {
  const words = [...(isSteady === false ? ['not steady'] : []), ...(modes !== null && modes > 1 ? [`${modes} levels`] : [])]
  return words.length === 0 ? [] : text`${marked(words.join(', '), 'unsure')}`
}

function baselineSections({ baseline, benchmarks }: Bench): Section[] {
  if (baseline === null) return []
  const beside = benchmarks.flatMap(({ baseline: found, ...one }) => (found === null ? [] : [{ ...one, beside: found }]))
  const { method, rate, tests } = baseline.correction
  const told = beside.filter(({ beside: { isSuspect, verdict } }) => isSuspect || verdict === 'regression' || verdict === 'improvement')
  return [
    ...(told.length === 0 ? [] : [{ title: 'What differs', blocks: [{ kind: 'items', items: differingItems(told) } as const] }]),
    {
      title: 'Beside the baseline',
      blocks: [
        {
          kind: 'table',
          caption: `Ratio now / baseline, above 1 is slower or larger; p of the values of both days, ${counted(tests, 'test')} corrected ${method === 'holm' ? `so that any false claim has a probability of at most ${percent(rate)} (Holm)` : `so that of all claims at most ${percent(rate)} are expected to be false (Benjamini and Yekutieli)`}`,
          columns: [
            { title: 'benchmark', align: 'left' },
            { title: 'verdict', align: 'left' },
            { title: 'ratio', align: 'right' },
            { title: 'interval', align: 'right' },
            { title: 'p', align: 'right' },
          ],
          rows: beside.map(({ name: words, beside }) => besideRow(words, beside)),
          isWhole: true,
        },
        ...(baseline.missing.length === 0
          ? []
          : [
              {
                kind: 'text',
                text: text`In the baseline and not here: ${baseline.missing.map(({ name: words }) => words).join(', ')}`,
              } as const,
            ]),
      ],
    },
    ...worldSection(baseline.differences),
  ]
}

type Beside = Pick<Benchmark, 'name'> & { readonly beside: BesideBaseline }

/** What holds for several of them is said once. */
function differingItems(told: readonly Beside[]): Item[] {
  return [...Map.groupBy(told, ({ beside: { verdict, reason } }) => `${verdict} ${reason}`).values()].map(of => {
    const { verdict, reason } = of[0]!.beside
    const runs = of.flatMap(({ beside: { confirmation } }) => confirmation ?? [])
    return {
      badge: verdict === 'inconclusive' ? 'suspect' : verdict,
      tone: verdictTones[verdict],
      text: text`${of.length === 1 ? name(of[0]!.name) : sentence(of.map(({ name: words }) => words).join(', '))}: ${sentence(reason)}`,
      notes: runs.length === 0 ? [] : [text`Run ${name([...new Set(runs)].join(', '))}`],
    }
  })
}

function besideRow(words: string, { verdict, ratio, low, high, p, isSuspect }: BesideBaseline): Text[] {
  const parts = ratio === null ? null : ratioParts({ estimate: ratio, low, high })
  return [
    text`${name(words)}`,
    verdict === 'regression'
      ? text`${marked(verdict, 'bad')}`
      : isSuspect && verdict === 'inconclusive'
        ? text`${marked('suspect', 'unsure')}`
        : text`${verdict}`,
    parts === null ? text`${quiet('unknown')}` : text`${parts.estimate}`,
    parts === null ? text`${quiet('unknown')}` : text`${parts.bounds}`,
    p === null ? text`${quiet('none')}` : text`${p < 0.0001 ? '< 0.0001' : p.toFixed(4)}`,
  ]
}

function worldSection(differences: NonNullable<Bench['baseline']>['differences']): Section[] {
  if (differences.length === 0) return []
  return [
    {
      title: 'What else is not the same as then',
      blocks: [
        {
          kind: 'table',
          caption: 'A saved result is another day: these differ besides the program',
          columns: [
            { title: 'what', align: 'left' },
            { title: 'baseline', align: 'left' },
            { title: 'now', align: 'left' },
          ],
          rows: differences.map(({ what, baseline, now }) => [text`${what}`, text`${name(baseline)}`, text`${name(now)}`]),
        },
      ],
    },
  ]
}

/** What is to be done about several of them is said once. */
function adviceSection(benchmarks: readonly Benchmark[]): Section[] {
  const unsteady = benchmarks.filter(({ advice }) => advice.length > 0)
  if (unsteady.length === 0) return []
  const items = [...Map.groupBy(unsteady, ({ advice }) => advice.join(' '))].map(([, of]): Item => ({
    badge: counted(of.length, 'benchmark'),
    tone: 'unsure',
    text: text`${of.map(({ name: words, mean, deviation }) => `${words} (${percent(deviation! / mean!)})`).join(', ')}`,
    notes: of[0]!.advice.map(sentence),
  }))
  return [
    {
      title: 'Figures to be careful with',
      blocks: [
        { kind: 'text', text: text`The deviation of these is more than a fifth of their mean.` },
        { kind: 'items', items },
      ],
    },
  ]
}

/** Every value, for those who look rather than read. */
function valuesSection(benchmarks: readonly Benchmark[]): Section[] {
  const plots = benchmarks
    .filter(({ processes, unit }) => processes.flat().length > 1 && (unit === 'ns' || unit === 'bytes'))
    .map(({ name: words, unit, processes, median }): StripPlot => ({
      kind: 'strip',
      marks: 'values',
      caption: words,
      unit: unit === 'bytes' ? 'bytes' : 'ns',
      rows: [{ arm: 'baseline', label: 'values', values: processes.flat(), median }],
    }))
  return plots.length === 0 ? [] : [{ title: 'Every value', blocks: plots, appendix: true }]
}

function nextWords({ baseline, benchmarks, producer, savedAs }: Bench): string {
  const open = benchmarks.some(
    ({ baseline }) => baseline?.isSuspect && baseline.verdict === 'inconclusive' && baseline.confirmation === null,
  )
  const isOwn = producer.format === null
  if (open && isOwn) return 'What differs is only suspect until fresh pairs confirm it: run it again with --confirm.'
  if (open)
    return 'What differs is only suspect: two files cannot show which of program and machine has changed. culprit compare measures both in one run.'
  if (benchmarks.some(({ baseline }) => baseline?.verdict === 'regression')) {
    return 'To see what carries the difference, give both versions and the workload to culprit investigate.'
  }
  if (savedAs !== null) return `Later results are compared with it by ${shellCommand(['--baseline', savedAs])}.`
  if (baseline === null && isOwn) return 'Saved with --save NAME, it is what later results are compared with by --baseline NAME.'
  return 'Its values are kept; culprit report shows it again in any form.'
}
