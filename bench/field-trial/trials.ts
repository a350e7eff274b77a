import type { Comparison } from '../../packages/culprit/src/model/comparison.ts'

/** One comparison of the trial. */
export interface Trial {
  readonly key: string
  readonly package: string
  /** Busy processes beside it. */
  readonly load: number
  /** Work of the candidate where the baseline does 100. */
  readonly units: number
}

export interface TrialResult extends Trial {
  readonly verdict: Comparison['verdict']
  readonly decidedBy: Comparison['decidedBy']
  readonly ratio: Comparison['ratio']
  readonly pairs: number
  readonly contended: number | null
  /** Executed wasm instructions, candidate / baseline; null when they could not be counted. */
  readonly instructions: number | null
  /** The clock's number of each launch, in the order of the pairs. */
  readonly baselineNs: readonly number[]
  readonly candidateNs: readonly number[]
  readonly seconds: number
}

export const loads = [0, 2, 8]
const rounds = 40
const names = ['source-map', 'sql.js', 'hash-wasm']
const known = [102, 105, 110].flatMap(units => [0, 8].flatMap(load => names.map(name => ({ units, load, name }))))

/** All of them, mixed, so that whatever changes within the hour meets all kinds: in every round a variant against itself at each load, and one with known extra work. */
export function* trials(): Generator<Trial> {
  for (let round = 0; round < rounds; round++) {
    const name = names[round % names.length]!
    for (const load of loads) yield { key: `itself-${name}-${load}-${round}`, package: name, load, units: 100 }
    // Every other round, or the hour would not do.
    if (round % 2 > 0) continue
    const extra = known[(round / 2) % known.length]!
    yield { key: `extra-${extra.units}-${extra.name}-${extra.load}-${round}`, package: extra.name, load: extra.load, units: extra.units }
  }
}
