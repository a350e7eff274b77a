import { expect, test } from 'vitest'
import { exhaustive } from '../exhaustive.ts'
import { variant } from '../variants.ts'
import { investigate } from './investigating.ts'

const seeds = exhaustive ? 20 : 3

test(`the same version on both sides is no change with ${seeds} different seeds, each with pairs and an interval`, async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const { code, document } = await investigate(
      folder => [variant(folder, 'a', 10), variant(folder, 'b', 10)],
      '--budget',
      '20s',
      '--seed',
      `seed ${seed}`,
    )
    expect(document, `seed ${seed}`).toMatchObject({ classification: 'no-change', layer: null, culprit: null })
    expect(code).toBe(0)
    expect(document.layers.map(({ differs }) => differs)).toEqual([false, false, false, false])
    expect(document.comparison.pairs).toBeGreaterThanOrEqual(10)
    expect(document.comparison.ratio!.low).toBeGreaterThan(0)
    expect(document.comparison.ratio!.high).toBeGreaterThan(0)
  }
})
