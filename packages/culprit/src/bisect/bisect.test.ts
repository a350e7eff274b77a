import { describe, expect, test } from 'vitest'
import { draw, normalWorld, search } from '../../../../bench/bisection/searches.ts'
import { bisectionSchema } from '../model/bisection.ts'
import { randomFrom } from '../stats/random.ts'
import { experimentState } from '../verdict/decide.ts'
import { bisect } from './bisect.ts'
import { bisectionDocument } from './document.ts'
import type { BisectionOutcome } from './outcome.ts'
import { type BisectionProblem, defaultBisectionPlan, type PairRequest, type PairResult, type Suspect } from './problem.ts'

const unknown: Suspect = { weight: 1, sameAs: null, instructions: null }

function problemOf(versions: number, given: Partial<Suspect>[] = [], plan: Partial<BisectionProblem['plan']> = {}): BisectionProblem {
  return {
    versions: Array.from({ length: versions }, (_, version) => ({ ...unknown, ...given[version] })),
    plan: { ...defaultBisectionPlan, ...plan },
    seed: 'test',
  }
}

/** Answers every pair by the ratio of the two times, with 1 % of noise, unless `answer` says otherwise; keeps what was asked. */
function run(problem: BisectionProblem, times: readonly number[], answer: (pair: PairRequest) => PairResult | null = () => null) {
  const launch = normalWorld.start(randomFrom('noise'))
  const asked: PairRequest[] = []
  const results: PairResult[] = []
  const steps = bisect(problem)
  let next = steps.next()
  while (next.done !== true) {
    const pair = next.value
    asked.push(pair)
    const noise = (launch(0, 0) - launch(0, 0)) / 2
    const result = answer(pair) ?? { kind: 'measured', logRatio: Math.log(times[pair.candidate]! / times[pair.baseline]!) + noise }
    results.push(result)
    next = steps.next(result)
  }
  return { outcome: next.value, asked, results }
}

/** Times of versions that step from 1 to each level at its place. */
function stairs(versions: number, steps: Readonly<Record<number, number>>): number[] {
  let level = 1
  return Array.from({ length: versions }, (_, version) => (level = steps[version] ?? level))
}

describe('a step', () => {
  test.each([1, 2, 7, 14, 15])('between %i and the version before is found, and confirmed by fresh pairs of the two', place => {
    const { outcome, asked } = run(problemOf(16), stairs(16, { [place]: 1.05 }))
    expect(outcome).toMatchObject({ outcome: 'found', reason: 'step-confirmed', culprit: { from: place - 1, to: place } })
    expect(outcome.probability).toBeGreaterThanOrEqual(0.99)
    expect(outcome.versions.map(({ state }) => state)).toEqual(Array.from({ length: 16 }, (_, v) => (v < place ? 'good' : 'bad')))
    const fresh = asked.filter(({ purpose }) => purpose === 'confirmation')
    expect(new Set(fresh.map(({ baseline, candidate }) => `${baseline} ${candidate}`))).toEqual(new Set([`${place - 1} ${place}`]))
    expect(fresh.length).toBeGreaterThanOrEqual(11)
    expect(outcome.measurements).toBe(asked.length)
  })

  test.each([1, 7, 15])('down between %i and the version before is found as well, as the improvement that it is', place => {
    const { outcome } = run(problemOf(16), stairs(16, { [place]: 0.95 }))
    expect(outcome).toMatchObject({ outcome: 'found', reason: 'step-confirmed', culprit: { from: place - 1, to: place } })
    expect([outcome.ends!.verdict, outcome.steps[0]!.decision.verdict]).toEqual(['improvement', 'improvement'])
  })

  test('down is found where the first pairs only say that nothing is slower', () => {
    // Pairs vary by more than the step: ten of them exclude that the newer one is slower, and cannot tell that it is faster.
    const times = stairs(8, { 5: 0.96 })
    const noise = normalWorld.start(randomFrom('wide'))
    const pairs: number[] = []
    const { outcome } = run(problemOf(8), times, ({ baseline, candidate, purpose }) => {
      const logRatio = Math.log(times[candidate]! / times[baseline]!) + 2 * (noise(0, 0) - noise(0, 0))
      if (purpose === 'ends') pairs.push(logRatio)
      return { kind: 'measured', logRatio }
    })
    expect(experimentState(pairs, defaultBisectionPlan)).toMatchObject({ kind: 'decided', decision: { verdict: 'no-regression' } })
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 4, to: 5 }, ends: { verdict: 'improvement' } })
  })

  test('of two versions is found by comparing them, once', () => {
    const { outcome, asked } = run(problemOf(2), [1, 1.05])
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 0, to: 1 }, probability: 0.98 })
    expect(asked.every(({ purpose }) => purpose === 'ends')).toBe(true)
  })

  test('of 500 versions is found in a few of them: twelve first, then those in the gap', () => {
    const { outcome, asked } = run(problemOf(500), stairs(500, { 333: 1.1 }))
    expect(outcome.culprit).toEqual({ from: 332, to: 333 })
    const taken = new Set(asked.flatMap(({ baseline, candidate }) => [baseline, candidate]))
    expect(taken.size).toBeLessThan(20)
  })

  test('is not named when fresh pairs do not show it, however sure the search is', () => {
    const { outcome } = run(problemOf(8), stairs(8, { 4: 1.1 }), pair =>
      pair.purpose === 'confirmation' ? { kind: 'measured', logRatio: pair.number % 2 === 0 ? 0.001 : -0.001 } : null,
    )
    expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'not-confirmed', culprit: null })
    expect(outcome.candidates.map(({ level }) => level)).toEqual(outcome.candidates.map((_, index) => 0.02 / 2 ** (index + 1)))
    expect(outcome.candidates[0]).toMatchObject({ from: 3, to: 4 })
  })

  test('asks for no pair twice, and its coins do not depend on results', () => {
    const { asked } = run(problemOf(16), stairs(16, { 9: 1.05 }))
    const names = asked.map(({ baseline, candidate, number }) => `${baseline} ${candidate} ${number}`)
    expect(new Set(names).size).toBe(names.length)
    const coinOf = new Map(asked.map(pair => [`${pair.baseline} ${pair.candidate} ${pair.number}`, pair.candidateFirst]))
    for (const pair of run(problemOf(16), stairs(16, { 9: 1.08 })).asked) {
      const coin = coinOf.get(`${pair.baseline} ${pair.candidate} ${pair.number}`)
      if (coin !== undefined) expect(pair.candidateFirst).toBe(coin)
    }
    const first = asked.filter(({ candidateFirst }) => candidateFirst).length
    expect(first / asked.length).toBeGreaterThan(0.3)
    expect(first / asked.length).toBeLessThan(0.7)
  })
})

describe('nothing to bisect', () => {
  test('is what equal ends say, after comparing only them', () => {
    const { outcome, asked } = run(problemOf(16), stairs(16, { 5: 1.1, 9: 1 }))
    expect(outcome).toMatchObject({ outcome: 'no-step', reason: 'ends-not-slower', culprit: null, probability: null, credible: [] })
    expect(asked.every(({ purpose }) => purpose === 'ends')).toBe(true)
  })

  test('leaves as good what has the bytes of an end, and as unknown what was not looked at', () => {
    const same = [{}, { sameAs: 0 }, {}, { sameAs: 2 }, {}, { sameAs: 4 }, { sameAs: 5 }]
    const { outcome } = run(problemOf(7, same), stairs(7, {}))
    expect(outcome.outcome).toBe('no-step')
    expect(outcome.versions.map(({ state }) => state)).toEqual(['good', 'good', 'unknown', 'unknown', 'good', 'good', 'good'])
  })

  test('is what a difference below the threshold says', () => {
    const { outcome } = run(problemOf(4, [], { threshold: 0.2 }), [1, 1, 1, 1.1])
    expect(outcome).toMatchObject({ outcome: 'no-step', reason: 'ends-below-threshold' })
  })
})

describe('several steps', () => {
  test('are all found, and the largest one is the culprit', () => {
    const { outcome } = run(problemOf(16), stairs(16, { 4: 1.05, 11: 1.2 }))
    expect(outcome).toMatchObject({ outcome: 'several-steps', reason: 'further-steps', culprit: { from: 10, to: 11 } })
    expect(outcome.steps.map(({ from, to }) => [from, to])).toEqual([
      [3, 4],
      [10, 11],
    ])
  })

  test('are looked for with at most twice the pairs on each side that the first one has taken', () => {
    // What is left before the step is too small to be found in a hundred pairs, and too large to be excluded.
    const noise = normalWorld.start(randomFrom('left'))
    const times = stairs(16, { 2: 1.015, 9: 1.3 })
    const { outcome, asked } = run(problemOf(16), times, ({ baseline, candidate }) => {
      return { kind: 'measured', logRatio: Math.log(times[candidate]! / times[baseline]!) + 3 * (noise(0, 0) - noise(0, 0)) }
    })
    expect(outcome.steps.map(({ to }) => to)).toEqual([9])
    const found = asked.findIndex(({ purpose }) => purpose === 'remainder')
    expect(found).toBeGreaterThan(20)
    expect(asked.length).toBeLessThanOrEqual(5 * found)
  })

  test('that are too near to the threshold to be told in a hundred pairs are left early', () => {
    const noise = normalWorld.start(randomFrom('near'))
    const times = stairs(16, { 2: 0.982, 9: 0.5 })
    const { outcome, asked } = run(problemOf(16), times, ({ baseline, candidate }) => {
      return { kind: 'measured', logRatio: Math.log(times[candidate]! / times[baseline]!) + noise(0, 0) - noise(0, 0) }
    })
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 8, to: 9 } })
    const before = asked.filter(({ purpose, baseline, candidate }) => purpose === 'remainder' && baseline === 0 && candidate === 8)
    expect(before.length).toBeLessThan(40)
    expect(outcome.sections[0]).toMatchObject({ from: 0, to: 8, decision: { verdict: 'no-regression' } })
  })

  test('down are found as well: what a later version took back in part', () => {
    const { outcome } = run(problemOf(16), stairs(16, { 4: 1.2, 11: 1.1 }))
    expect(outcome.steps.map(({ to, decision }) => [to, decision.verdict])).toEqual([
      [4, 'regression'],
      [11, 'improvement'],
    ])
    expect(outcome.culprit).toEqual({ from: 3, to: 4 })
  })
})

describe('a version that does not run', () => {
  test('widens the culprit to the versions around it', () => {
    const { outcome } = run(problemOf(16), stairs(16, { 9: 1.1 }), ({ candidate, baseline }) => {
      const broken = [candidate, baseline].find(version => version === 8 || version === 9)
      return broken === undefined ? null : { kind: 'broken', version: broken }
    })
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 7, to: 10 } })
    expect(outcome.versions.slice(7, 11).map(({ state }) => state)).toEqual(['good', 'broken', 'broken', 'bad'])
  })

  test.each([
    ['crashed', 3],
    ['hung', 2],
  ] as const)('because it %s is given up after that happened %i times in a row', (kind, times) => {
    const failing = ({ candidate, baseline }: PairRequest): PairResult | null =>
      candidate === 7 || baseline === 7 ? { kind, version: 7 } : null
    const { outcome, results } = run(problemOf(16), stairs(16, { 9: 1.1 }), failing)
    expect(results.filter(result => result.kind === kind)).toHaveLength(times)
    expect(outcome.versions[7]!.state).toBe(kind)
    expect(outcome.culprit).toEqual({ from: 8, to: 9 })
  })

  test('now and then is measured all the same', () => {
    let launches = 0
    const { outcome } = run(problemOf(16), stairs(16, { 9: 1.1 }), ({ candidate }) =>
      ++launches % 5 === 0 ? { kind: 'crashed', version: candidate } : null,
    )
    expect(outcome.culprit).toEqual({ from: 8, to: 9 })
  })

  test.each([
    [0, 'good-end-broken'],
    [7, 'bad-end-broken'],
  ] as const)('and is an end (%i) leaves the search undecided', (end, reason) => {
    const { outcome } = run(problemOf(8), stairs(8, { 3: 1.1 }), () => ({ kind: 'broken', version: end }))
    expect(outcome).toMatchObject({ outcome: 'undecided', reason, measurements: 1 })
  })
})

describe('versions with the same bytes', () => {
  test('are measured once, and the step is named between the nearest of them', () => {
    const same = problemOf(8, [{}, {}, { sameAs: 1 }, { sameAs: 2 }, {}, { sameAs: 4 }, { sameAs: 4 }])
    const { outcome, asked } = run(same, stairs(8, { 4: 1.1 }))
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 3, to: 4 } })
    const measured = new Set(asked.flatMap(({ baseline, candidate }) => [baseline, candidate]))
    expect([...measured].sort((a, b) => a - b)).toEqual([0, 1, 4, 7])
    expect(outcome.versions[6]!.effect!.estimate).toBeCloseTo(1.1, 1)
  })

  test('at both ends that differ in time are no culprit', () => {
    const { outcome } = run(problemOf(4, [{}, {}, {}, { sameAs: 0 }]), [1, 1, 1, 1.1])
    expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'same-bytes', culprit: null })
  })
})

describe('counted instructions', () => {
  const counts = (place: number, size: number) =>
    Array.from({ length: 16 }, (_, version) => ({ instructions: version < place ? 1000 : 1000 * size }))

  test('with one step name the candidate without a search; time confirms it', () => {
    const { outcome } = run(problemOf(16, counts(6, 1.5)), stairs(16, { 6: 1.05 }))
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 5, to: 6 }, measurementsBy: { search: 0 } })
    expect(outcome.steps[0]!.decision.ratio!.estimate).toBeCloseTo(1.05, 2)
  })

  test('that time does not confirm name nobody: the search goes on', () => {
    const { outcome } = run(problemOf(16, counts(6, 1.5)), stairs(16, { 12: 1.1 }))
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 11, to: 12 } })
    expect(outcome.candidates.map(({ to, probability }) => [to, probability === null])).toEqual([
      [6, true],
      [12, false],
    ])
  })

  test('that fall where time rises are no hint', () => {
    const { outcome } = run(problemOf(16, counts(6, 0.5)), stairs(16, { 12: 1.1 }))
    expect(outcome.candidates.map(({ to }) => to)).toEqual([12])
  })
})

describe('what is left beside the step', () => {
  const stepAt9 = Array.from({ length: 16 }, (_, version) => ({ instructions: version < 9 ? 1000 : 1300 }))
  /** A slope before the step that comes to somewhat less than the threshold. */
  const slope = stairs(16, { 3: 1.015, 9: 1.3 })

  test('is left sooner where executed instructions do not change, though time differs by nearly the threshold', () => {
    const counted = run(problemOf(16, stepAt9), slope).outcome
    expect(counted).toMatchObject({ outcome: 'found', culprit: { from: 8, to: 9 } })
    expect(counted.measurementsBy.remainder).toBe(30)
    expect(run(problemOf(16), slope).outcome.measurementsBy.remainder).toBe(50)
  })

  test('is searched all the same where time steps alone, and by much', () => {
    const { outcome } = run(problemOf(16, stepAt9), stairs(16, { 3: 1.15, 9: 1.45 }))
    expect(outcome).toMatchObject({
      outcome: 'several-steps',
      steps: [
        { from: 2, to: 3 },
        { from: 8, to: 9 },
      ],
    })
  })
})

describe('a search', () => {
  const drawn = () => draw({ name: 'replay', versions: 16, d: 2 }, 1)

  test('that is run again with the recorded results asks the same and comes to the same', () => {
    const first = run(problemOf(16), stairs(16, { 9: 1.05 }))
    const again = run(problemOf(16), [], pair => first.results[first.asked.findIndex(asked => isSame(asked, pair))]!)
    expect(again).toEqual(first)
    expect(search(drawn())).toEqual(search(drawn()))
  })

  test('whose budget is spent says what it knows by then', () => {
    let pairs = 0
    const { outcome } = run(problemOf(16), stairs(16, { 9: 1.05 }), () => (++pairs > 13 ? { kind: 'over' } : null))
    expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'over', culprit: null, measurements: 13 })
    expect(outcome.credible.some(({ from, to }) => from < 9 && 9 <= to)).toBe(true)
    expect(run(problemOf(16, [], { maxMeasurements: 13 }), stairs(16, { 9: 1.05 })).outcome).toEqual(outcome)
  })

  test.each([1, 5, 10, 11, 12, 20, 30, 45, 60])(
    'whose budget is spent after %i pairs ends, and names no version that is not confirmed',
    spent => {
      const { outcome } = run(problemOf(16, [], { maxMeasurements: spent }), stairs(16, { 9: 1.05 }))
      expect(outcome.measurements).toBeLessThanOrEqual(spent)
      expect(outcome.culprit === null || outcome.measurementsBy.confirmation >= 11).toBe(true)
    },
  )

  test('has a document that fits its schema', () => {
    const problem = problemOf(16)
    const versions = problem.versions.map((_, place) => ({ version: `1.${place}.0`, date: null }))
    const documentOf = (outcome: BisectionOutcome) => bisectionDocument(versions, problem, outcome)
    const document = documentOf(run(problem, stairs(16, { 9: 1.05 })).outcome)
    expect(bisectionSchema.parse(document)).toEqual(document)
    expect(document).toMatchObject({ outcome: 'found', culprit: { from: '1.8.0', to: '1.9.0' }, steps: [{ from: '1.8.0', to: '1.9.0' }] })
    const broken = documentOf(run(problem, [], () => ({ kind: 'broken', version: 0 })).outcome)
    expect(bisectionSchema.parse(broken)).toEqual(broken)
  })

  test.each([
    [problemOf(1), /at least two versions, got 1/],
    [problemOf(4, [], { maxVersions: 1 }), /at least 2 versions have to be measured, got a limit of 1/],
    [problemOf(4, [], { maxMeasurements: 0 }), /at least 1 pair/],
    [problemOf(4, [{}, { sameAs: 2 }]), /version 1 cannot be the same as version 2/],
    [problemOf(4, [{}, { weight: Number.NaN }]), /at least 0, got NaN/],
  ])('of what is no range is refused (%#)', (problem, message) => {
    expect(() => run(problem, [1, 1, 1, 1])).toThrow(message)
  })

  test('refuses results that are none', () => {
    expect(() => run(problemOf(4), [1, 1, 1, 1], () => ({ kind: 'measured', logRatio: Number.NaN }))).toThrow(/gave NaN/)
    expect(() => run(problemOf(4), [1, 1, 1, 1], () => ({ kind: 'broken', version: 2 }))).toThrow(
      /version 2 is said to fail, and the pair was of 0 and 3/,
    )
  })
})

function isSame(a: PairRequest, b: PairRequest): boolean {
  return a.baseline === b.baseline && a.candidate === b.candidate && a.number === b.number
}
