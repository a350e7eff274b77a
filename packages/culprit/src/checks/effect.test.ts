import { expect, test } from 'vitest'
import { crash, improvement, inconclusive, noRegression, regression, smallChange } from '../../../../test/cases/report/comparisons.ts'
import { factsAbout, sidesOf } from '../../../../test/facts.ts'
import { effect } from './effect.ts'

test.each([regression, improvement, smallChange])(
  'an interval that excludes equal speed speaks against the environment: $verdict',
  comparison => {
    expect(sidesOf(effect(factsAbout(comparison)))).toEqual([{ supports: [], against: ['environment'] }])
  },
)

test('an interval that holds equal speed and no slowdown speaks against every layer', () => {
  expect(sidesOf(effect(factsAbout(noRegression)))).toEqual([{ supports: [], against: ['module', 'glue', 'engine', 'flags'] }])
})

test('an interval that holds everything speaks against nothing', () => {
  const findings = effect(factsAbout(inconclusive))
  expect(sidesOf(findings)).toEqual([{ supports: [], against: [] }])
  expect(findings[0]!.statement).toBe(
    "In 6 pairs, ordered by a coin, the candidate takes 1.031 times the baseline's time (unbounded to unbounded): no difference is shown.",
  )
})

test('without a ratio there is no effect', () => {
  expect(effect(factsAbout(crash))).toEqual([])
})
