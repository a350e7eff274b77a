import { describe, expect, test } from 'vitest'
import type { LogRatio } from '../model/units.ts'
import { randomFrom, type Random } from '../stats/random.ts'
import type { DecidingTime } from '../verdict/pairs.ts'
import { contrastsOf } from './contrasts.ts'
import { splitLooks, splitState, type SplitPlan, type SplitState, type SwapBlock } from './split.ts'

const all = contrastsOf(2, new Set([0, 1, 2, 3]))
const plan: SplitPlan = { looks: splitLooks, alpha: 0.02, limit: Math.log(1.02), time: 'wall' }

/** A block in which each variant has this log time. */
function blockOf(times: (mix: number, time: DecidingTime) => number | null, contended = false): SwapBlock {
  const difference = (a: number | null, b: number | null): LogRatio | null => (a === null || b === null ? null : b - a)
  return { contended, ratio: (from, to, time) => difference(times(from, time), times(to, time)) }
}

/** Noise of a launch: mostly 1 %, and in one launch of twenty ten times that. */
function noise(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
  return normal * (random.uniform() < 0.05 ? 0.1 : 0.01)
}

/** Runs blocks until the split is decided; `effects` are those of the parts, in logarithms. */
function simulate(random: Random, effects: readonly [number, number], interaction: number, plan: SplitPlan): SplitState {
  const blocks: SwapBlock[] = []
  for (;;) {
    const state = splitState(blocks, all, plan)
    if (state.kind !== 'continue') return state
    const drift = random.uniform()
    const times = [0, effects[0], effects[1], effects[0] + effects[1] + interaction].map(time => time + drift + noise(random))
    blocks.push(blockOf(mix => times[mix]!))
  }
}

function decisions(state: SplitState): string[] {
  if (state.kind === 'continue') throw new Error('not over')
  return state.split.effects.map(({ decision }) => decision)
}

describe('what is decided', () => {
  test('a part that slows down and one that does nothing are told apart at the first look', () => {
    const state = simulate(randomFrom('clear'), [0.3, 0], 0, { ...plan, limit: Math.log(1.05) })
    expect(state).toMatchObject({ kind: 'decided', split: { blocks: 12, time: 'wall' } })
    expect(decisions(state)).toEqual(['slower', 'negligible', 'negligible'])
  })

  test('an interaction is named', () => {
    expect(decisions(simulate(randomFrom('together'), [0, 0], 0.4, plan))).toEqual(['slower', 'slower', 'slower'])
  })

  test('a part that speeds up is faster', () => {
    expect(decisions(simulate(randomFrom('opposed'), [0.3, -0.2], 0, plan)).slice(0, 2)).toEqual(['slower', 'faster'])
  })

  test('too few blocks give an estimate without bounds, and no decision', () => {
    const blocks = Array.from({ length: 5 }, () => blockOf(mix => mix * 0.1))
    expect(splitState(blocks, all, plan)).toEqual({ kind: 'continue', until: 12, time: 'wall' })
    const over = splitState(blocks, all, plan, true)
    expect(decisions(over)).toEqual(['inconclusive', 'inconclusive', 'inconclusive'])
    expect(over).toMatchObject({ split: { blocks: 5, effects: [{ effect: { low: null, high: null } }, {}, {}] } })
  })

  test('no blocks give no effect', () => {
    expect(splitState([], all, plan, true)).toMatchObject({
      split: { blocks: 0, effects: [{ effect: null }, { effect: null }, { effect: null }] },
    })
  })
})

describe('blocks that do not count', () => {
  const clean = (count: number) => Array.from({ length: count }, (_, index) => blockOf(mix => mix * 0.2 + index))

  test('those in which a variant failed', () => {
    const blocks = [...clean(11), blockOf(mix => (mix === 2 ? null : mix))]
    expect(splitState(blocks, all, plan)).toMatchObject({ kind: 'continue', until: 12 })
    expect(splitState([...blocks, ...clean(1)], all, plan)).toMatchObject({ kind: 'decided', split: { blocks: 12 } })
  })

  test('contended ones by the clock, unless they are too many: then processor time decides', () => {
    const contended = (count: number) =>
      Array.from({ length: count }, () => blockOf((mix, time) => (time === 'cpu' ? mix * 0.2 : -mix), true))
    expect(splitState([...clean(12), ...contended(2)], all, plan)).toMatchObject({ kind: 'decided', split: { time: 'wall', blocks: 12 } })
    expect(splitState([...contended(4), ...clean(8)], all, plan)).toMatchObject({ kind: 'decided', split: { time: 'cpu', blocks: 12 } })
  })
})

test('two contended blocks do not count by the clock, and do not give it up', () => {
  const contended = Array.from({ length: 2 }, () => blockOf(mix => -mix, true))
  const clean = Array.from({ length: 12 }, (_, index) => blockOf(mix => mix * 0.2 + index))
  expect(splitState([...contended, ...clean.slice(1)], all, plan)).toMatchObject({ kind: 'continue', time: 'wall' })
  expect(splitState([...contended, ...clean], all, plan)).toMatchObject({ kind: 'decided', split: { time: 'wall', blocks: 12 } })
})

test('an effect that is certain and below the limit is negligible', () => {
  const blocks = Array.from({ length: 12 }, (_, index) => blockOf(mix => mix * 0.004 + index))
  expect(decisions(splitState(blocks, all, plan))).toEqual(['negligible', 'negligible', 'negligible'])
})

test('all contrasts share the error rate', () => {
  const blocks = Array.from({ length: 12 }, (_, index) => blockOf(mix => mix * 0.2 + index))
  // At 12 of 28 blocks .003 allows a test at .0013, and each of three contrasts one at .0004; twelve blocks cannot go below .0005.
  const strict = { ...plan, alpha: 0.003 }
  const low = (contrasts: typeof all) => {
    const state = splitState(blocks, contrasts, strict, true)
    return state.kind === 'continue' ? null : state.split.effects[0]!.effect!.low
  }
  expect(low(all.slice(0, 1))).toBeGreaterThan(1)
  expect(low(all)).toBe(null)
})

test('where processor time is not known, the clock is not given up', () => {
  const blocks = Array.from({ length: 6 }, () => blockOf((mix, time) => (time === 'cpu' ? null : mix), true))
  expect(splitState(blocks, all, plan)).toEqual({ kind: 'continue', until: 12, time: 'wall' })
})

test('later blocks do not change what a look has decided', () => {
  const blocks = Array.from({ length: 12 }, (_, index) => blockOf(mix => (mix & 1) * 0.3 + (mix === 0 ? 0 : index * 1e-5)))
  const decided = splitState(blocks, all, plan)
  expect(decided.kind).toBe('decided')
  expect(splitState([...blocks, ...Array.from({ length: 9 }, () => blockOf(mix => -mix))], all, plan)).toEqual(decided)
})
