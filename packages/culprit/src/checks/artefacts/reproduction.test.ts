import { expect, test } from 'vitest'
import { knowing } from '../../../../../test/artefact-facts.ts'
import type { Verdict } from '../../model/comparison.ts'
import { reproduction } from './reproduction.ts'

const find = (verdict: Verdict, percent: number, differences: readonly string[] | null = []) =>
  reproduction(knowing({ reproduction: { kind: 'measured', verdict, logRatio: Math.log1p(percent / 100), differences } }))

test('a reported regression that a fresh comparison does not show is an artefact: a hard hit', () => {
  expect(find('no-regression', 0.3)).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement: 'Measured again there is no regression (0.3 %), under the conditions of the report.',
    value: expect.closeTo(1.003, 9),
    unit: 'ratio',
    supports: ['harness', 'environment'],
    against: [],
  })
  expect(find('improvement', -9)).toMatchObject({ outcome: 'hit', strength: 'hard' })
})

test('a regression that is there again takes the hit away', () => {
  expect(find('regression', 20)).toMatchObject({
    outcome: 'clear',
    statement: 'Measured again the regression is there (20.0 %).',
    against: ['harness', 'environment'],
  })
  expect(find('small-change', 1)).toMatchObject({ outcome: 'clear' })
})

test('other conditions prove nothing, and unknown ones little', () => {
  expect(find('no-regression', 0.3, ['engine', 'machine'])).toMatchObject({
    outcome: 'not-applicable',
    statement: expect.stringContaining('different: engine, machine'),
  })
  expect(find('no-regression', 0.3, null)).toMatchObject({ outcome: 'hit', strength: 'soft', supports: [] })
})

test('failing to measure is no artefact, and being unable to decide is none either', () => {
  expect(reproduction(knowing({ reproduction: { kind: 'failed', reason: 'the candidate does not start' } }))).toMatchObject({
    outcome: 'not-applicable',
    statement: 'The two versions could not be measured again (the candidate does not start); that says nothing about the regression.',
    supports: [],
  })
  expect(find('inconclusive', 3).outcome).toBe('not-applicable')
  expect(reproduction(knowing({})).outcome).toBe('not-applicable')
})
