import { expectedMeasurements } from '../packages/culprit/src/bisect/expected-measurements.ts'
import { clopperPearson } from '../packages/culprit/src/stats/binomial.ts'
import { enoughRepeats, plainBisection, type PlainRate } from './bisection/plain.ts'
import { type FlakyCommand, predicateTally } from './bisection/predicates.ts'
import { reliability } from './bisection/reliability.ts'
import { scenarios } from './bisection/scenarios.ts'
import { tally } from './bisection/searches.ts'

/** The design's own simulation: mean and 95 % point of the measurements until the posterior is .95, ends included, and its error. */
const designTable: Readonly<Record<string, readonly [mean: number, p95: number | null, error: number]>> = {
  '16 0.5': [481, 766, 0.04],
  '16 1': [125, 226, 0.05],
  '16 2': [32, 55, 0.05],
  '16 3': [19, 28, 0.01],
  '64 0.5': [570, null, 0.08],
  '64 1': [140, 239, 0.08],
  '64 2': [39, 66, 0.03],
  '64 3': [22, 34, 0.03],
  '256 0.5': [608, null, 0.06],
  '256 1': [158, 272, 0.06],
  '256 2': [46, 72, 0.02],
  '256 3': [26, 36, 0.02],
}

/** Simulates searches of a step whose place is known; about two minutes. */
export async function run(print: (line: string) => void): Promise<void> {
  const runs = 200
  print(
    `# Bisection: ${runs} searches each (${runsOf(1)} for d = 1, ${runsOf(0.5)} for d = 0.5), fixed seeds, alpha .02, practical threshold half the step`,
  )
  print('')
  print(
    'A measurement is a pair. "To the place" are those for the ends and the search, up to posterior .99, as the design counts its own up to .95;',
  )
  print('"all" adds the fresh pairs of the confirmation and of what lies before and after the step, which the design does not count.')
  print('git bisect is given the ends for nothing; "enough" repeats are those with which it is wrong in at most 2 %.')
  print('')
  print(
    '| versions | d | to the place: mean / p95 | design | ratio | all: mean / p95 | expected | wrong | not found | git bisect once: pairs / error | enough: pairs (repeats) |',
  )
  print('|---|---|---|---|---|---|---|---|---|---|---|')
  for (const versions of [2, 3, 16, 64, 256]) {
    for (const d of [0.5, 1, 2, 3]) {
      const { until, total, wrong, outcomes } = tally({ name: 'one step', versions, d }, runsOf(d))
      const design = designTable[`${versions} ${d}`]
      const named = outcomes.found + outcomes['several-steps']
      const cells = [
        versions,
        d,
        `${mean(until).toFixed(0)} / ${p95(until)}`,
        design === undefined ? '' : `${design[0]} / ${design[1] ?? '?'}, error ${design[2]}`,
        design === undefined ? '' : (mean(until) / design[0]).toFixed(2),
        `${mean(total).toFixed(0)} / ${p95(total)}`,
        expectedMeasurements(versions, d, d / 2).total,
        wrongOf(wrong, runsOf(d)),
        runsOf(d) - named,
        plain(plainBisection(versions, d, 1, 1000)),
        enough(versions, d),
      ]
      print(`| ${cells.join(' | ')} |`)
    }
  }

  print('')
  print('| 64 versions, d = 2 | to the place | all: mean / p95 | wrong | every step named | found | several | no step | undecided |')
  print('|---|---|---|---|---|---|---|---|---|')
  for (const scenario of scenarios) {
    const { until, total, wrong, complete, outcomes } = tally(scenario, runs)
    const counts = [outcomes.found, outcomes['several-steps'], outcomes['no-step'], outcomes.undecided]
    const measured = `${mean(until).toFixed(0)} | ${mean(total).toFixed(0)} / ${p95(total)}`
    print(`| ${scenario.name} | ${measured} | ${wrongOf(wrong, runs)} | ${complete} | ${counts.join(' | ')} |`)
  }

  print('')
  print('| the posterior when a place is named | said | right | places |')
  print('|---|---|---|---|')
  const { bins, slope, brier, places } = reliability({ name: 'reliability', versions: 64, d: 2 }, 400)
  for (const bin of bins) print(`| | ${bin.said.toFixed(3)} | ${bin.right.toFixed(3)} | ${bin.count} |`)
  print(`| slope ${slope.toFixed(2)}, Brier score ${brier.toFixed(4)} | | | ${places} |`)

  print('')
  print('| a command that errs, 64 versions | runs: mean / p95 | wrong | found | no step | undecided |')
  print('|---|---|---|---|---|---|')
  for (const command of commands) {
    const { counts, wrong, outcomes } = predicateTally(command, runs)
    const shares = `${command.falseAlarms} before, ${command.misses} after${command.skipped > 0 ? `, skips ${command.skipped}` : ''}`
    const name = command.hasStep === false ? `${shares}, no step` : shares
    print(
      `| ${name} | ${mean(counts).toFixed(0)} / ${p95(counts)} | ${wrongOf(wrong, runs)} | ${outcomes.found} | ${outcomes['no-step']} | ${outcomes.undecided} |`,
    )
  }
}

const commands: readonly FlakyCommand[] = [
  { versions: 64, falseAlarms: 0, misses: 0, skipped: 0 },
  { versions: 64, falseAlarms: 0.05, misses: 0.05, skipped: 0 },
  { versions: 64, falseAlarms: 0.1, misses: 0.1, skipped: 0.1 },
  { versions: 64, falseAlarms: 0, misses: 0.5, skipped: 0 },
  { versions: 64, falseAlarms: 0.3, misses: 0.3, skipped: 0 },
  { versions: 64, falseAlarms: 0.05, misses: 0.05, skipped: 0, hasStep: false },
  { versions: 64, falseAlarms: 0.3, misses: 0.3, skipped: 0, hasStep: false },
]

/** Small steps take hundreds of pairs, and exact tests of them. */
function runsOf(d: number): number {
  return d < 1 ? 60 : d === 1 ? 120 : 200
}

function plain({ measurements, error }: PlainRate): string {
  return `${measurements.toFixed(0)} / ${error.toFixed(2)}`
}

function enough(versions: number, d: number): string {
  if (versions === 2) return ''
  const { measurements, repeats } = enoughRepeats(versions, d, 0.02, 1000)
  return `${measurements.toFixed(0)} (${repeats})`
}

/** How many, and the exact upper bound (95 %) of the rate. */
function wrongOf(wrong: number, runs: number): string {
  return `${wrong} (< ${clopperPearson(wrong, runs, 0.95).high.toFixed(3)})`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!
}
