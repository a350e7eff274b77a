import { describe, expect, test } from 'vitest'
import { isWithin, missRate, power, reaches, verdictRates } from '../../../../bench/statistics/rates.ts'
import { exhaustive } from '../../../../test/exhaustive.ts'
import { worlds } from '../../../../bench/statistics/worlds.ts'

// Every rate is simulated with fixed seeds. A test fails when the exact 99 % bound of the rate is beyond the promise.
const alpha = 0.02
// The bound allows for their number.
const runs = exhaustive ? 10_000 : 2500

describe.each(worlds)('in the world "$name"', world => {
  test('a change is claimed where there is none in at most 2 % of experiments', () => {
    expect(isWithin(alpha, missRate(world, 0, runs))).toBe(true)
  })

  test.each([0.01, -0.01, 0.05])('all intervals of an experiment hold a true effect of %s with 98 %', effect => {
    expect(isWithin(alpha, missRate(world, Math.log1p(effect), runs))).toBe(true)
  })
})

// Power and mean number of pairs, as `npm run bench` prints them; half a point of power and half a pair are left to the simulation.
test.each([
  [0.5, false, 0.85, 44],
  [0.75, false, 0.996, 27.5],
  [1, false, 1, 19],
  [1.5, false, 1, 13],
  [2, false, 1, 11],
  [0.5, true, 0.73, 47],
  [1, true, 1, 22.5],
])(
  'an effect of %s standard deviations (contaminated: %s) is found with power %s in about %s pairs',
  (d, isContaminated, expected, pairs) => {
    const found = power(d, isContaminated, runs)
    expect(reaches(expected - 0.005, found)).toBe(true)
    expect(Math.abs(found.meanPairs - pairs)).toBeLessThan(1)
  },
)

describe('with a spread of 2 % and a threshold of 1 %, a candidate slower by', () => {
  const plan = { looks: [10, 14, 20, 28, 40, 60], alpha, threshold: 0.01 }

  test.each([
    [0, { passes: 0.84, isAccused: 0, meanPairs: 44 }],
    [0.01, { passes: 0, isAccused: 0.59, meanPairs: 46 }],
    [0.0125, { passes: 0, isAccused: 0.84, meanPairs: 37 }],
    [0.015, { passes: 0, isAccused: 0.97, meanPairs: 28 }],
    [0.02, { passes: 0, isAccused: 0.999, meanPairs: 19 }],
    [0.05, { passes: 0, isAccused: 1, meanPairs: 10 }],
  ])('%s is judged wrongly in at most 1 % of experiments, and rightly as often as the table says', (effect, least) => {
    const { counts, meanPairs } = verdictRates(Math.log1p(effect), 0.02, plan, runs)
    const passed = { hits: counts['no-regression'] + counts['small-change'] + counts.improvement, runs }
    const accused = { hits: counts.regression, runs }
    expect(isWithin(alpha / 2, effect === 0 ? accused : passed)).toBe(true)
    expect(reaches(least.passes, passed)).toBe(true)
    expect(reaches(least.isAccused, accused)).toBe(true)
    expect(Math.abs(meanPairs - least.meanPairs)).toBeLessThan(1)
  })
})

test('with a spread of 1 % and a threshold of 2 %, eleven pairs show that nothing changed, and ten a regression of 3 %', () => {
  const plan = { looks: [10, 14, 20, 28, 40, 60], alpha, threshold: 0.02 }
  const unchanged = verdictRates(0, 0.01, plan, runs)
  expect(reaches(0.99, { hits: unchanged.counts['no-regression'] + unchanged.counts['small-change'], runs })).toBe(true)
  expect(unchanged.meanPairs).toBeLessThan(11.5)
  const slower = verdictRates(Math.log(1.03), 0.01, plan, runs)
  expect(reaches(0.99, { hits: slower.counts.regression, runs })).toBe(true)
  expect(slower.meanPairs).toBeLessThan(10.5)
})
