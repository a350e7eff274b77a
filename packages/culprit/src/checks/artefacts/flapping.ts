import { median } from '../../stats/median.ts'
import { type TwoModes, twoModes } from '../../stats/two-modes.ts'
import type { AlertSet, ArtefactFacts, History } from './facts.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'
import { percent } from './percent.ts'

/** Share of the names in two successive alert sets that turned, from which the sets are the same thing toggling. */
const sameSet = 0.4

/** Is it an old acquaintance: a set of benchmarks that turns slower and faster again and again, or a history of two levels that keeps coming back? */
export const flapping: ArtefactTest = ({ alerts, history }) => {
  const toggling = alerts === null ? null : togglingOf(alerts)
  const modes = history === null ? null : modesOf(history)
  if (toggling === null && modes === null) {
    return notApplicable('It takes three alert sets of successive commits, or a history of twelve points, to see flapping.')
  }
  if (toggling !== null && toggling > sameSet) {
    return {
      outcome: 'hit',
      strength: 'hard',
      statement: `The same benchmarks turn slower and faster again: of two successive alert sets, typically ${(100 * toggling).toFixed(0)} % of the names turn.`,
      value: toggling,
      unit: 'share of names',
      supports: ['environment'],
      against: [],
    }
  }
  if (modes !== null && isFlapping(modes)) {
    return {
      outcome: 'hit',
      strength: 'hard',
      statement: `The history of ${history!.benchmark} has two levels ${percent(modes.high - modes.low)} apart and went from one to the other ${modes.crossings} times: the new level is an old one.`,
      value: modes.crossings,
      unit: 'changes of level',
      supports: ['environment'],
      against: [],
    }
  }
  const seen = [
    ...(toggling === null ? [] : [`${(100 * toggling).toFixed(0)} % of the names in successive alert sets turn`]),
    ...(modes === null ? [] : [`the history does not keep going back to an old level`]),
  ]
  return {
    outcome: 'clear',
    statement: `Nothing flaps: ${seen.join(', ')}.`,
    value: toggling ?? modes!.crossings,
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
  const modes = history === null ? null : modesOf(history)
  if (modes !== null && isFlapping(modes)) names.add(history!.benchmark)
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

function modesOf({ points }: History): TwoModes | null {
  const logs = points.flatMap(({ value }) => (value !== null && value > 0 ? [Math.log(value)] : []))
  return logs.length < 12 ? null : twoModes(logs)
}

/** Three changes of level are twice up, or twice down: a regression and its fix are only two. */
function isFlapping({ areTold, crossings, low, high }: TwoModes): boolean {
  return areTold && crossings >= 3 && high - low >= Math.log(1.01)
}
