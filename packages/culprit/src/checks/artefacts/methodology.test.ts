import { expect, test } from 'vitest'
import { knowing } from '../../../../../test/artefact-facts.ts'
import type { History } from './facts.ts'
import { methodology } from './methodology.ts'

const day = 24 * 60 * 60 * 1000

interface Change {
  /** Days without data before the step; 1 is the usual pause. */
  readonly pause?: number
  /** Of the points from the step on. */
  readonly harness?: string | null
  readonly percent?: number
  /** Percent by which run and compile metrics step along. */
  readonly others?: readonly [run: number, compile: number]
}

/** Twenty days with a step in the middle. */
function historyWith({ pause = 1, harness = '0.16.0', percent = 20, others }: Change): History {
  const stepped = (by: number) => Array.from({ length: 20 }, (_, index) => (100 + (index % 3)) * (index >= 10 ? 1 + by / 100 : 1))
  return {
    benchmark: 'parse',
    step: 10,
    points: stepped(percent).map((value, index) => ({
      value,
      measured: (index + (index >= 10 ? pause - 1 : 0)) * day,
      harness: index >= 10 ? harness : '0.16.0',
    })),
    others:
      others === undefined
        ? []
        : [
            { metric: 'memory', compileOnly: false, values: stepped(others[0]) },
            { metric: 'compile', compileOnly: true, values: stepped(others[1]) },
          ],
  }
}

const find = (change: Change) => methodology(knowing({ history: historyWith(change) }))

test('a step from which on another harness measured is a change of method: a hard hit', () => {
  expect(find({ harness: '0.17.0', pause: 80 })).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement: 'The step comes with a change of method: 80 days without data before it, another harness from it on (0.16.0, then 0.17.0).',
    value: 80,
    unit: 'days without data',
    supports: ['harness'],
    against: [],
  })
  expect(find({ harness: '0.17.0' })).toMatchObject({ outcome: 'hit', strength: 'hard' })
})

test('taking hole and harness away takes the hit away', () => {
  expect(find({})).toMatchObject({
    outcome: 'clear',
    statement: 'The step comes with no change of method: 1.0 days without data before it, the same harness (0.16.0).',
    against: ['harness'],
  })
})

test('a hole alone is a soft hit: real changes fall into holes as well', () => {
  expect(find({ pause: 80 })).toMatchObject({ outcome: 'hit', strength: 'soft', supports: [] })
  expect(find({ pause: 14 }).outcome).toBe('clear')
})

test('a series that is measured every month has no hole where a month is missing', () => {
  const { points, ...history } = historyWith({})
  const monthly = points.map(({ measured, ...point }, index) => ({ ...point, measured: measured! * 30 + (index >= 10 ? 30 * day : 0) }))
  expect(methodology(knowing({ history: { ...history, points: monthly } })).outcome).toBe('clear')
})

test('all metrics stepping, compile-only ones too, is soft alone and hard with a hole', () => {
  expect(find({ others: [20, 18] })).toMatchObject({ outcome: 'hit', strength: 'soft' })
  expect(find({ others: [20, 18], pause: 80 })).toMatchObject({ outcome: 'hit', strength: 'hard' })
  // Taking the step of the compile-only metric away leaves the hole alone.
  expect(find({ others: [20, 0], pause: 80 })).toMatchObject({ outcome: 'hit', strength: 'soft' })
  expect(find({ others: [20, 0] })).toMatchObject({ outcome: 'clear', statement: expect.stringContaining('compile did not step') })
  expect(find({ others: [20, -18] }).outcome).toBe('clear')
  // Metrics that all run the workload show nothing: a slower module slows them all.
  const { others, ...history } = historyWith({ others: [20, 18], pause: 80 })
  const running = others.map(metric => ({ ...metric, compileOnly: false }))
  expect(methodology(knowing({ history: { ...history, others: running } }))).toMatchObject({ outcome: 'hit', strength: 'soft' })
})

test('a harness whose version changes at most points says nothing about this one', () => {
  const { points, ...history } = historyWith({})
  const restless = points.map((point, index) => ({ ...point, harness: 'commit ' + index }))
  expect(methodology(knowing({ history: { ...history, points: restless } }))).toMatchObject({
    outcome: 'clear',
    statement: expect.stringContaining('which changes at 19 of 19 points'),
  })
})

test('where the history has no step there is nothing that a change of method made', () => {
  expect(find({ harness: '0.17.0', percent: 0 })).toMatchObject({ outcome: 'clear', statement: expect.stringContaining('no step') })
})

test('what is not known is not taken for the same', () => {
  const { points, ...history } = historyWith({})
  const bare = points.map(({ value }) => ({ value, measured: null, harness: null }))
  expect(methodology(knowing({ history: { ...history, points: bare } })).outcome).toBe('not-applicable')
  expect(methodology(knowing({ history: { ...history, points, step: 0 } })).outcome).toBe('not-applicable')
  expect(methodology(knowing({ history: { ...history, points, step: 18 } })).outcome).toBe('not-applicable')
  expect(methodology(knowing({})).outcome).toBe('not-applicable')
})
