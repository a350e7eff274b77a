import { commonShift, type ShiftKind, type ShiftPoint } from '../../packages/culprit/src/stats/common-shift.ts'
import { type Random, randomFrom } from '../../packages/culprit/src/stats/random.ts'
import { normal } from '../statistics/worlds.ts'

/** What happened to the suites that are simulated: 8 ns for each, 5 % for each, 5 to 55 % for a fifth of them, or nothing. */
export type SuiteChange = 'additive' | 'ratio' | 'sparse' | 'nothing'

export interface SuiteSize {
  readonly benchmarks: number
  /** Standard deviation of a log ratio; one in twenty is four times as noisy. */
  readonly noise: number
  /** Baselines are spread evenly in logarithm over so many powers of ten above 10 ns. */
  readonly decades: number
}

/** How often each shape was found, and the nanoseconds that the fit gave. */
export function shiftRates(change: SuiteChange, size: SuiteSize, runs: number): { kinds: Record<ShiftKind, number>; addedNs: number[] } {
  const shifts = Array.from({ length: runs }, (_, run) => commonShift(suitePoints(change, size, run))!)
  const kinds = { additive: 0, ratio: 0, either: 0, none: 0 }
  for (const { kind } of shifts) kinds[kind]++
  return { kinds, addedNs: shifts.map(({ addedNs }) => addedNs) }
}

export function suitePoints(change: SuiteChange, { benchmarks, noise, decades }: SuiteSize, run: number): ShiftPoint[] {
  const random = randomFrom('suites').derive(`${change} ${benchmarks} ${noise} ${decades}`, run)
  return Array.from({ length: benchmarks }, () => {
    const baselineNs = 10 ** (1 + decades * random.uniform())
    return { baselineNs, logRatio: effectOf(change, baselineNs, random) + noise * heavyNormal(random) }
  })
}

/** Normal, with one value in twenty four times as far out. */
export function heavyNormal(random: Random): number {
  return normal(random) * (random.uniform() < 0.05 ? 4 : 1)
}

function effectOf(change: SuiteChange, baselineNs: number, random: Random): number {
  switch (change) {
    case 'additive':
      return Math.log1p(8 / baselineNs)
    case 'ratio':
      return Math.log(1.05)
    case 'sparse':
      return random.uniform() < 0.2 ? Math.log(1.05 + 0.5 * random.uniform()) : 0
    case 'nothing':
      return 0
  }
}
