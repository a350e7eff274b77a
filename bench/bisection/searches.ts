import { bisect } from '../../packages/culprit/src/bisect/bisect.ts'
import type { BisectionOutcome } from '../../packages/culprit/src/bisect/outcome.ts'
import {
  type BisectionPlan,
  type BisectionProblem,
  defaultBisectionPlan,
  type PairRequest,
  type PairResult,
} from '../../packages/culprit/src/bisect/problem.ts'
import type { Search } from '../../packages/culprit/src/bisect/session.ts'
import { type Random, randomFrom } from '../../packages/culprit/src/stats/random.ts'
import { type World, worlds } from '../statistics/worlds.ts'

/** Standard deviation of ln(candidate / baseline) of a pair in the normal world. */
const spread = 0.02

/** One bisection whose truth is known. */
interface Drawn {
  /** ln(time) of every version. */
  readonly levels: readonly number[]
  readonly broken: ReadonlySet<number>
  readonly problem: BisectionProblem
  readonly world: World
  readonly random: Random
}

/** What a simulated range is like; drawn anew for every search. */
export interface Scenario {
  readonly name: string
  readonly versions: number
  /** The step, in standard deviations of a pair. */
  readonly d: number
  readonly world?: World
  readonly plan?: Partial<BisectionPlan>
  /** The levels in steps, 1 being the step: by default one step at a place that is drawn uniformly. */
  readonly levels?: (random: Random, versions: number) => readonly number[]
  /** The weights of the suspects, knowing where the step is. */
  readonly weights?: (random: Random, culprit: number, versions: number) => readonly number[]
  /** The share of versions, ends excepted, that do not run. */
  readonly broken?: number
}

export const normalWorld = worlds[0]!

/** A case of a scenario; the practical threshold is half the step. */
export function draw(scenario: Scenario, run: number): Drawn {
  const { name, versions, d } = scenario
  const random = randomFrom('bisection').derive(`${name} ${versions} ${d}`, run)
  const levels = (scenario.levels ?? oneStep)(random, versions).map(level => level * d * spread)
  const culprit = levels.findIndex((level, version) => version > 0 && level !== levels[version - 1])
  const weights = scenario.weights?.(random, culprit, versions)
  const broken = new Set(
    levels.flatMap((_, version) => (version > 0 && version < versions - 1 && random.uniform() < (scenario.broken ?? 0) ? [version] : [])),
  )
  return {
    levels,
    broken,
    world: scenario.world ?? normalWorld,
    random,
    problem: {
      versions: levels.map((_, version) => ({ weight: weights?.[version] ?? 1, sameAs: null, instructions: null })),
      plan: { ...defaultBisectionPlan, maxVersions: versions, threshold: Math.expm1((d * spread) / 2), ...scenario.plan },
      seed: `${name} ${run}`,
    },
  }
}

/** One step, anywhere. */
function oneStep(random: Random, versions: number): number[] {
  const culprit = 1 + random.integer(versions - 1)
  return Array.from({ length: versions }, (_, version) => (version < culprit ? 0 : 1))
}

/** Runs the whole search on a simulated machine. */
export function search(drawn: Drawn): BisectionOutcome {
  return simulate(bisect(drawn.problem), drawn)
}

/** Runs a part of a search on a simulated machine. */
export function simulate<Found>(steps: Search<Found>, { levels, broken, world, random }: Drawn): Found {
  const launch = world.start(random.derive('machine'))
  let next = steps.next()
  while (next.done !== true) next = steps.next(simulatePair(next.value, levels, broken, launch))
  return next.value
}

function simulatePair(
  { baseline, candidate, candidateFirst }: PairRequest,
  levels: readonly number[],
  broken: ReadonlySet<number>,
  launch: ReturnType<World['start']>,
): PairResult {
  const unfit = [baseline, candidate].find(version => broken.has(version))
  if (unfit !== undefined) return { kind: 'broken', version: unfit }
  if (candidateFirst) {
    const slow = launch(levels[candidate]!, 0)
    return { kind: 'measured', logRatio: slow - launch(levels[baseline]!, 1) }
  }
  const fast = launch(levels[baseline]!, 0)
  return { kind: 'measured', logRatio: launch(levels[candidate]!, 1) - fast }
}

/** What many searches of a scenario came to. */
interface Tally {
  readonly runs: number
  /** A culprit was named, and no step lies in it; one with broken versions inside is right when the step is inside. */
  readonly wrong: number
  readonly outcomes: Readonly<Record<BisectionOutcome['outcome'], number>>
  /** Every step was named. */
  readonly complete: number
  /** Pairs until a place was named with enough probability, as the design's table counts them; and all of them. */
  readonly until: readonly number[]
  readonly total: readonly number[]
  readonly confirmation: number
  readonly remainder: number
  /** The probability of the first candidate, and whether it was right. */
  readonly posteriors: readonly { readonly probability: number; readonly isRight: boolean }[]
}

export function tally(scenario: Scenario, runs: number): Tally {
  const outcomes = { found: 0, 'no-step': 0, 'several-steps': 0, undecided: 0 }
  const until: number[] = []
  const total: number[] = []
  const posteriors: { probability: number; isRight: boolean }[] = []
  let wrong = 0
  let complete = 0
  let confirmation = 0
  let remainder = 0
  for (let run = 0; run < runs; run++) {
    const drawn = draw(scenario, run)
    const found = search(drawn)
    const holdsStep = ({ from, to }: { from: number; to: number }) => drawn.levels[from] !== drawn.levels[to]
    outcomes[found.outcome]++
    if (found.steps.some(step => !holdsStep(step))) wrong++
    const places = drawn.levels.flatMap((level, version) => (version > 0 && level !== drawn.levels[version - 1] ? [version] : []))
    if (places.every(place => found.steps.some(({ from, to }) => from < place && place <= to))) complete++
    until.push(found.measurementsBy.ends + found.measurementsBy.search)
    total.push(found.measurements)
    confirmation += found.measurementsBy.confirmation / runs
    remainder += found.measurementsBy.remainder / runs
    const first = found.candidates[0]
    if (first !== undefined && first.probability !== null) posteriors.push({ probability: first.probability, isRight: holdsStep(first) })
  }
  return { runs, wrong, outcomes, complete, until, total, confirmation, remainder, posteriors }
}
