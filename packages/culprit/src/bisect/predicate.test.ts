import { describe, expect, test } from 'vitest'
import { predicateTally } from '../../../../bench/bisection/predicates.ts'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { answerOfExitCode, bisectPredicate, type PredicateOutcome, type RunRequest, type RunResult } from './predicate.ts'

function run(
  versions: number,
  answer: (request: RunRequest) => RunResult,
  maxRuns = 500,
): { outcome: PredicateOutcome; asked: RunRequest[] } {
  const asked: RunRequest[] = []
  const steps = bisectPredicate({ weights: Array.from({ length: versions }, () => 1), alpha: 0.02, maxRuns })
  let next = steps.next()
  while (next.done !== true) {
    asked.push(next.value)
    next = steps.next(answer(next.value))
  }
  return { outcome: next.value, asked }
}

describe('a command that never errs', () => {
  test.each([1, 2, 30, 62, 63])('names the first bad of 64 versions (%i) after some thirty runs', place => {
    const { outcome, asked } = run(64, ({ version }) => (version < place ? 'good' : 'bad'))
    expect(outcome).toMatchObject({ outcome: 'found', reason: 'confirmed', culprit: { from: place - 1, to: place }, probability: 0.99 })
    expect(asked.filter(({ purpose }) => purpose === 'confirmation')).toHaveLength(16)
    expect(asked.length).toBeLessThan(40)
  })

  test('and says the same of both ends has no step', () => {
    expect(run(64, () => 'good').outcome).toMatchObject({ outcome: 'no-step', reason: 'ends-alike', culprit: null, probability: null })
    expect(run(64, () => 'bad').outcome.outcome).toBe('no-step')
  })

  test('and skips versions names those around them', () => {
    const { outcome } = run(16, ({ version }) => (version === 7 || version === 8 ? 'skip' : version < 8 ? 'good' : 'bad'))
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 6, to: 9 } })
    expect(outcome.versions[7]).toEqual({ good: 0, bad: 0, isSkipped: true })
  })

  test.each([
    [0, 'good-end-skipped'],
    [15, 'bad-end-skipped'],
  ] as const)('and skips an end (%i) leaves it undecided', (end, reason) => {
    expect(run(16, ({ version }) => (version === end ? 'skip' : 'good')).outcome).toMatchObject({ outcome: 'undecided', reason })
  })
})

describe('a command that errs', () => {
  test.each([
    [0.05, 0.05],
    [0.1, 0.1],
    [0, 0.5],
  ])('at %s before the step and %s after it names a wrong version in at most 2 % of searches', (falseAlarms, misses) => {
    const { wrong, outcomes, runs } = predicateTally({ versions: 64, falseAlarms, misses, skipped: 0 }, 60)
    expect(isWithin(0.02, { hits: wrong, runs })).toBe(true)
    expect(outcomes.found).toBeGreaterThan(55)
  })

  test('is not believed when fresh runs answer alike', () => {
    const { outcome } = run(16, ({ version, purpose, number }) =>
      purpose === 'confirmation' ? (number % 2 === 0 ? 'good' : 'bad') : version < 8 ? 'good' : 'bad',
    )
    expect(outcome).toMatchObject({ outcome: 'undecided', culprit: null })
  })
})

test('runs that are spent leave it undecided, with what is known by then', () => {
  expect(run(16, ({ version }) => (version < 8 ? 'good' : 'bad'), 12).outcome).toMatchObject({
    outcome: 'undecided',
    reason: 'over',
    runs: 12,
  })
  expect(run(16, () => 'over').outcome).toMatchObject({ outcome: 'undecided', reason: 'over', runs: 0, probability: null })
})

test('exit codes mean what git bisect run takes them for', () => {
  expect([0, 1, 124, 125, 126, 127].map(answerOfExitCode)).toEqual(['good', 'bad', 'bad', 'skip', 'bad', 'bad'])
  expect([128, 137, -1, 1.5].map(answerOfExitCode)).toEqual([null, null, null, null])
})

test('a range or an alpha that is none is refused', () => {
  expect(() => run(1, () => 'good')).toThrow(/at least two versions, got 1/)
  expect(() => bisectPredicate({ weights: [1, 1], alpha: 0, maxRuns: 10 }).next()).toThrow(/alpha must be between 0 and 1, got 0/)
})
