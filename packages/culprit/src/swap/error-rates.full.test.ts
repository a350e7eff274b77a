import { expect, test } from 'vitest'
import { randomFrom } from '../stats/random.ts'
import { contrastsOf } from './contrasts.ts'
import { splitLooks, splitState, type Split, type SplitPlan, type SwapBlock } from './split.ts'

const alpha = 0.02
const runs = 1000

// A limit below the noise makes every split use all its looks, and every interval that excludes 1 a name.
const plan: SplitPlan = { looks: splitLooks, alpha, limit: 1e-4, time: 'wall' }

test.each([
  ['normal noise', 0],
  ['noise with wild launches', 0.05],
] as const)(
  'with %s, a part without an effect is named in at most alpha of all splits, and all intervals hold the truth in the rest',
  (world, wild) => {
    const contrasts = contrastsOf(2, new Set([0, 1, 2, 3]))
    const truth = [0.1, 0, 0]
    let named = 0
    let missed = 0
    for (let run = 0; run < runs; run++) {
      const { effects } = split(world, run, wild, contrasts)
      if (['slower', 'faster'].includes(effects[1]!.decision)) named++
      if (effects.some(({ effect }, place) => Math.log(effect!.low!) > truth[place]! || Math.log(effect!.high!) < truth[place]!)) missed++
    }
    // Far below alpha would be a test that cannot fail: three contrasts at four looks use about half of it.
    expect(named / runs).toBeLessThanOrEqual(alpha)
    expect(missed / runs).toBeLessThanOrEqual(alpha)
    expect(missed).toBeGreaterThan(0)
  },
)

/** One whole split of 0.1 by the first of two parts, with a launch's noise of 1 % and a drift between blocks. */
function split(world: string, run: number, wild: number, contrasts: ReturnType<typeof contrastsOf>): Split {
  const random = randomFrom(world).derive('run', run)
  const noise = (): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
    return normal * (random.uniform() < wild ? 0.1 : 0.01)
  }
  const blocks: SwapBlock[] = []
  for (;;) {
    const state = splitState(blocks, contrasts, plan)
    if (state.kind !== 'continue') return state.split
    const drift = random.uniform()
    const times = [0, 0.1, 0, 0.1].map(time => time + drift + noise())
    blocks.push({ contended: false, ratio: (from, to) => times[to]! - times[from]! })
  }
}
