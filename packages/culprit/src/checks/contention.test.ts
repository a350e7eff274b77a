import { expect, test } from 'vitest'
import { factsAbout, sidesOf } from '../../../../test/facts.ts'
import type { Comparison, ContentionSummary } from '../model/comparison.ts'
import { contention } from './contention.ts'

const quiet: ContentionSummary = {
  contendedPairs: 0,
  repeatedPairs: 0,
  waitShare: 0.004,
  stealShare: 0,
  throttledPeriods: 0,
  involuntarySwitches: 12,
  competitors: [],
}
const busy: ContentionSummary = {
  ...quiet,
  contendedPairs: 9,
  repeatedPairs: 3,
  waitShare: 0.4,
  competitors: [{ name: 'stress', share: 1.9 }],
}

const find = (summary: ContentionSummary | null, more: Partial<Comparison> = {}) =>
  contention(factsAbout({ contention: summary, pairs: 10, decidedBy: 'wall', ...more }))

test('pairs of which none was contended speak against the environment', () => {
  expect(sidesOf(find(quiet))).toEqual([{ supports: [], against: ['environment'] }])
  expect(find(quiet)[0]!.statement).toBe(
    'No pair was contended (its main thread waited for a processor in 0.4 % of the time, median over the launches).',
  )
})

test('contended pairs speak for nothing, because they were slow on both sides, and say who was in the way', () => {
  expect(sidesOf(find(busy))).toEqual([{ supports: [], against: [] }])
  expect(find(busy)[0]).toMatchObject({ value: 9, unit: 'pairs' })
  expect(find(busy)[0]!.statement).toContain('9 pairs were contended')
  expect(find(busy)[0]!.statement).toContain('beside it ran stress with 190 % of a processor')
  expect(find(busy, { decidedBy: 'cpu' })[0]!.statement).toContain('processor time decides')
})

test('where nothing was measured there is nothing to say', () => {
  expect(find(null)).toEqual([])
  expect(find(quiet, { pairs: 0 })).toEqual([])
})
