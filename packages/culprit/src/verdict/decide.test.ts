import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin, reaches } from '../../../../bench/statistics/rates.ts'
import { normalPairs, seedOf } from '../../../../bench/statistics/worlds.ts'
import { lookLevel } from '../stats/sequential.ts'
import { signedRankP } from '../stats/signed-rank.ts'
import { decide, type Decision, defaultExperimentPlan, experimentState, refine, refineUntil } from './decide.ts'

const seed = 20240517
const plan = defaultExperimentPlan
const limit = Math.log1p(plan.threshold)

/** Ten pairs: the interval of the first look then runs from the smallest to the largest value, and the estimate of these is their middle. */
function spanning(low: number, high: number): number[] {
  return Array.from({ length: 10 }, (_, index) => low + ((high - low) * index) / 9)
}

/** Pairs spread so evenly and widely around 0 that no look can exclude 0 or the threshold. */
function undecidable(pairs: number): number[] {
  return Array.from({ length: pairs }, (_, index) => (((index * 37) % 60) - 29.5) / 60)
}

describe('the verdict of a look', () => {
  test.each([
    [0.001, 0.06, 'regression', 'slower-at-least-threshold', false],
    [0.021, 0.06, 'regression', 'slower-at-least-threshold', true],
    [-0.06, -0.001, 'improvement', 'faster-at-least-threshold', false],
    [-0.06, -0.021, 'improvement', 'faster-at-least-threshold', true],
    [0.001, 0.019, 'small-change', 'slower-below-threshold', false],
    [-0.019, -0.001, 'small-change', 'faster-below-threshold', false],
    [-0.01, 0.015, 'no-regression', 'not-slower-by-threshold', false],
    [-0.1, 0.015, 'no-regression', 'not-slower-by-threshold', false],
    [-0.03, -0.001, 'no-regression', 'not-slower-by-threshold', false],
    [0.001, 0.025, 'inconclusive', 'slower-by-unknown-size', false],
    [-0.01, 0.025, 'inconclusive', 'interval-too-wide', false],
    [-0.01, 0.1, 'inconclusive', 'interval-too-wide', false],
  ])('of pairs from %s to %s is %s (%s)', (low, high, verdict, reason, provenAbove) => {
    const decision = decide(spanning(low, high), plan)
    expect(decision).toMatchObject({ verdict, reason, provenAbove, pairs: 10, stop: verdict !== 'inconclusive' })
    expect(Math.log(decision.ratio!.low!)).toBeCloseTo(low, 12)
    expect(Math.log(decision.ratio!.high!)).toBeCloseTo(high, 12)
    expect(Math.log(decision.ratio!.estimate)).toBeCloseTo((low + high) / 2, 12)
  })

  test('takes bounds that touch 0 or the threshold for not beyond them', () => {
    const touching = (values: number[], low: number, high: number) => values.with(0, low).with(9, high)
    expect(decide(touching(spanning(0, 0.06), 0, 0.06), plan).verdict).toBe('inconclusive')
    expect(decide(touching(spanning(0, limit), 0, limit), plan).verdict).toBe('inconclusive')
    expect(decide(touching(spanning(limit, 0.06), limit, 0.06), plan)).toMatchObject({ verdict: 'regression', provenAbove: true })
  })

  test('claims a change exactly when the test rejects 0 at the level of the look', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 60 }), { minLength: 10, maxLength: 20 }), steps => {
        const logRatios = steps.map(step => step / 1024)
        const { verdict, level } = decide(logRatios, plan)
        if (['regression', 'improvement', 'small-change'].includes(verdict)) expect(signedRankP(logRatios)).toBeLessThanOrEqual(level)
        if (signedRankP(logRatios) > level) expect(['no-regression', 'inconclusive']).toContain(verdict)
      }),
      { seed },
    )
  })

  test('follows the threshold', () => {
    const logRatios = spanning(0.001, 0.019)
    expect(decide(logRatios, { ...plan, threshold: 0.005 }).verdict).toBe('regression')
    expect(decide(logRatios, { ...plan, threshold: 0.05 }).verdict).toBe('small-change')
  })

  test('of identical sides is no-regression, at ratio 1', () => {
    expect(decide(spanning(0, 0), plan)).toMatchObject({
      verdict: 'no-regression',
      ratio: { estimate: 1, low: 1, high: 1, confidence: 0.98 },
    })
  })

  test('of too few pairs excludes nothing', () => {
    const decision = decide(spanning(0.5, 0.6).slice(0, 9), plan)
    expect(decision).toMatchObject({ verdict: 'inconclusive', reason: 'too-few-pairs', stop: false, provenAbove: false })
    expect(decision.ratio).toMatchObject({ low: null, high: null })
    expect(decision.pairsNeeded).toBe(10)
    expect(decide([], plan)).toMatchObject({ verdict: 'inconclusive', reason: 'too-few-pairs', ratio: null, pairsNeeded: null })
    expect(decide([0.3], plan)).toMatchObject({ verdict: 'inconclusive', reason: 'too-few-pairs', pairsNeeded: null })
  })

  test('says how many pairs would decide, from the distance that is left to prove', () => {
    const widths = Array.from({ length: 60 }, (_, index) => (index - 29.5) / 300)
    const needed = (centre: number) =>
      decide(
        widths.map(width => width + centre),
        plan,
        40,
      ).pairsNeeded
    expect(needed(limit / 2)).toBeGreaterThan(needed(0)! * 3)
    expect(needed(limit / 2)).toBeLessThan(needed(0)! * 5)
    expect(needed(limit * 0.99)).toBeGreaterThan(100_000)
    expect(needed(limit * 1.05)).toBe(needed(-limit * 0.05))
    expect(decide(spanning(0.001, 0.06), plan).pairsNeeded).toBeNull()
  })

  test('asks for hardly more pairs because one of them was wild', () => {
    const logRatios = undecidable(60).map(logRatio => logRatio / 3)
    const calm = decide(logRatios, plan, 40).pairsNeeded!
    const wild = decide(logRatios.with(30, 50), plan, 40).pairsNeeded!
    expect(wild / calm).toBeGreaterThan(0.8)
    expect(wild / calm).toBeLessThan(2)
  })

  test.each([0, -0.01, Number.NaN])('with a threshold of %s is refused', threshold => {
    expect(() => decide([0.1], { ...plan, threshold })).toThrow(RangeError)
  })

  test('with a pair that is no number is refused', () => {
    expect(() => decide([...spanning(0.1, 0.2), Number.NaN], plan)).toThrow(RangeError)
    expect(() => decide([...spanning(0.1, 0.2), -Infinity], plan)).toThrow(RangeError)
  })
})

describe('a sequential experiment', () => {
  test('goes on from look to look until something is decided', () => {
    expect(experimentState([], plan)).toEqual({ kind: 'continue', until: 10, latest: null })
    expect(experimentState(undecidable(9), plan)).toEqual({ kind: 'continue', until: 10, latest: null })
    expect(experimentState(undecidable(10), plan)).toMatchObject({
      kind: 'continue',
      until: 14,
      latest: { pairs: 10, verdict: 'inconclusive' },
    })
    expect(experimentState(undecidable(59), plan)).toMatchObject({ kind: 'continue', until: 60, latest: { pairs: 40 } })
    expect(experimentState(undecidable(60), plan)).toMatchObject({
      kind: 'decided',
      decision: { pairs: 60, verdict: 'inconclusive', reason: 'interval-too-wide', stop: true },
    })
  })

  test.each([
    ['regression', 0.03, 0.05],
    ['improvement', -0.05, -0.03],
    ['small-change', 0.005, 0.015],
    ['no-regression', -0.01, 0.01],
  ])('stops at the first look that shows %s', (verdict, low, high) => {
    expect(experimentState(spanning(low, high), plan)).toMatchObject({ kind: 'decided', decision: { verdict, pairs: 10, stop: true } })
  })

  test('keeps its decision whatever is measured afterwards', () => {
    const first = experimentState(spanning(0.03, 0.05), plan)
    expect(experimentState([...spanning(0.03, 0.05), ...spanning(-0.9, -0.8)], plan)).toEqual(first)
    expect(experimentState([...spanning(0.03, 0.05), ...spanning(-0.9, -0.8)], plan, true)).toEqual(first)
  })

  test('says the same whether it is asked after every pair or once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 50 }), { minLength: 60, maxLength: 60 }), steps => {
        const logRatios = steps.map(step => step / 1024)
        let asked: Decision | null = null
        for (let pairs = 0; pairs <= 60 && asked === null; pairs++) {
          const state = experimentState(logRatios.slice(0, pairs), plan)
          if (state.kind === 'decided') asked = state.decision
          else expect(pairs).toBeLessThan(state.until)
        }
        expect(experimentState(logRatios, plan)).toEqual({ kind: 'decided', decision: asked })
      }),
      { seed, numRuns: 20 },
    )
  })

  test('spends at each look what the plan gives it', () => {
    const looked = [10, 14, 20, 28, 40, 60].map(pairs => {
      const state = experimentState(undecidable(pairs), plan)
      return state.kind === 'decided' ? state.decision.level : state.latest!.level
    })
    expect(looked).toEqual([10, 14, 20, 28, 40, 60].map((pairs, index, looks) => lookLevel(plan, pairs, looks[index - 1] ?? 0)))
  })

  test('takes a last look at what there is when it is over between looks', () => {
    expect(experimentState(undecidable(25), plan, true)).toMatchObject({
      kind: 'decided',
      decision: { pairs: 25, level: lookLevel(plan, 25, 20), verdict: 'inconclusive', stop: true },
    })
    const late = [...undecidable(20), ...Array.from({ length: 19 }, () => 0.5)]
    expect(experimentState(late, plan)).toMatchObject({ kind: 'continue', until: 40 })
    expect(experimentState(late, plan, true)).toMatchObject({ kind: 'decided', decision: { pairs: 39, verdict: 'regression' } })
  })

  test.each([20, 21])('that is over at %s pairs, with hardly any new ones, keeps the narrower interval of the look before', pairs => {
    const looked = experimentState(undecidable(20), plan)
    if (looked.kind !== 'continue') throw new Error('20 undecidable pairs were decided')
    expect(experimentState(undecidable(pairs), plan, true)).toEqual({ kind: 'decided', decision: { ...looked.latest!, stop: true } })
  })

  test('that is over takes the decision of its last look, though the interval be wider than the one before', () => {
    const logRatios = [...Array.from({ length: 20 }, (_, index) => -0.03 + 0.006 * index), 0.5, 0.5, 0.5, 0.5]
    const looked = experimentState(logRatios, plan)
    if (looked.kind !== 'continue') throw new Error('20 pairs around the threshold were decided')
    const over = experimentState(logRatios, plan, true)
    expect(over).toMatchObject({ kind: 'decided', decision: { verdict: 'regression', pairs: 24 } })
    if (over.kind === 'decided') expect(over.decision.ratio!.high).toBeGreaterThan(looked.latest!.ratio!.high! + 0.2)
  })

  test('that is over before it began is inconclusive', () => {
    expect(experimentState([], plan, true)).toMatchObject({
      kind: 'decided',
      decision: { verdict: 'inconclusive', pairs: 0, ratio: null, stop: true },
    })
  })

  test('follows other looks', () => {
    const short = { ...plan, looks: [12, 24] }
    expect(experimentState(undecidable(11), short)).toMatchObject({ kind: 'continue', until: 12 })
    expect(experimentState(undecidable(24), short)).toMatchObject({ kind: 'decided', decision: { pairs: 24 } })
  })
})

describe('a decided change', () => {
  const at = (low: number, high: number): Decision => decide(spanning(low, high), plan)

  test('is measured on until its interval is at most half as wide as it is large', () => {
    expect(refineUntil(at(0.05, 0.15), plan)).toBe(14)
    expect(refineUntil(at(0.0749, 0.1251), plan)).toBe(14)
    expect(refineUntil(at(0.0751, 0.1249), plan)).toBe(null)
    expect(refineUntil(at(-0.15, -0.05), plan)).toBe(14)
    expect(refineUntil(at(-0.1249, -0.0751), plan)).toBe(null)
  })

  test('is not measured on after the last look', () => {
    const { decision } = experimentState([...undecidable(40), ...spanning(0.5, 0.6), ...spanning(0.5, 0.6)], plan) as { decision: Decision }
    expect(decision).toMatchObject({ verdict: 'regression', pairs: 60 })
    expect(refineUntil(decision, plan)).toBe(null)
  })

  test('is measured on from a look out of turn to the next planned one', () => {
    const decision = decide([...spanning(0.02, 0.3), 0.1, 0.2], plan)
    expect(decision).toMatchObject({ verdict: 'regression', pairs: 12 })
    expect(refineUntil(decision, plan)).toBe(14)
  })

  test.each([
    ['no-regression', -0.019, 0.015],
    ['small-change', 0.001, 0.019],
    ['inconclusive', -0.1, 0.2],
  ])('is no %s: that is not measured on', (verdict, low, high) => {
    expect(at(low, high).verdict).toBe(verdict)
    expect(refineUntil(at(low, high), plan)).toBe(null)
  })

  test('takes the later interval when that says the same, at the level of its own look', () => {
    const decision = at(0.05, 0.15)
    const more = [...spanning(0.05, 0.15), 0.1, 0.1, 0.1, 0.1]
    const refined = refine(decision, more, plan)
    expect(refined).toMatchObject({ verdict: 'regression', pairs: 14, level: lookLevel(plan, 14, 10), stop: true })
    expect(refined.ratio).toEqual(decide(more, plan, 10).ratio)
    expect(refined.ratio).not.toEqual(decision.ratio)
  })

  test('stands when more pairs say something else', () => {
    const decision = at(0.05, 0.15)
    for (const later of [-0.3, 0, 0.011]) {
      expect(refine(decision, [...spanning(0.05, 0.15), ...Array.from({ length: 30 }, () => later)], plan)).toBe(decision)
    }
  })
})

describe('measuring a decided change on', () => {
  const spread = 0.08

  /** A whole experiment of pairs with that effect: what it decided, and what became of that. */
  function experimentOf(effect: number, run: number): { decided: Decision; refined: Decision } {
    const logRatios = normalPairs(seedOf(`refined ${effect}`, run), 60, effect, spread)
    const state = experimentState(logRatios, plan)
    if (state.kind === 'continue') throw new Error('an experiment with all its pairs goes on')
    const { decision: decided } = state
    let refined = decided
    for (let until = refineUntil(refined, plan); until !== null; until = refineUntil(refined, plan)) {
      const later = refine(refined, logRatios.slice(0, until), plan)
      if (later === refined) break
      refined = later
    }
    return { decided, refined }
  }

  const runs = 150
  const experimentsOf = (effect: number) => Array.from({ length: runs }, (_, run) => experimentOf(effect, run))

  test('claims no change where the decision claims none, and the other way round', () => {
    const experiments = experimentsOf(0)
    expect(experiments.map(({ refined }) => refined.verdict)).toEqual(experiments.map(({ decided }) => decided.verdict))
    const claims = experiments.filter(({ refined }) => ['regression', 'improvement', 'small-change'].includes(refined.verdict)).length
    expect(isWithin(plan.alpha, { hits: claims, runs })).toBe(true)
  })

  test.each([1.03, 1.1, 1.2, 0.85])('keeps the confidence of the interval, and makes it narrower: ratio %s', ratio => {
    const experiments = experimentsOf(Math.log(ratio))
    const covered = experiments.filter(({ refined: { ratio: found } }) => (found!.low ?? 0) <= ratio && ratio <= (found!.high ?? Infinity))
    expect(reaches(1 - plan.alpha, { hits: covered.length, runs })).toBe(true)
    const width = ({ ratio: found }: Decision) => Math.log(found!.high! / found!.low!)
    const measuredOn = experiments.filter(({ decided, refined }) => refined !== decided)
    expect(measuredOn.length).toBeGreaterThan(10)
    const mean = (of: 'decided' | 'refined') => measuredOn.reduce((sum, one) => sum + width(one[of]), 0) / measuredOn.length
    expect(mean('refined')).toBeLessThan(0.9 * mean('decided'))
  })
})
