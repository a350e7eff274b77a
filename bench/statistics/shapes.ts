import { iterationShape, type IterationShape } from '../../packages/culprit/src/stats/iteration-shape.ts'
import type { Random } from '../../packages/culprit/src/stats/random.ts'
import { steadyStart } from '../../packages/culprit/src/stats/steady-state.ts'
import type { Rate } from './rates.ts'
import { normal, seedOf, worlds, type World } from './worlds.ts'

/** The worlds in which a series has one level, and a timer that is fine enough to see it. */
export const steadyWorlds: readonly World[] = worlds.filter(
  ({ name }) => !['linear drift', 'two modes', 'coarse timer (ties)'].includes(name),
)

interface SeriesSize {
  readonly samples: number
  readonly launches: number
  readonly runs: number
}

/** How often the iterations of a world are called `kind`, from the samples of a launch or from the numbers of the launches. */
export function namedRate(world: World, kind: IterationShape['kind'], { samples, launches, runs }: SeriesSize): Rate {
  const hits = shapesOf(world, { samples, launches, runs }).filter(kinds => kinds.includes(kind)).length
  return { hits, runs }
}

const known = new Map<string, IterationShape['kind'][][]>()

function shapesOf(world: World, { samples, launches, runs }: SeriesSize): IterationShape['kind'][][] {
  const key = JSON.stringify([world.name, samples, launches, runs])
  const shapes =
    known.get(key) ??
    Array.from({ length: runs }, (_, run) => {
      const seed = seedOf(`shape of ${samples} samples, ${world.name}`, run)
      const samplesNs = timesOf(world, seed.derive('samples'), samples)
      const launchesNs = timesOf(world, seed.derive('launches'), launches)
      const flat = { samplesNs: [1e6], steadyStart: 0, batch: 1, timerStepNs }
      return [shapeOf(samplesNs), iterationShape({ ...flat, launchesNs }).kind]
    })
  known.set(key, shapes)
  return shapes
}

function timesOf(world: World, seed: Random, count: number): number[] {
  const next = world.start(seed)
  return Array.from({ length: count }, () => 1e6 * Math.exp(next(0, 0)))
}

/** Of the clock that the harness uses, by order of magnitude. */
const timerStepNs = 40

function shapeOf(samplesNs: readonly number[]): IterationShape['kind'] {
  return iterationShape({ samplesNs, steadyStart: steadyStart(samplesNs), batch: 1, timerStepNs }).kind
}

/** The time of sample `index` of `count`, in times of a steady one. */
type Plan = (index: number, count: number, random: Random) => number

const planted = {
  '10 % more over the launch': (index, count) => 1 + (0.1 * index) / count,
  '3 % more over the launch': (index, count) => 1 + (0.03 * index) / count,
  'alternating at random, 10 % apart': (_index, _count, random) => (random.coin() ? 1.1 : 1),
  'alternating by fours, 8 % apart': index => (index % 8 < 4 ? 1 : 1.08),
  'another level each eighth of the launch': (index, count) => [1.15, 1, 1.2, 0.95, 1.3, 1.05, 1.25, 1.1][Math.floor((8 * index) / count)]!,
  'a step of 10 % in the middle': (index, count) => (2 * index < count ? 1 : 1.1),
} as const satisfies Record<string, Plan>

/** How often a planted series, with noise of 1 % and 3 % of the samples half as slow again, is called `kind`. */
export function plantedRate(name: keyof typeof planted, kind: IterationShape['kind'], samples: number, runs: number): Rate {
  let hits = 0
  for (let run = 0; run < runs; run++) {
    const random = seedOf(`planted ${name} ${samples}`, run)
    const plan: Plan = planted[name]
    const samplesNs = Array.from({ length: samples }, (_, index) => {
      const spike = random.uniform() < 0.03 ? 1.5 : 1
      return 1e6 * plan(index, samples, random) * spike * Math.exp(0.01 * normal(random))
    })
    if (shapeOf(samplesNs) === kind) hits++
  }
  return { hits, runs }
}
