import { expect, test } from 'vitest'
import { knowing, suiteOf } from '../../../../../test/artefact-facts.ts'
import { controls } from './controls.ts'

/** Around a centre in percent, alternating by half a percent. */
const around = (percent: number, count: number) =>
  Array.from({ length: count }, (_, index) => Math.log1p(percent / 100) + (index % 2 === 0 ? 0.005 : -0.005))
const floor = Math.log1p(0.02)

test('a copy of the baseline that differs beyond the floor contaminates the campaign: a hard hit', () => {
  expect(controls(knowing({ noise: { copies: around(5, 12), floor } }))).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement:
      "What cannot have changed moved as well: the baseline's own copy by 5.0 % (12 values, noise floor 2.0 %). The campaign is contaminated.",
    value: expect.closeTo(1.05, 9),
    unit: 'ratio',
    supports: ['harness', 'environment'],
    against: [],
  })
})

test('a copy that stays takes the hit away', () => {
  expect(controls(knowing({ noise: { copies: around(0, 12), floor } }))).toMatchObject({
    outcome: 'clear',
    statement: "What cannot have changed did not move: the baseline's own copy by 0.0 %.",
    against: ['environment'],
  })
})

test('a copy that certainly differs, but within the floor, is what this machine always does', () => {
  expect(controls(knowing({ noise: { copies: around(1, 12), floor } })).outcome).toBe('clear')
  expect(controls(knowing({ noise: { copies: around(1, 12), floor: null } }))).toMatchObject({ outcome: 'hit', strength: 'soft' })
})

test('a copy that differs in too few pairs to be sure is not asked', () => {
  expect(controls(knowing({ noise: { copies: around(5, 7), floor } })).outcome).toBe('not-applicable')
  expect(controls(knowing({ noise: { copies: around(5, 8), floor } })).outcome).toBe('hit')
})

test('untouched benchmarks that move together beyond the floor are a hard hit, and one wild one among them is none', () => {
  const noise = { copies: null, floor }
  expect(
    controls(
      knowing({
        noise,
        suite: suiteOf([
          [10, 4, true],
          [90, 5, true],
          [700, 6, true],
        ]),
      }),
    ),
  ).toMatchObject({
    outcome: 'hit',
    strength: 'hard',
    statement:
      'What cannot have changed moved as well: the untouched controls by 5.0 % (3 values, noise floor 2.0 %). The campaign is contaminated.',
  })
  expect(
    controls(
      knowing({
        noise,
        suite: suiteOf([
          [10, 0, true],
          [90, 40, true],
          [700, 1, true],
          [9, 0, true],
        ]),
      }),
    ).outcome,
  ).toBe('clear')
  // The same numbers of benchmarks that the change reaches say nothing.
  expect(
    controls(
      knowing({
        noise,
        suite: suiteOf([
          [10, 4],
          [90, 5],
          [700, 6],
        ]),
      }),
    ).outcome,
  ).toBe('not-applicable')
})

test('without a floor it takes six controls that agree, and the hit is soft', () => {
  const of = (count: number) => suiteOf(Array.from({ length: count }, (_, index) => [100, 4 + index / 10, true] as const))
  expect(controls(knowing({ suite: of(6) }))).toMatchObject({ outcome: 'hit', strength: 'soft' })
  expect(controls(knowing({ suite: of(5) })).outcome).toBe('not-applicable')
})

test('thousands of controls are taken as well', () => {
  expect(controls(knowing({ suite: suiteOf(Array.from({ length: 6000 }, () => [100, 4, true] as const)) })).outcome).toBe('hit')
})
