import { expect, test } from 'vitest'
import { knowing } from '../../../../../test/artefact-facts.ts'
import type { AlertSet, History } from './facts.ts'
import { flapping, flappingNames } from './flapping.ts'

const alertsOf = (...sets: readonly (readonly [slower: string, faster: string])[]): AlertSet[] =>
  sets.map(([slower, faster], index) => ({ revision: 'r' + index, slower: Array.from(slower), faster: Array.from(faster) }))

/** Levels in percent above 100, each for three points, with a noise of half a percent. */
function historyOf(levels: readonly number[]): History {
  const values = levels.flatMap(level => [level, level + 0.5, level - 0.5]).map(level => 100 + level)
  return { benchmark: 'sort', step: 3, points: values.map(value => ({ value, measured: null, harness: null })), others: [] }
}

test('the same names turning slower and faster at successive commits flap: a hard hit', () => {
  expect(flapping(knowing({ alerts: alertsOf(['abcd', ''], ['x', 'abcd'], ['abc', '']) }))).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement: 'The same benchmarks turn slower and faster again: of two successive alert sets, typically 70 % of the names turn.',
    value: expect.closeTo((0.8 + 0.6) / 2),
    unit: 'share of names',
    supports: ['environment'],
    against: [],
  })
})

test('other names each time take the hit away', () => {
  expect(flapping(knowing({ alerts: alertsOf(['abcd', ''], ['', 'efgh'], ['ijkl', '']) }))).toMatchObject({ outcome: 'clear', value: 0 })
})

test('names that are reported slower again and again do not turn: a regression that stays is none', () => {
  expect(flapping(knowing({ alerts: alertsOf(['abcd', ''], ['abcd', ''], ['abcd', '']) })).outcome).toBe('clear')
})

test('a change and its revert turn once, which is not flapping', () => {
  expect(flapping(knowing({ alerts: alertsOf(['abcd', ''], ['', 'abcd']) })).outcome).toBe('not-applicable')
  expect(flappingNames(knowing({ alerts: alertsOf(['abcd', ''], ['', 'abcd']) })).size).toBe(0)
})

test('a history of two levels that keeps going back to the old one flaps: a hard hit', () => {
  expect(flapping(knowing({ history: historyOf([0, 8, 0, 8, 8, 0, 8]) }))).toMatchObject({
    outcome: 'hit',
    strength: 'hard',
    statement: 'The history of sort has two levels 8.0 % apart and went from one to the other 5 times: the new level is an old one.',
    value: 5,
  })
})

test('taking the returns away takes the hit away, even with one fix in between', () => {
  expect(flapping(knowing({ history: historyOf([0, 0, 0, 0, 8, 8, 8]) })).outcome).toBe('clear')
  expect(flapping(knowing({ history: historyOf([0, 0, 8, 8, 8, 0, 0]) })).outcome).toBe('clear')
  // And taking the second level away.
  expect(flapping(knowing({ history: historyOf([0, 0, 0, 0, 0, 0, 0]) })).outcome).toBe('clear')
})

const at = (levels: readonly number[]): History => {
  const { points, ...history } = historyOf([0])
  return { ...history, points: levels.map((level, index) => ({ ...points[0]!, value: 100 + level + 1.5 * Math.sin(7 * index) })) }
}

test('single spikes are no visits to another level, but alternating from point to point is', () => {
  const step = Array.from({ length: 40 }, (_, index) => (index < 20 ? 0 : 8))
  expect(flapping(knowing({ history: at(step.with(25, 0).with(33, 0)) })).outcome).toBe('clear')
  expect(flapping(knowing({ history: at(step.map((_, index) => (index % 2 === 0 ? 0 : 8))) }))).toMatchObject({ outcome: 'hit', value: 39 })
})

test('two single points at an old level far away are visits; one is none, and halfway is not there', () => {
  const step = Array.from({ length: 40 }, (_, index) => (index < 20 ? 0 : 30))
  const visited = (...levels: readonly number[]) =>
    at(step.map((level, index) => (index === 27 ? levels[0]! : index === 34 ? levels[1]! : level)))
  expect(flapping(knowing({ history: visited(0, 0) })).outcome).toBe('hit')
  expect(flapping(knowing({ history: visited(0, 30) })).outcome).toBe('clear')
  expect(flapping(knowing({ history: visited(0, 12) })).outcome).toBe('clear')
})

test('few points or few alert sets cannot tell', () => {
  expect(flapping(knowing({ history: historyOf([0, 8, 0]) })).outcome).toBe('not-applicable')
  expect(flapping(knowing({})).outcome).toBe('not-applicable')
})

test('the names that flap are those that turned twice, and the one whose history does', () => {
  const alerts = alertsOf(['abc', ''], ['', 'ab'], ['a', ''])
  expect([...flappingNames(knowing({ alerts, history: historyOf([0, 8, 0, 8, 0]) }))]).toEqual(['a', 'sort'])
})
