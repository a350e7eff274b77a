import { changePercent, wholePercent } from '../../model/figures.ts'
import { bimodal } from '../../stats/bimodal.ts'
import { robustDeviation } from '../../stats/deviation.ts'
import { median } from '../../stats/median.ts'
import type { AlertSet, ArtefactFacts, History } from './facts.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/** Share of the names in two successive alert sets that turned, from which the sets are the same thing toggling. */
const sameSet = 0.4

/** Is it an old acquaintance: a set of benchmarks that turns slower and faster again and again, or a history of two levels that keeps coming back? */
export const flapping: ArtefactTest = ({ alerts, history }) => {
  const toggling = alerts === null ? null : togglingOf(alerts)
  const levels = history === null ? null : levelsOf(history)
  if (toggling === null && levels === null) {
    return notApplicable('It takes three alert sets of successive commits, or a history of twelve points, to see flapping.')
  }
  if (toggling !== null && toggling > sameSet) {
    return {
      outcome: 'hit',
      strength: 'hard',
      statement: `The same benchmarks turn slower and faster again: of two successive alert sets, typically ${wholePercent(toggling)} of the names turn.`,
      value: toggling,
      unit: 'share of names',
      supports: ['environment'],
      against: [],
    }
  }
  if (levels?.isFlapping === true) {
    return {
      outcome: 'hit',
      strength: 'hard',
      statement: `The history of ${history!.benchmark} has two levels ${changePercent(levels.high - levels.low)} apart and went from one to the other ${levels.changes} times: the new level is an old one.`,
      value: levels.changes,
      unit: 'changes of level',
      supports: ['environment'],
      against: [],
    }
  }
  const seen = [
    ...(toggling === null ? [] : [`${wholePercent(toggling)} of the names in successive alert sets turn`]),
    ...(levels === null ? [] : [`the history does not keep going back to an old level`]),
  ]
  return {
    outcome: 'clear',
    statement: `Nothing flaps: ${seen.join(', ')}.`,
    value: toggling ?? levels!.changes,
    unit: toggling === null ? 'changes of level' : 'share of names',
    supports: [],
    against: [],
  }
}

/** The benchmarks that flap: those that turned twice or more in the alert sets, and the one whose history does. */
export function flappingNames({ alerts, history }: ArtefactFacts): ReadonlySet<string> {
  const turns = new Map<string, { slower: boolean; count: number }>()
  for (const { slower, faster } of alerts ?? []) {
    for (const [names, isSlower] of [[slower, true] as const, [faster, false] as const]) {
      for (const name of names) {
        const last = turns.get(name)
        turns.set(name, { slower: isSlower, count: (last?.count ?? 0) + (last !== undefined && last.slower !== isSlower ? 1 : 0) })
      }
    }
  }
  const names = new Set([...turns].flatMap(([name, { count }]) => (count >= 2 ? [name] : [])))
  const levels = history === null ? null : levelsOf(history)
  if (levels?.isFlapping === true) names.add(history!.benchmark)
  return names
}

/**
 * The median over successive alert sets of the Jaccard index of what turned: names that were slower and are now faster, or the other way round, among
 * all names of both sets. Null below three sets, as a change and its revert turn once.
 */
function togglingOf(alerts: readonly AlertSet[]): number | null {
  if (alerts.length < 3) return null
  return median(
    alerts.slice(1).map(({ slower, faster }, index) => {
      const before = alerts[index]!
      const [wasSlower, wasFaster] = [new Set(before.slower), new Set(before.faster)]
      const turned = new Set([...slower.filter(name => wasFaster.has(name)), ...faster.filter(name => wasSlower.has(name))])
      const all = new Set([...before.slower, ...before.faster, ...slower, ...faster])
      return all.size === 0 ? 0 : turned.size / all.size
    }),
  )
}

/** The levels of a history, as logarithms, and how often it went from one to the other. */
interface Levels {
  readonly low: number
  readonly high: number
  readonly changes: number
  readonly isFlapping: boolean
}

/** Null below twelve points. A history without two levels has one that never changes. */
function levelsOf({ points }: History): Levels | null {
  const logs = points.flatMap(({ value }) => (value !== null && value > 0 ? [Math.log(value)] : []))
  if (logs.length < 12) return null
  const levels = bimodal(logs)
  if (levels === null || levels.high - levels.low < Math.log(1.01))
    return { low: median(logs), high: median(logs), changes: 0, isFlapping: false }
  const { low, high } = levels
  const isHigh = logs.map(value => value > (low + high) / 2)
  const changesOf = (states: readonly boolean[]) => states.filter((state, index) => index > 0 && state !== states[index - 1]).length
  const distances = logs.map((value, index) => value - (isHigh[index] === true ? high : low))
  const isAlone = isHigh.map((state, index) => state !== isHigh[index - 1] && state !== isHigh[index + 1])
  // A spike visits the other level for one point. It has not got there by chance when that is further than spikes reach, and it is just there.
  const isWide = high - low > 8 * robustDeviation(distances, 0)
  const isThere = distances.map(distance => isWide && Math.abs(distance) < (high - low) / 4)
  const stays = changesOf(isHigh.filter((_, index) => !isAlone[index]))
  const visits = changesOf(isHigh.filter((_, index) => !isAlone[index] || isThere[index]))
  const all = changesOf(isHigh)
  // Three changes between stays are twice up, or twice down; a regression and its fix are only two. One visit, say of an old build, makes two more, so of
  // visits it takes five; and so many changes of all kinds that they are no spikes.
  const isFlapping = stays >= 3 || visits >= 5 || all >= Math.max(6, logs.length / 4)
  return { low, high, changes: all, isFlapping }
}
