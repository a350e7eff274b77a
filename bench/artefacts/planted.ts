import {
  type AlertSet,
  type ArtefactFacts,
  type Fingerprint,
  type FingerprintField,
  fingerprintFields,
  type HistoryPoint,
  type SideHashes,
  type SuiteBenchmark,
} from '../../packages/culprit/src/checks/artefacts/facts.ts'
import type { ArtefactId } from '../../packages/culprit/src/checks/artefacts/index.ts'
import { type Random, randomFrom } from '../../packages/culprit/src/stats/random.ts'
import { heavyNormal } from './suites.ts'

/** What was planted: the label that is right, and the one true regression, when there is one. */
export interface PlantedCase {
  readonly facts: ArtefactFacts
  readonly regression: string | null
}

/**
 * How each artefact is planted into facts that are otherwise clean. They are what the tests are asked about, not what they compute: times, hashes,
 * dates and names as a machine would have given them.
 */
const plants: Readonly<Record<ArtefactId | 'none', (facts: Clean, random: Random) => Clean>> = {
  none: misleadHarmlessly,
  'identical-inputs': facts => ({ ...facts, comparison: { ...facts.comparison, candidate: facts.comparison.baseline } }),
  fingerprint: changeHost,
  methodology: changeMethod,
  'additive-shift': addTime,
  'one-sidedness': slowHost,
  controls: moveControls,
  flapping: flap,
  reproduction: facts => ({ ...facts, reproduction: { kind: 'measured', verdict: 'no-regression', logRatio: 0.004, differences: [] } }),
}

export const plantNames = Object.keys(plants) as readonly (keyof typeof plants)[]

/** One case: the facts about a suite and the history of one of its benchmarks, with an artefact and perhaps a regression of `size` (a share) in them. */
export function plant(name: keyof typeof plants, size: number | null, draw: number): PlantedCase {
  const random = randomFrom('artefacts').derive(`${name} ${size !== null}`, draw)
  const clean = cleanFacts(random.derive('clean'))
  const planted = plants[name](clean, random.derive('plant'))
  const treated = planted.suite.filter(({ isControl }) => !isControl)
  // The benchmark of the history is the one that the claim is about; the regression beside it is another one, which does not flap.
  const alerted = new Set(planted.alerts.flatMap(({ slower, faster }) => [...slower, ...faster]))
  const others = treated.filter(({ name }) => name !== planted.history.benchmark && !alerted.has(name))
  const regression = size === null ? null : others[random.integer(others.length)]!.name
  const suite = planted.suite.map(one => decided(one.name === regression ? moved(one, Math.log1p(size!)) : one))
  const facts = { ...planted, suite, fingerprints: forgetSome(planted.fingerprints, random.derive('forgotten')) }
  // A third of the suites has no controls, unless they are what the case is about.
  const withoutControls = !['one-sidedness', 'controls'].includes(name) && random.uniform() < 1 / 3
  return { facts: withoutControls ? { ...facts, suite: suite.filter(({ isControl }) => !isControl) } : facts, regression }
}

/** Everything is known, and nothing happened but noise and a step in the history that the claim is about. */
interface Clean extends ArtefactFacts {
  readonly comparison: NonNullable<ArtefactFacts['comparison']>
  readonly fingerprints: NonNullable<ArtefactFacts['fingerprints']>
  readonly noise: { readonly copies: readonly number[]; readonly floor: number }
  readonly suite: readonly SuiteBenchmark[]
  readonly history: NonNullable<ArtefactFacts['history']>
  readonly alerts: readonly AlertSet[]
}

const day = 24 * 60 * 60 * 1000
const floor = Math.log1p(0.02)
const step = 20

function cleanFacts(random: Random): Clean {
  const count = between(random, 20, 80)
  const controls = between(random, 3, 10)
  const suite = Array.from({ length: count + controls }, (_, index): SuiteBenchmark => {
    // Standard errors differ from benchmark to benchmark: .5 to 2 %, and one measurement in twenty is four times as far out.
    const deviation = 0.005 * 4 ** random.uniform()
    return {
      name: `benchmark ${index}`,
      baselineNs: 10 ** (1 + 4 * random.uniform()),
      logRatio: deviation * heavyNormal(random),
      deviation,
      effect: null,
      isControl: index >= count,
    }
  })
  const size = Math.log1p(0.05 + 0.25 * random.uniform())
  // Two or three commits, each with changes of its own.
  const alerts = Array.from({ length: between(random, 0, 4) }, (_, index) => ({
    revision: `commit ${index}`,
    slower: names(random, suite, 3),
    faster: names(random, suite, 2),
  }))
  return {
    comparison: { baseline: sideHashes('a'), candidate: sideHashes('b'), verdict: 'regression' },
    fingerprints: { measured: 'history', baseline: host, candidate: host },
    noise: { copies: Array.from({ length: 12 }, () => 0.015 * heavyNormal(random)), floor },
    suite,
    history: {
      benchmark: 'benchmark 0',
      step,
      points: series(random, index => (index >= step ? size : 0)).map((value, index) => ({
        value,
        measured: (index + 0.3 * random.uniform()) * day,
        harness: '0.16.0',
      })),
      others: [
        { metric: 'memory', compileOnly: false, values: series(random, () => 0) },
        { metric: 'compile', compileOnly: true, values: series(random, () => 0) },
      ],
    },
    // What was slower before is at times faster later, as fixes come; that is not flapping.
    alerts,
    reproduction: random.coin() ? null : { kind: 'failed', reason: 'the package of the candidate is gone' },
  }
}

/** What makes no artefact: half of the suites have a hole before the step with the same harness on both sides, or a cause in common that spares the controls. */
function misleadHarmlessly(facts: Clean, random: Random): Clean {
  switch (random.integer(4)) {
    case 0: {
      const pause = between(random, 20, 90) * day
      const points = facts.history.points.map((point, index) => (index < step ? point : { ...point, measured: point.measured! + pause }))
      return { ...facts, history: { ...facts.history, points } }
    }
    case 1: {
      const slower = Math.log1p(0.04 + 0.11 * random.uniform())
      return { ...facts, suite: facts.suite.map(one => (one.isControl ? one : moved(one, slower))) }
    }
    default:
      return facts
  }
}

/** Another processor, or another system or container: all benchmarks change by a factor, each by a little more or less than that. */
function changeHost(facts: Clean, random: Random): Clean {
  const field = (['cpu', 'os', 'container', 'runtime', 'engine'] as const)[random.integer(5)]!
  const candidate = { ...host, [field]: `another ${field}` }
  return { ...slowHost(facts, random), fingerprints: { measured: 'history', baseline: host, candidate } }
}

/** The same for all, 4 to 15 %, with nothing to see in the fingerprint: a neighbour, a firmware, a power limit. Half of them faster. */
function slowHost(facts: Clean, random: Random): Clean {
  const factor = (random.coin() ? 1 : -1) * Math.log1p(0.04 + 0.11 * random.uniform())
  return { ...facts, suite: facts.suite.map(one => moved(one, factor + 0.01 * heavyNormal(random))) }
}

/** Either another harness from the step on, mostly after a hole; or a hole and a step in all metrics. */
function changeMethod(facts: Clean, random: Random): Clean {
  const { points, others, ...history } = facts.history
  const isHarness = random.uniform() < 0.7
  const pause = !isHarness || random.coin() ? between(random, 20, 90) : 0
  const [before, after] = [points[step - 1]!.value!, points[step]!.value!]
  const size = Math.log(after / before)
  return {
    ...facts,
    // The fingerprint does not have it: the version of the harness is in the history's own record.
    fingerprints: { ...facts.fingerprints, baseline: { ...host, harness: null } },
    history: {
      ...history,
      points: points.map((point, index): HistoryPoint =>
        index < step ? point : { ...point, measured: point.measured! + pause * day, harness: isHarness ? '0.17.0' : null },
      ),
      others: isHarness ? others : others.map(other => ({ ...other, values: series(random, index => (index >= step ? size : 0)) })),
    },
  }
}

/** An overhead of 5 to 12 ns for each call that is no longer subtracted, from controls neither. Who measures is not on record. */
function addTime(facts: Clean, random: Random): Clean {
  const ns = 5 + 7 * random.uniform()
  return {
    ...facts,
    fingerprints: { ...facts.fingerprints, candidate: { ...host, harness: null } },
    suite: facts.suite.map(one => moved(one, Math.log1p(ns / one.baselineNs!))),
  }
}

/** The copy, the controls, or both move by 4 to 10 %, and the rest does not go one way. */
function moveControls(facts: Clean, random: Random): Clean {
  const by = (random.coin() ? 1 : -1) * Math.log1p(0.04 + 0.06 * random.uniform())
  const which = random.integer(3)
  return {
    ...facts,
    noise: which === 0 ? facts.noise : { ...facts.noise, copies: facts.noise.copies.map(copy => copy + by) },
    suite: which === 1 ? facts.suite : facts.suite.map(one => (one.isControl ? moved(one, by) : one)),
  }
}

/** Four to eight benchmarks turn at each of four to six commits, now and then one does not; or the history has two levels 6 to 15 % apart and keeps changing between them. */
function flap(facts: Clean, random: Random): Clean {
  if (random.coin()) {
    const toggling = names(random, facts.suite, 10).slice(0, between(random, 4, 8))
    const alerts = Array.from({ length: between(random, 4, 6) }, (_, index): AlertSet => {
      const turning = toggling.filter(() => random.uniform() < 0.9)
      const more = names(random, facts.suite, 1)
      return { revision: `commit ${index}`, slower: index % 2 === 0 ? [...turning, ...more] : more, faster: index % 2 === 1 ? turning : [] }
    })
    const slow = new Set(alerts.at(-1)!.slower.filter(name => toggling.includes(name)))
    return { ...facts, alerts, suite: facts.suite.map(one => (slow.has(one.name) ? moved(one, Math.log1p(0.08)) : one)) }
  }
  const size = Math.log1p(0.06 + 0.09 * random.uniform())
  let isHigh = false
  const levels = Array.from({ length: 2 * step }, (_, index) => {
    if (index === step || (index !== 0 && random.uniform() < 0.2)) isHigh = !isHigh
    return isHigh ? size : 0
  })
  const values = series(random, index => levels[index]!)
  return {
    ...facts,
    history: { ...facts.history, points: facts.history.points.map((point, index) => ({ ...point, value: values[index]! })) },
  }
}

const host: Fingerprint = {
  engine: 'v8 15.1',
  flags: '',
  os: 'linux 6.8',
  cpu: 'one processor',
  container: 'none',
  runtime: 'node 24.1.0',
  harness: '0.16.0',
  timer: 'hrtime, 1 ns',
}

function sideHashes(letter: string): SideHashes {
  return { files: letter.repeat(64), modules: [letter.repeat(64)], engine: 'v8 15.1', engineSha256: 'e'.repeat(64), flags: [] }
}

/** Up to three fields that no record has, other than those that differ. */
function forgetSome({ measured, baseline, candidate }: Clean['fingerprints'], random: Random): Clean['fingerprints'] {
  const forgotten = fingerprintFields.filter(field => baseline[field] === candidate[field] && random.uniform() < 0.2).slice(0, 3)
  const none = Object.fromEntries(forgotten.map(field => [field, null])) as Partial<Record<FingerprintField, null>>
  return { measured, baseline: { ...baseline, ...none }, candidate }
}

/** Forty values around 1000 with 1 % of noise. */
function series(random: Random, levelOf: (index: number) => number): number[] {
  return Array.from({ length: 2 * step }, (_, index) => 1000 * Math.exp(levelOf(index) + 0.01 * heavyNormal(random)))
}

function moved(benchmark: SuiteBenchmark, by: number): SuiteBenchmark {
  return { ...benchmark, logRatio: benchmark.logRatio + by }
}

/** What a comparison of its own would say: beyond 2.6 standard errors (99 %) and 2 %. */
function decided(benchmark: SuiteBenchmark): SuiteBenchmark {
  const { logRatio, deviation } = benchmark
  const isDecided = Math.abs(logRatio) > Math.max(2.6 * deviation!, floor)
  return { ...benchmark, effect: isDecided ? (logRatio > 0 ? 'slower' : 'faster') : 'undecided' }
}

/** So many different benchmarks, other than controls. */
function names(random: Random, suite: readonly SuiteBenchmark[], count: number): string[] {
  const treated = suite.filter(({ isControl }) => !isControl)
  const order = random.permutation(treated.length)
  return order.slice(0, count).map(index => treated[index]!.name)
}

function between(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1)
}
