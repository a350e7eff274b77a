import type { Arm, LaunchRecord } from '../../packages/culprit/src/model/launch.ts'
import { noiseFloor } from '../../packages/culprit/src/stats/noise-floor.ts'
import { normalQuantile } from '../../packages/culprit/src/stats/normal.ts'
import { type Random, randomFrom } from '../../packages/culprit/src/stats/random.ts'
import { isContended } from '../../packages/culprit/src/verdict/contention.ts'
import { type Decision, defaultExperimentPlan, experimentState } from '../../packages/culprit/src/verdict/decide.ts'
import type { MeasuredBlock } from '../../packages/culprit/src/verdict/pairs.ts'
import { nextAttempt, standingOf } from '../../packages/culprit/src/verdict/standing.ts'
import { launchRecord, measured } from '../../test/launches.ts'
import type { Rate } from './rates.ts'

/** What others do to one launch: what the clock adds to its time (natural logarithm), and for which share of it it waited. */
interface Disturbance {
  readonly added: number
  readonly waitShare: number
}

/** A machine with others on it; `own` is how much slower than usual the launch itself is. */
export interface ContendedWorld {
  readonly name: string
  readonly start: (random: Random) => (own: number) => Disturbance
}

const noise = 0.01
const none: Disturbance = { added: 0, waitShare: 0.01 }

export const contendedWorlds: readonly ContendedWorld[] = [
  { name: 'quiet', start: () => () => none },
  {
    name: 'bursts, whichever side runs',
    start(random) {
      let isBusy = false
      return () => {
        if (random.uniform() < (isBusy ? 0.3 : 0.05)) isBusy = !isBusy
        return isBusy ? { added: 0.3 + 0.2 * normal(random), waitShare: 0.3 } : none
      }
    },
  },
  // The nasty case: what is slow already runs longer, and meets others more often.
  {
    name: 'bursts that meet the longer launch',
    start: random => own => (random.uniform() < (own > 0 ? 0.25 : 0.05) ? { added: 0.2 + 0.1 * normal(random), waitShare: 0.2 } : none),
  },
  {
    name: 'waits just under the limit',
    start: random => () => ({ added: 0.05 + 0.03 * normal(random), waitShare: 0.095 }),
  },
  { name: 'busy all the time', start: random => () => ({ added: 1 + 0.4 * normal(random), waitShare: 0.5 }) },
]

export interface ContendedRates extends Rate {
  readonly byCpu: number
  readonly dropped: number
  readonly meanPairs: number
  /** Mean of ln(estimate) less the truth. */
  readonly bias: number
}

/** How often a change is claimed that is not there (`effect` 0), or found, where pairs are contended, measured again, dropped, or decided on processor time. */
export function contendedRates(world: ContendedWorld, effect: number, runs: number): ContendedRates {
  let hits = 0
  let byCpu = 0
  let dropped = 0
  let all = 0
  let pairs = 0
  let bias = 0
  for (let run = 0; run < runs; run++) {
    const { blocks, time, decision } = experiment(world, effect, randomFrom('contended').derive(world.name, run).derive(String(effect)))
    const { verdict } = decision
    if (verdict === 'regression' || verdict === 'improvement' || verdict === 'small-change') hits++
    if (time === 'cpu') byCpu++
    all += blocks.length
    dropped += blocks.filter(({ contended }) => contended).length
    pairs += decision.pairs
    bias += Math.log(decision.ratio?.estimate ?? 1) - effect
  }
  return { hits, runs, byCpu, dropped: dropped / all, meanPairs: pairs / runs, bias: bias / runs }
}

/** How often a campaign of a variant against itself ends in a claim, where each campaign has an offset of its own that its pairs do not show. */
export function campaignRate(offset: number, withFloor: boolean, runs: number): Rate {
  let hits = 0
  for (let run = 0; run < runs; run++) {
    const random = randomFrom('campaigns').derive(`${offset}`, run)
    const decided = (threshold: number): Decision => {
      const own = offset * normal(random)
      const values = Array.from({ length: 60 }, () => own + 0.02 * normal(random))
      const state = experimentState(values, { ...defaultExperimentPlan, threshold })
      if (state.kind === 'continue') throw new Error('an experiment with all its pairs goes on')
      return state.decision
    }
    const floor = withFloor ? noiseFloor(Array.from({ length: 5 }, () => Math.log(decided(0.02).ratio!.estimate))) : null
    const { verdict } = decided(Math.max(0.02, floor ?? 0))
    if (verdict === 'regression' || verdict === 'improvement') hits++
  }
  return { hits, runs }
}

function experiment(world: ContendedWorld, effect: number, random: Random) {
  const disturb = world.start(random)
  const blocks: MeasuredBlock[] = []
  const plans = { wall: defaultExperimentPlan, cpu: defaultExperimentPlan }
  for (;;) {
    const standing = standingOf(blocks, plans)
    if (standing.state.kind === 'decided') return { blocks, time: standing.time, decision: standing.state.decision }
    const { block, attempt } = nextAttempt(blocks, standing.time)
    const order: Arm[] = random.coin() ? ['baseline', 'candidate'] : ['candidate', 'baseline']
    const launches: Partial<Record<Arm, LaunchRecord>> = {}
    for (const arm of order) {
      const own = noise * normal(random)
      const { added, waitShare } = disturb(own)
      const cpu = Math.exp(own + (arm === 'candidate' ? effect : 0))
      const outcome = measured({ samplesNs: [1e6 * cpu * Math.exp(added)], cpuSamplesNs: [1e6 * cpu], warmUp: 0, waitShare })
      launches[arm] = launchRecord({ block, arm, attempt, outcome })
    }
    blocks.push({ block, attempt, order, launches, contended: isContended([launches.baseline, launches.candidate], null) })
  }
}

function normal(random: Random): number {
  return normalQuantile(random.uniform() + 2 ** -54)
}
