import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../../bench/bisection/scenarios.ts'
import { tally } from '../../../../bench/bisection/searches.ts'
import { isWithin, reaches } from '../../../../bench/statistics/rates.ts'

// The short form of error-rates.full.test.ts, with its seeds.
const alpha = 0.02
const runs = 40
const few = scenarios.filter(({ name }) =>
  ['one step, 12 versions first', '10 % broken', 'two steps', 'up twice, down once', 'no step', 'misleading prior'].includes(name),
)

describe.each(few)('64 versions, $name:', scenario => {
  const counted = tally(scenario, runs)

  test('a wrong version is named in at most 2 % of searches', () => {
    expect(isWithin(alpha, { hits: counted.wrong, runs })).toBe(true)
  })

  test('what there is to find is found in 98 %', () => {
    expect(reaches(1 - alpha, { hits: counted.complete, runs })).toBe(true)
    if (scenario.name === 'no step') expect(reaches(1 - alpha, { hits: counted.outcomes['no-step'], runs })).toBe(true)
  })
})

test('a step is found in no more measurements than the design took', () => {
  const mean = (versions: number, d: number) => tally({ name: 'one step', versions, d }, runs).until.reduce((sum, n) => sum + n, 0) / runs
  expect(mean(16, 2)).toBeLessThan(1.1 * 32)
  expect(mean(64, 2)).toBeLessThan(1.1 * 39)
})
