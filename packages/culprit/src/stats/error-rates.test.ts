import { describe, expect, test } from 'vitest'
import { isWithin, missRate, power, reaches, verdictRates } from '../../../../bench/statistics/rates.ts'
import { worlds } from '../../../../bench/statistics/worlds.ts'

// The short form of error-rates.full.test.ts, with its seeds: fewer runs, and only what can break separately.
const alpha = 0.02

test.each(worlds)('a change is claimed where there is none in at most 2 % of experiments: $name', world => {
  expect(isWithin(alpha, missRate(world, 0, 400))).toBe(true)
})

test.each(worlds.filter(({ name }) => ['normal', 'coarse timer (ties)', 'bursts of load'].includes(name)))(
  'all intervals of an experiment hold the true effect with 98 %: $name',
  world => {
    expect(isWithin(alpha, missRate(world, Math.log(1.05), 400))).toBe(true)
  },
)

describe('looking six times at 5 % each, as is naively done,', () => {
  test('claims too much, and these tests would see it', () => {
    const naive = { looks: [10, 14, 20, 28, 40, 60], alpha: 0.3 }
    expect(isWithin(alpha, missRate(worlds[0]!, 0, 400, naive))).toBe(false)
  })
})

test('an effect of one standard deviation is found, in about 19 pairs', () => {
  const found = power(1, false, 300)
  expect(reaches(0.999, found)).toBe(true)
  expect(found.meanPairs).toBeGreaterThan(17)
  expect(found.meanPairs).toBeLessThan(21)
})

test('a candidate slower by the threshold or more passes in at most 1 % of experiments', () => {
  const plan = { looks: [10, 14, 20, 28, 40, 60], alpha, threshold: 0.01 }
  for (const effect of [1, 1.25, 2]) {
    const { counts, runs } = verdictRates(effect * Math.log1p(plan.threshold), 0.02, plan, 150)
    const passed = counts['no-regression'] + counts['small-change'] + counts.improvement
    expect(isWithin(alpha / 2, { hits: passed, runs })).toBe(true)
  }
})
