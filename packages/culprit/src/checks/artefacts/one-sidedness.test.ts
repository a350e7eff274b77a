import { expect, test } from 'vitest'
import { knowing, suiteOf } from '../../../../../test/artefact-facts.ts'
import { oneSidedness } from './one-sidedness.ts'

const noise = { copies: null, floor: Math.log1p(0.02) }
const some = (count: number, percent: number, isControl = false) => Array.from({ length: count }, () => [1000, percent, isControl] as const)

test('a suite that goes one way with its controls changed its host: a hard hit', () => {
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(14, 5), ...some(3, 6, true)]) }))).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement:
      '14 of 14 benchmarks that changed became slower (by chance: 6.1e-5), and the 3 untouched controls went along (6.0 %): the host changed.',
    value: expect.closeTo(2 ** -14, 12),
    unit: 'probability',
    supports: ['environment'],
    against: [],
  })
})

test('taking the move of the controls away makes it a common cause in the code: a soft hit', () => {
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(14, 5), ...some(3, 0, true)]) }))).toMatchObject({
    outcome: 'hit',
    strength: 'soft',
    statement: expect.stringContaining('a common cause in what changed.'),
    supports: [],
    against: ['environment'],
  })
  // Controls that move within the noise floor do not go along.
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(14, 5), ...some(3, 1, true)]) }))).toMatchObject({ strength: 'soft' })
  // Controls that go the other way do not go along.
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(14, 5), ...some(3, -6, true)]) }))).toMatchObject({ strength: 'soft' })
})

test('without controls it is open whether host or code', () => {
  expect(oneSidedness(knowing({ noise, suite: suiteOf(some(14, 5)) }))).toMatchObject({ outcome: 'hit', strength: 'soft', against: [] })
})

test('a suite that goes both ways is no hit, whatever the controls do', () => {
  const found = oneSidedness(knowing({ noise, suite: suiteOf([...some(9, 5), ...some(5, -5), ...some(3, 6, true)]) }))
  expect(found).toMatchObject({
    outcome: 'clear',
    statement: '9 of 14 benchmarks that changed became slower (by chance: 0.212): no common direction.',
  })
})

test('becoming faster all together is one-sided, too', () => {
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(14, -5), ...some(3, -6, true)]) }))).toMatchObject({
    outcome: 'hit',
    strength: 'hard',
  })
})

test('ten decided benchmarks of one side are the fewest that tell, and undecided ones and controls do not count', () => {
  expect(oneSidedness(knowing({ noise, suite: suiteOf(some(10, 5)) })).outcome).toBe('hit')
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(9, 5), ...some(40, 1), ...some(5, 6, true)]) })).outcome).toBe(
    'not-applicable',
  )
  expect(oneSidedness(knowing({ noise, suite: suiteOf([...some(12, 5), some(1, -5)[0]!]) })).outcome).toBe('clear')
})
