import { normalQuantile } from '../../packages/culprit/src/stats/normal.ts'
import { type Random, randomFrom } from '../../packages/culprit/src/stats/random.ts'

/**
 * A simulated machine: the time of each launch, in order, for launches whose own speed is `effect` (natural logarithm).
 * All noise is in natural logarithms too, sized so that ln(B / A) of a pair has a standard deviation of about 2 % where one exists.
 */
export interface World {
  readonly name: string
  /** Starts a machine; the function it gives is called once per launch, with the launch's position in its pair. */
  readonly start: (random: Random) => (effect: number, position: 0 | 1) => number
}

/** Standard deviation of one launch. */
const launchNoise = 0.02 / Math.SQRT2

export const worlds: readonly World[] = [
  independent('normal', random => normal(random)),
  independent('student t, 2 degrees', random => (normal(random) / Math.sqrt(-Math.log(1 - random.uniform()))) * 0.5),
  independent('contaminated, 5 % x 10', random => normal(random) * (random.uniform() < 0.05 ? 10 : 1)),
  independent('skewed', random => -Math.log(1 - random.uniform())),
  independent('lognormal', random => Math.exp(normal(random)) / 2),
  machine('linear drift', random => {
    let launch = 0
    return effect => effect + launchNoise * (normal(random) + launch++ / 5)
  }),
  machine('correlated, AR(1) .6', random => {
    let state = normal(random)
    return effect => {
      state = 0.6 * state + 0.8 * normal(random)
      return effect + launchNoise * state
    }
  }),
  machine('bursts of load', random => {
    let isBusy = false
    return effect => {
      if (random.uniform() < (isBusy ? 0.2 : 0.05)) isBusy = !isBusy
      return effect + launchNoise * normal(random) + (isBusy ? 0.3 + 0.1 * normal(random) : 0)
    }
  }),
  independent('two modes', random => normal(random) * 0.5 + (random.uniform() < 0.3 ? 3 : 0)),
  machine('second launch 1 % slower', random => (effect, position) => effect + launchNoise * normal(random) + position * 0.01),
  machine(
    'coarse timer (ties)',
    random => effect => Math.log(Math.max(1, Math.round(200 * Math.exp(effect + launchNoise * normal(random))))),
  ),
]

/** ln(B / A) of `pairs` pairs in a world where B is slower by `effect` (natural logarithm); a coin of each pair says who goes first. */
export function simulatePairs(world: World, seed: Random, pairs: number, effect: number): number[] {
  const launch = world.start(seed.derive('machine'))
  const coins = seed.derive('order')
  return Array.from({ length: pairs }, () => {
    if (coins.coin()) {
      const baseline = launch(0, 0)
      return launch(effect, 1) - baseline
    }
    const candidate = launch(effect, 0)
    return candidate - launch(0, 1)
  })
}

/** Pairs whose ln(B / A) is normal with the mean and standard deviation given: what the tables of power are about. */
export function normalPairs(seed: Random, pairs: number, mean: number, deviation: number, isContaminated = false): number[] {
  return Array.from({ length: pairs }, () => mean + deviation * normal(seed) * (isContaminated && seed.uniform() < 0.05 ? 10 : 1))
}

/** The seed of one run of one simulation. */
export function seedOf(simulation: string, run: number): Random {
  return randomFrom('statistics').derive(simulation, run)
}

export function normal(random: Random): number {
  return normalQuantile(random.uniform() + 2 ** -54)
}

function machine(name: string, start: World['start']): World {
  return { name, start }
}

function independent(name: string, noise: (random: Random) => number): World {
  return machine(name, random => effect => effect + launchNoise * noise(random))
}
