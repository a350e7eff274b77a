import { expect, test } from 'vitest'
import { answerOfRatio } from './condition.ts'
import { answerOfFailures, endOfCommand, type RunEnd } from './failures.ts'
import type { RunRequest } from './predicate.ts'
import { bisectRuns, expectedRuns, type RunsOutcome } from './runs.ts'

const good: RunEnd = { kind: 'answered', answer: 'good' }
const bad: RunEnd = { kind: 'answered', answer: 'bad' }
const crashed: RunEnd = { kind: 'failed', how: 'crashed' }
const hung: RunEnd = { kind: 'failed', how: 'hung' }
const noMemory: RunEnd = { kind: 'failed', how: 'out-of-memory' }

function run(versions: number, end: (request: RunRequest) => RunEnd | 'over'): { outcome: RunsOutcome; asked: RunRequest[] } {
  const asked: RunRequest[] = []
  const steps = bisectRuns({ weights: Array.from({ length: versions }, () => 1), alpha: 0.02, maxRuns: 500 })
  let next = steps.next()
  while (next.done !== true) {
    asked.push(next.value)
    next = steps.next(end(next.value))
  }
  return { outcome: next.value, asked }
}

test.each([
  ['crash', crashed],
  ['hang', hung],
  ['run out of memory', noMemory],
])('versions that %s are bad when the bad end does that too', (_, failure) => {
  const { outcome, asked } = run(16, ({ version }) => (version < 8 ? good : failure))
  expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 7, to: 8 } })
  expect(outcome.skipped.size).toBe(0)
  // None is run twice to be believed.
  expect(asked).toHaveLength(outcome.runs)
})

test.each([
  ['crashes', crashed, 3, 'crashed'],
  ['hangs', hung, 2, 'hung'],
  ['runs out of memory', noMemory, 3, 'crashed'],
] as const)('a version that %s where the bad end does not is skipped', (_, failure, tries, state) => {
  const { outcome, asked } = run(16, ({ version }) => (version === 8 ? failure : version < 8 ? good : bad))
  expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 7, to: 9 } })
  expect([...outcome.skipped]).toEqual([[8, state]])
  expect(asked.filter(({ version }) => version === 8)).toHaveLength(tries)
})

test('another failure than that of the bad end is no bad answer', () => {
  expect(answerOfFailures(['crashed', 'crashed', 'crashed'], new Set(['hung']))).toBe('skip')
  expect(answerOfFailures(['hung'], new Set(['hung']))).toBe('bad')
  expect(answerOfFailures(['crashed', 'hung'], new Set())).toBeNull()
  expect(answerOfFailures([], new Set(['hung']))).toBeNull()
})

test('a version that fails once and then answers is not skipped, and every run has a number of its own', () => {
  const { outcome, asked } = run(16, ({ version, number }) => (version === 7 && number === 0 ? crashed : version < 8 ? good : bad))
  expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 7, to: 8 } })
  expect(outcome.skipped.size).toBe(0)
  expect(new Set(asked.map(({ version, number }) => `${version}/${number}`)).size).toBe(asked.length)
  expect(Object.values(outcome.runsBy).reduce((sum, count) => sum + count)).toBe(asked.length)
})

test('what cannot be had is skipped at once and is no run', () => {
  const { outcome, asked } = run(16, ({ version }) => (version === 8 ? { kind: 'unavailable' } : version < 8 ? good : bad))
  expect(outcome).toMatchObject({ culprit: { from: 7, to: 9 } })
  expect([...outcome.skipped]).toEqual([[8, 'broken']])
  expect(outcome.runsBy.ends + outcome.runsBy.search + outcome.runsBy.confirmation).toBe(asked.length - 1)
})

test('a good end that only fails leaves it undecided, and the bad end is not asked', () => {
  const { outcome, asked } = run(16, () => crashed)
  expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'good-end-skipped' })
  expect(asked.map(({ version }) => version)).toEqual([0, 0, 0])
})

test('a good end that fails now and then like the bad one is as if it answered wrongly', () => {
  const { outcome } = run(16, ({ version, number }) => (version < 8 ? (number % 5 === 3 ? crashed : good) : crashed))
  expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 7, to: 8 } })
  expect(outcome.skipped.size).toBe(0)
})

test('runs that are over leave the likeliest places', () => {
  const { outcome } = run(16, ({ version, purpose }) => (purpose === 'confirmation' ? 'over' : version < 8 ? good : bad))
  expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'over', credible: [{ from: 7, to: 8 }] })
})

test.each([
  [{ kind: 'exited', code: 0 }, '', good],
  [{ kind: 'exited', code: 127 }, '', bad],
  [{ kind: 'exited', code: 125 }, '', { kind: 'answered', answer: 'skip' }],
  [{ kind: 'exited', code: 139 }, '', crashed],
  [{ kind: 'exited', code: 137 }, '', noMemory],
  [{ kind: 'exited', code: 1 }, 'out of memory', bad],
  [{ kind: 'killed', signal: 'SIGSEGV' }, '', crashed],
  [{ kind: 'killed', signal: 'SIGKILL' }, '', noMemory],
  [{ kind: 'killed', signal: 'SIGABRT' }, 'terminate called: std::bad_alloc', noMemory],
  [{ kind: 'timed-out' }, '', hung],
  [{ kind: 'not-started', why: 'ENOENT' }, '', { kind: 'unavailable' }],
] as const)('%j that said "%s" of memory is %j', (end, said, meaning) => {
  expect(endOfCommand({ end, saysOutOfMemory: said !== '' })).toEqual(meaning)
})

test('a condition is true on its side of the limit', () => {
  const answers = (['>', '>=', '<', '<='] as const).map(operator =>
    [1.4, 1.5, 1.6].map(ratio => answerOfRatio({ operator, ratio: 1.5 }, ratio)),
  )
  expect(answers).toEqual([
    ['good', 'good', 'bad'],
    ['good', 'bad', 'bad'],
    ['bad', 'good', 'good'],
    ['bad', 'bad', 'good'],
  ])
})

test('the plan expects what a command that never errs takes', () => {
  const { asked } = run(64, ({ version }) => (version < 32 ? good : bad))
  expect(expectedRuns(64, 0.02)).toBe(asked.length)
})
