import { describe, expect, test } from 'vitest'
import { campaignRate, contendedRates, contendedWorlds } from '../../../../bench/statistics/contended.ts'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { defaultExperimentPlan } from './decide.ts'

const runs = 150

// Fixed seeds. A test fails when the exact 99 % bound of the rate is beyond the promise.
describe.each(contendedWorlds)('an experiment in the world "$name"', world => {
  test('claims a change where there is none in at most 2 %', () => {
    expect(isWithin(defaultExperimentPlan.alpha, contendedRates(world, 0, runs))).toBe(true)
  })

  test('finds 5 %, and gives a ratio that dropping pairs has not moved', () => {
    const found = contendedRates(world, Math.log1p(0.05), runs)
    expect(found.hits).toBe(runs)
    expect(Math.abs(found.bias)).toBeLessThan(0.005)
  })
})

test('processor time decides where everything is contended, and never on a quiet machine', () => {
  const [quiet, always] = ['quiet', 'busy all the time'].map(name =>
    contendedRates(
      contendedWorlds.find(world => world.name === name)!,
      0,
      40,
    ),
  )
  expect(quiet!.byCpu).toBe(0)
  expect(always!.byCpu).toBe(40)
})

test('the noise floor keeps what a whole campaign has in common from being claimed as a change', () => {
  expect(isWithin(0.04, campaignRate(0.01, true, runs))).toBe(true)
  expect(isWithin(0.04, campaignRate(0.02, true, runs))).toBe(true)
  // Without it there is nothing that could.
  expect(isWithin(0.04, campaignRate(0.02, false, runs))).toBe(false)
})
