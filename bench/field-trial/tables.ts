import { clopperPearson } from '../../packages/culprit/src/stats/binomial.ts'
import { hyperfine, tachometer, tachometerLooking, type Claim } from './other-tools.ts'
import { loads, type TrialResult } from './trials.ts'

/** Prints what a trial came to, as Markdown. */
export function printTables(results: readonly TrialResult[], print: (line: string) => void): void {
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  print(`${results.length} comparisons, ${(seconds / 60).toFixed(0)} minutes.`)
  againstItself(results, print)
  withKnownWork(results, print)
}

function againstItself(all: readonly TrialResult[], print: (line: string) => void): void {
  const results = all.filter(({ units }) => units === 100)
  print('')
  print('A variant against itself: every claim of a change is false.')
  print('')
  print(
    '| busy processes | comparisons | decided by the clock | in processor time | no-regression | inconclusive | false claims (at most, 95 %) | hyperfine | tachometer | tachometer, looking | median pairs | largest error of the ratio |',
  )
  print('|---|---|---|---|---|---|---|---|---|---|---|---|')
  for (const load of [...loads, null]) {
    const rows = results.filter(result => load === null || result.load === load)
    if (rows.length === 0) continue
    const has = (test: (result: TrialResult) => boolean): number => rows.filter(test).length
    const wrong = has(result => claimOf(result) !== 'none')
    const other = (rule: (a: readonly number[], b: readonly number[]) => Claim) =>
      `${has(result => rule(result.baselineNs, result.candidateNs) !== 'none')} of ${rows.length}`
    const errors = rows.flatMap(({ ratio }) => (ratio === null ? [] : [Math.abs(ratio.estimate - 1)]))
    const row = [
      load ?? 'all',
      rows.length,
      has(({ decidedBy }) => decidedBy === 'wall'),
      has(({ decidedBy }) => decidedBy === 'cpu'),
      has(({ verdict }) => verdict === 'no-regression'),
      has(({ verdict }) => verdict === 'inconclusive'),
      `${wrong} (${percent(clopperPearson(wrong, rows.length, 0.95).high)})`,
      other(hyperfine),
      other(tachometer),
      other(tachometerLooking),
      median(rows.map(({ pairs }) => pairs)),
      percent(Math.max(...errors)),
    ]
    print(`| ${row.join(' | ')} |`)
  }
}

function withKnownWork(all: readonly TrialResult[], print: (line: string) => void): void {
  const results = all.filter(({ units }) => units !== 100)
  print('')
  print('A variant with known extra work: `slower` is right.')
  print('')
  print(
    '| extra work | busy processes | comparisons | regression | other verdicts | executed instructions | interval holds the extra work | median of the ratios | hyperfine | tachometer | median pairs |',
  )
  print('|---|---|---|---|---|---|---|---|---|---|---|')
  for (const units of [102, 105, 110]) {
    for (const load of loads) {
      const rows = results.filter(result => result.units === units && result.load === load)
      if (rows.length === 0) continue
      const has = (test: (result: TrialResult) => boolean): number => rows.filter(test).length
      const found = has(({ verdict }) => verdict === 'regression')
      const others = new Map<string, number>()
      for (const { verdict } of rows) if (verdict !== 'regression') others.set(verdict, (others.get(verdict) ?? 0) + 1)
      const row = [
        `+${units - 100} %`,
        load,
        rows.length,
        found,
        [...others].map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none',
        range(rows.flatMap(({ instructions }) => instructions ?? [])),
        has(({ ratio }) => ratio !== null && (ratio.low ?? 0) <= units / 100 && units / 100 <= (ratio.high ?? Infinity)),
        median(rows.flatMap(({ ratio }) => ratio?.estimate ?? [])).toFixed(3),
        has(result => hyperfine(result.baselineNs, result.candidateNs) === 'slower'),
        has(result => tachometer(result.baselineNs, result.candidateNs) === 'slower'),
        median(rows.map(({ pairs }) => pairs)),
      ]
      print(`| ${row.join(' | ')} |`)
    }
  }
}

function claimOf({ verdict, ratio }: TrialResult): Claim {
  if (verdict !== 'regression' && verdict !== 'improvement' && verdict !== 'small-change') return 'none'
  return (ratio?.estimate ?? 1) > 1 ? 'slower' : 'faster'
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length === 0 ? Number.NaN : (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
}

function range(values: readonly number[]): string {
  return values.length === 0 ? 'not counted' : `${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
