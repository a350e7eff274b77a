import { expect, test } from 'vitest'
import { normalQuantile } from './normal.ts'
import { pairsNeeded, spreadOfInterval } from './pairs-needed.ts'
import { randomFrom } from './random.ts'
import { signedRankInterval } from './signed-rank-interval.ts'
import { signedRankP } from './signed-rank.ts'

test('the pairs needed are those of the normal formula, for ranks', () => {
  // 1.0472 * ((2.3263 + 1.2816) * 2 / 1)² + 2.3263² / 2 = 57.2
  expect(pairsNeeded({ spread: 0.02, distance: 0.01, alpha: 0.02 })).toBe(58)
  expect(pairsNeeded({ spread: 0.02, distance: -0.01, alpha: 0.02 })).toBe(58)
})

test('so many pairs find the effect nine times of ten', () => {
  for (const distance of [0.5, 0.75, 1]) {
    const pairs = pairsNeeded({ spread: 1, distance, alpha: 0.02 })
    const found = Array.from({ length: 400 }, (_, run) => {
      const random = randomFrom('power').derive(String(distance), run)
      return signedRankP(Array.from({ length: pairs }, () => distance + normalQuantile(random.uniform() + 2 ** -54))) <= 0.02
    }).filter(Boolean).length
    expect(found / 400).toBeGreaterThan(0.85)
    expect(found / 400).toBeLessThan(0.95)
  }
})

test('more are needed for more power, a smaller level, more spread and a smaller distance', () => {
  const plain = { spread: 0.02, distance: 0.01, alpha: 0.02 }
  for (const harder of [{ power: 0.99 }, { alpha: 0.001 }, { spread: 0.03 }, { distance: 0.005 }]) {
    expect(pairsNeeded({ ...plain, ...harder })).toBeGreaterThan(pairsNeeded(plain))
  }
})

test('few are needed without noise, and no number is enough for no distance', () => {
  expect(pairsNeeded({ spread: 0, distance: 0.01, alpha: 0.02 })).toBe(3)
  expect(pairsNeeded({ spread: 0.01, distance: 0, alpha: 0.02 })).toBe(Infinity)
  expect(pairsNeeded({ spread: Number.NaN, distance: 0.01, alpha: 0.02 })).toBeNaN()
})

test('the spread told from intervals is that of the noise, whatever the level and the number of pairs', () => {
  for (const [pairs, alpha] of [
    [60, 0.02],
    [100, 0.001],
  ] as const) {
    const spreads = Array.from({ length: 20 }, (_, run) => {
      const random = randomFrom('spread').derive(String(pairs), run)
      const { low, high } = signedRankInterval(
        Array.from({ length: pairs }, () => 3 * normalQuantile(random.uniform() + 2 ** -54)),
        alpha,
      )
      return spreadOfInterval(high! - low!, pairs, alpha)
    })
    const average = spreads.reduce((sum, spread) => sum + spread) / spreads.length
    expect(average).toBeGreaterThan(2.8)
    expect(average).toBeLessThan(3.3)
  }
  expect(spreadOfInterval(0, 60, 0.02)).toBe(0)
})
