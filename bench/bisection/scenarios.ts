import type { Random } from '../../packages/culprit/src/stats/random.ts'
import { type World, worlds } from '../statistics/worlds.ts'
import type { Scenario } from './searches.ts'

/** What can be wrong with a range, each for 64 versions and a step of two standard deviations. */
export const scenarios: readonly Scenario[] = [
  { name: 'one step', versions: 64, d: 2 },
  { name: 'one step, 12 versions first', versions: 64, d: 2, plan: { maxVersions: 12 } },
  { name: '10 % broken', versions: 64, d: 2, broken: 0.1 },
  { name: 'two steps', versions: 64, d: 2, levels: (random, versions) => stairs(random, versions, [0, 1, 2]) },
  { name: 'up twice, down once', versions: 64, d: 2, levels: (random, versions) => stairs(random, versions, [0, 2, 1]) },
  { name: 'up, down, up', versions: 64, d: 2, levels: (random, versions) => stairs(random, versions, [0, 1, 0, 1]) },
  { name: 'up and down again', versions: 64, d: 2, levels: (random, versions) => stairs(random, versions, [0, 1, 0]) },
  { name: 'no step', versions: 64, d: 2, levels: (_, versions) => Array.from({ length: versions }, () => 0) },
  { name: 'drift', versions: 64, d: 2, world: worldOf('linear drift') },
  { name: 'correlated', versions: 64, d: 2, world: worldOf('correlated, AR(1) .6') },
  { name: 'bursts', versions: 64, d: 2, world: worldOf('bursts of load') },
  { name: 'heavy tails', versions: 64, d: 2, world: worldOf('student t, 2 degrees') },
  { name: 'contaminated', versions: 64, d: 2, world: worldOf('contaminated, 5 % x 10') },
  { name: 'coarse timer', versions: 64, d: 2, world: worldOf('coarse timer (ties)') },
  { name: 'misleading prior', versions: 64, d: 2, weights: (random, culprit, versions) => suspects(random, culprit, versions, false) },
  { name: 'good prior', versions: 64, d: 2, weights: (random, culprit, versions) => suspects(random, culprit, versions, true) },
]

function worldOf(name: string): World {
  const world = worlds.find(one => one.name === name)
  if (world === undefined) throw new Error(`no world is called ${name}`)
  return world
}

/** Levels that change at places drawn at random, in that order. */
function stairs(random: Random, versions: number, levels: readonly number[]): number[] {
  const places = random
    .permutation(versions - 1)
    .slice(0, levels.length - 1)
    .map(place => place + 1)
  return Array.from({ length: versions }, (_, version) => levels[places.filter(place => place <= version).length]!)
}

/** Eight suspects that are thought twenty times as likely as the others, and rightly or wrongly so. */
function suspects(random: Random, culprit: number, versions: number, isRight: boolean): number[] {
  const weights = Array.from({ length: versions }, () => 1)
  for (const place of random.permutation(versions).slice(0, isRight ? 7 : 8)) weights[place] = 20
  weights[culprit] = isRight ? 20 : 1 / 20
  return weights
}
