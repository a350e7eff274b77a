import { compareVersions, isStep } from '../../packages/culprit/src/bisect/compare.ts'
import { type Located, Locator } from '../../packages/culprit/src/bisect/locate.ts'
import type { BisectionProblem } from '../../packages/culprit/src/bisect/problem.ts'
import { rangeOf } from '../../packages/culprit/src/bisect/range.ts'
import { type Search, Session } from '../../packages/culprit/src/bisect/session.ts'
import type { Probability } from '../../packages/culprit/src/model/units.ts'
import { draw, type Scenario, simulate } from './searches.ts'

/** Whether probabilities mean what they say. */
interface Reliability {
  readonly places: number
  /** Mean squared distance of the probability from what was true (0 or 1). */
  readonly brier: number
  /** Of a straight line through the share that was right, over the probability that was given; 1 is honest. */
  readonly slope: number
  /** Places by the probability they were given: how many, on average how probable, and how often right. */
  readonly bins: readonly { readonly count: number; readonly said: number; readonly right: number }[]
}

/**
 * The places that searches name which stop at different probabilities, before they are confirmed. With one stopping
 * probability all of them would lie just above it, and no slope could be told.
 */
export function reliability(scenario: Scenario, runsPerStop: number): Reliability {
  const stops = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99]
  const given: { said: number; right: number }[] = []
  for (const stop of stops) {
    for (let run = 0; run < runsPerStop; run++) {
      const drawn = draw({ ...scenario, name: `${scenario.name} until ${stop}` }, run)
      const found = simulate(locateOnly(drawn.problem, stop), drawn)
      if (found === null || found.gap === null) continue
      given.push({ said: found.probability, right: drawn.levels[found.gap.from] === drawn.levels[found.gap.to] ? 0 : 1 })
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const said = mean(given.map(one => one.said))
  const right = mean(given.map(one => one.right))
  const together = mean(given.map(one => (one.said - said) * (one.right - right)))
  const edges = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1]
  return {
    places: given.length,
    brier: mean(given.map(one => (one.said - one.right) ** 2)),
    slope: together / mean(given.map(one => (one.said - said) ** 2)),
    bins: edges.slice(1).map((edge, index) => {
      const inside = given.filter(one => one.said > edges[index]! && one.said <= edge)
      return { count: inside.length, said: mean(inside.map(one => one.said)), right: mean(inside.map(one => one.right)) }
    }),
  }
}

/** The ends and the search, without the confirmation. */
function* locateOnly(problem: BisectionProblem, until: Probability): Search<Located | null> {
  const session = new Session(problem)
  const ends = { from: 0, to: problem.versions.length - 1 }
  const { decision, logRatios } = yield* compareVersions(session, ends.from, ends.to, 'ends', problem.plan)
  return isStep(decision) ? yield* new Locator(session, rangeOf(problem.versions), ends, logRatios).run(until) : null
}
