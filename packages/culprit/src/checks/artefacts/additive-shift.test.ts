import { expect, test } from 'vitest'
import { knowing, oneFingerprint, suiteOf } from '../../../../../test/artefact-facts.ts'
import { additiveShift } from './additive-shift.ts'

const baselines = [10, 16, 25, 40, 63, 100, 160, 250, 400, 630, 1000, 2500, 6300, 16_000, 40_000, 100_000]
/** Each with added nanoseconds, and a noise of .5 % that alternates. */
const adding = (ns: number, isControl = false) =>
  baselines.map((baselineNs, index) => [baselineNs, 100 * (ns / baselineNs) + (index % 2 === 0 ? 0.5 : -0.5), isControl] as const)

test('the same nanoseconds on top of every benchmark are the price of a call: a hard hit', () => {
  expect(additiveShift(knowing({ suite: suiteOf(adding(8)) }))).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement:
      'All benchmarks gained about 8.0 ns, whatever they take: the price of a call changed, as when a harness adds an overhead or ceases to subtract it.',
    value: expect.closeTo(8, 1),
    unit: 'ns',
    supports: ['harness'],
    against: [],
  })
})

test('taking the nanoseconds away takes the hit away', () => {
  expect(additiveShift(knowing({ suite: suiteOf(adding(0)) }))).toMatchObject({
    outcome: 'clear',
    statement: 'The benchmarks share no shift, neither added time nor a factor.',
  })
})

test('a factor that all share is no added time', () => {
  expect(additiveShift(knowing({ suite: suiteOf(baselines.map(baselineNs => [baselineNs, 8])) }))).toMatchObject({
    outcome: 'clear',
    statement: 'What the benchmarks share is a factor (1.080), not added time.',
  })
})

test('untouched controls decide whether it is the harness that adds the time or what changed', () => {
  const controls = (ns: number) => adding(ns, true).slice(0, 4)
  expect(additiveShift(knowing({ suite: suiteOf([...adding(8), ...controls(8)]) }))).toMatchObject({
    strength: 'hard',
    supports: ['harness'],
  })
  expect(additiveShift(knowing({ suite: suiteOf([...adding(8), ...controls(0)]) }))).toMatchObject({
    strength: 'soft',
    statement:
      'All benchmarks gained about 8.0 ns, whatever they take; the untouched controls did not, so it is the price of a call in what changed.',
    against: ['harness'],
  })
  // Controls that take too long to show 8 ns say nothing.
  expect(additiveShift(knowing({ suite: suiteOf([...adding(8), [1e6, 0, true]]) }))).toMatchObject({ strength: 'hard' })
})

test('where harness and timer are known to be the same the hit is soft', () => {
  const suite = suiteOf(adding(8))
  const fingerprints = (harness: string | null) =>
    ({ measured: 'history', baseline: oneFingerprint, candidate: { ...oneFingerprint, harness } }) as const
  expect(additiveShift(knowing({ suite, fingerprints: fingerprints(oneFingerprint.harness) }))).toMatchObject({
    strength: 'soft',
    supports: [],
  })
  expect(additiveShift(knowing({ suite, fingerprints: fingerprints('0.17.0') }))).toMatchObject({ strength: 'hard' })
  expect(additiveShift(knowing({ suite, fingerprints: fingerprints(null) }))).toMatchObject({ strength: 'hard' })
})

test('baselines that are too few, unknown or too much alike cannot tell', () => {
  expect(additiveShift(knowing({ suite: suiteOf(adding(8).slice(0, 4)) })).outcome).toBe('not-applicable')
  expect(additiveShift(knowing({ suite: suiteOf(adding(8).map(([, percent]) => [null, percent])) })).outcome).toBe('not-applicable')
  expect(additiveShift(knowing({ suite: suiteOf(baselines.map((_, index) => [100, index % 2 === 0 ? 8.5 : 7.5])) }))).toMatchObject({
    outcome: 'not-applicable',
    statement: expect.stringContaining('too much alike'),
  })
  expect(additiveShift(knowing({})).outcome).toBe('not-applicable')
})
