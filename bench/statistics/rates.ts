import type { Verdict } from '../../packages/culprit/src/model/comparison.ts'
import { clopperPearson } from '../../packages/culprit/src/stats/binomial.ts'
import { defaultLookPlan, lookLevel, type LookPlan } from '../../packages/culprit/src/stats/sequential.ts'
import { signedRankP } from '../../packages/culprit/src/stats/signed-rank.ts'
import { type ExperimentPlan, experimentState } from '../../packages/culprit/src/verdict/decide.ts'
import { normalPairs, seedOf, simulatePairs, type World } from './worlds.ts'

/** How often something happened. */
export interface Rate {
  readonly hits: number
  readonly runs: number
}

/**
 * How often any of the repeated intervals misses the true effect: the false-claim rate when the effect is 0, and 1 - coverage otherwise.
 *
 * An interval misses the truth when the test of the truth rejects, so the test is asked: it is ten times as fast.
 */
export function missRate(world: World, effect: number, runs: number, plan: LookPlan = defaultLookPlan): Rate {
  return rate(runs, run => {
    const pairs = simulatePairs(world, seedOf(`${world.name} ${effect}`, run), plan.looks.at(-1)!, effect)
    return plan.looks.some((look, index) => signedRankP(pairs.slice(0, look), effect) <= lookLevel(plan, look, plan.looks[index - 1] ?? 0))
  })
}

/** How often an effect of `d` standard deviations is told from 0, and after how many pairs on average the experiment stops. */
export function power(d: number, isContaminated: boolean, runs: number, plan: LookPlan = defaultLookPlan): Rate & { meanPairs: number } {
  let pairsInAll = 0
  const found = rate(runs, run => {
    const pairs = normalPairs(seedOf(`power ${d} ${isContaminated}`, run), plan.looks.at(-1)!, d, 1, isContaminated)
    const stop = plan.looks.find((look, index) => signedRankP(pairs.slice(0, look)) <= lookLevel(plan, look, plan.looks[index - 1] ?? 0))
    pairsInAll += stop ?? plan.looks.at(-1)!
    return stop !== undefined
  })
  return { ...found, meanPairs: pairsInAll / runs }
}

/** How often each verdict comes when ln(B / A) is normal, and after how many pairs on average. */
export interface VerdictRates {
  readonly runs: number
  readonly counts: Readonly<Record<Verdict, number>>
  readonly meanPairs: number
}

export function verdictRates(effect: number, deviation: number, plan: ExperimentPlan, runs: number): VerdictRates {
  const counts = { regression: 0, improvement: 0, 'no-regression': 0, 'small-change': 0, inconclusive: 0 }
  let pairsInAll = 0
  for (let run = 0; run < runs; run++) {
    const state = experimentState(normalPairs(seedOf(`verdict ${effect} ${deviation}`, run), plan.looks.at(-1)!, effect, deviation), plan)
    if (state.kind === 'continue') throw new Error('an experiment with all its pairs goes on')
    counts[state.decision.verdict]++
    pairsInAll += state.decision.pairs
  }
  return { runs, counts, meanPairs: pairsInAll / runs }
}

/** Whether a rate is compatible with a limit: the exact lower bound (99 %) is not above it. */
export function isWithin(limit: number, { hits, runs }: Rate): boolean {
  return clopperPearson(hits, runs, 0.99).low <= limit
}

/** Whether a rate is compatible with a floor: the exact upper bound (99 %) is not below it. */
export function reaches(floor: number, { hits, runs }: Rate): boolean {
  return clopperPearson(hits, runs, 0.99).high >= floor
}

function rate(runs: number, happens: (run: number) => boolean): Rate {
  let hits = 0
  for (let run = 0; run < runs; run++) if (happens(run)) hits++
  return { hits, runs }
}
