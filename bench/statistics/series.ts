import { changePoints } from '../../packages/culprit/src/stats/change-points.ts'
import type { Random } from '../../packages/culprit/src/stats/random.ts'
import { normal, seedOf } from './worlds.ts'

/** How the points of a benchmark's history scatter; the numbers it draws have a standard deviation of about 1. */
export interface SeriesWorld {
  readonly name: string
  readonly start: (random: Random) => () => number
}

export const seriesWorlds: readonly SeriesWorld[] = [
  { name: 'independent', start: random => () => normal(random) },
  {
    name: 'correlated, AR(1) .6',
    start: random => {
      let state = normal(random)
      return () => (state = 0.6 * state + 0.8 * normal(random))
    },
  },
  { name: 'spikes, 3 %', start: random => () => normal(random) + (random.uniform() < 0.03 ? 10 : 0) },
  { name: 'two modes', start: random => () => normal(random) * 0.35 + (random.uniform() < 0.3 ? 2 : 0) },
  { name: 'coarse grid', start: random => () => Math.round(normal(random)) },
]

/** How often a series without a step is said to have one, and how often a step of `size` deviations in the middle is found within two of its place. */
export function detectorRates(world: SeriesWorld, length: number, size: number, runs: number): { falseAlarms: number; found: number } {
  let falseAlarms = 0
  let found = 0
  for (let run = 0; run < runs; run++) {
    const draw = world.start(seedOf(`series ${world.name} ${length}`, run))
    const flat = Array.from({ length }, draw)
    const middle = length >> 1
    if (changePoints(flat).changes.length > 0) falseAlarms++
    const stepped = flat.map((value, index) => (index < middle ? value : value + size))
    if (changePoints(stepped).changes.some(({ index }) => Math.abs(index - middle) <= 2)) found++
  }
  return { falseAlarms: falseAlarms / runs, found: found / runs }
}
