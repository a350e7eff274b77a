import { describe, expect, test } from 'vitest'
import { samples } from '../../../../test/cases/report/samples.ts'
import type { ReportDocument } from './document.ts'
import { judgementOf, type Outcome } from './outcomes.ts'

const outcomesOf = (document: ReportDocument): readonly Outcome[] => judgementOf(document)?.outcomes ?? []
const shown = (document: ReportDocument) => outcomesOf(document).map(({ name, outcome, word }) => `${name}: ${outcome} (${word})`)

describe('of benchmarks', () => {
  const { bench } = samples
  const [load] = bench.benchmarks.filter(({ name }) => name === 'load')
  const beside = load!.baseline!
  const only = (changes: Partial<typeof load>) =>
    outcomesOf({ ...bench, baseline: null, benchmarks: [{ ...load!, target: null, ...changes }] })[0]!

  test.each([
    ['regressed', { baseline: { ...beside, verdict: 'regression' as const } }, 'failed', 'regression'],
    ['missed its target', { baseline: null, target: { text: '< 2.5 ms', limit: 2.5e6, state: 'missed' as const } }, 'failed', 'missed'],
    ['failed', { baseline: null, state: 'failed' as const, failure: 'it exited with 1' }, 'broken', 'failed'],
    [
      'fails where the baseline did not',
      { baseline: { ...beside, verdict: 'regression' as const }, state: 'failed' as const, failure: 'it exited' },
      'failed',
      'regression',
    ],
    ['was left out', { baseline: null, state: 'not-measured' as const, failure: 'no such engine' }, 'skipped', 'not-measured'],
    ['is suspect', { baseline: { ...beside, verdict: 'inconclusive' as const, isSuspect: true } }, 'skipped', 'suspect'],
    ['is not decided', { baseline: { ...beside, verdict: 'inconclusive' as const, isSuspect: false } }, 'skipped', 'inconclusive'],
    [
      'has a target that was not measured',
      { baseline: null, target: { text: '< 1 s', limit: 1e9, state: 'not-measured' as const } },
      'skipped',
      'not-measured',
    ],
    ['met its target', { baseline: null, target: { text: '< 1 s', limit: 1e9, state: 'met' as const } }, 'passed', 'met'],
    ['was measured', { baseline: null }, 'passed', 'measured'],
  ] as const)('one that %s', (_, changes, outcome, word) => {
    expect(only(changes)).toMatchObject({ outcome, word, group: 'parser', name: 'load' })
  })

  test('one that is no longer there is no pass', () => {
    const missing = [{ suite: 'parser', name: 'gone' }]
    expect(shown({ ...bench, baseline: { ...bench.baseline!, missing } })).toContain('gone: skipped (missing)')
  })

  test('the time is the median, and of nothing but times', () => {
    expect(only({}).timeNs).toBe(load!.median)
    expect(only({ unit: 'bytes' }).timeNs).toBeNull()
    expect(only({ median: null }).timeNs).toBeNull()
  })
})

test('of an alarm, each entry: only what crossed its budget fails, and what could not be judged is no pass', () => {
  const [entry] = samples.alarm.entries
  const states = ['within', 'crossed', 'undecided', 'no-reference', 'failed', 'updated', 'removed'] as const
  const entries = states.map(state => ({ ...entry!, name: `a ${state} one`, state }))
  expect(shown({ ...samples.alarm, entries })).toEqual([
    'a within one: passed (within)',
    'a crossed one: failed (crossed)',
    'a undecided one: skipped (undecided)',
    'a no-reference one: skipped (no-reference)',
    'a failed one: broken (failed)',
    'a updated one: passed (updated)',
    'a removed one: skipped (removed)',
  ])
})

test('of commands, one that fails on both sides is broken, and one that fails on the candidate alone failed', () => {
  const [command] = samples['suite-comparison'].commands
  const verdicts = ['regression', 'inconclusive', 'improvement', 'not-measured'] as const
  const commands = verdicts.map(verdict => ({ ...command!, name: verdict, verdict }))
  expect(outcomesOf({ ...samples['suite-comparison'], commands }).map(({ outcome }) => outcome)).toEqual([
    'failed',
    'skipped',
    'passed',
    'broken',
  ])
})

test('of comparisons, each one, and none that failed on both sides counts as compared', () => {
  const [one] = samples.comparisons.comparisons
  const comparisons = [
    { ...one!, name: 'a', verdict: 'regression' as const },
    { ...one!, name: 'b', verdict: 'inconclusive' as const, decidedBy: 'wall' as const },
    { ...one!, name: 'c', verdict: 'inconclusive' as const, decidedBy: 'failure' as const },
    { ...one!, name: 'd', verdict: 'small-change' as const },
  ]
  expect(outcomesOf({ ...samples.comparisons, comparisons }).map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'a failed',
    'b skipped',
    'c broken',
    'd passed',
  ])
})

test('a report in which there was nothing to judge is no pass', () => {
  expect(shown({ ...samples.alarm, entries: [] })).toEqual(['alarm: skipped (nothing judged)'])
  expect(shown({ ...samples.bench, benchmarks: [] })).toEqual(['bench: skipped (nothing judged)'])
})

test('what only tells has nothing to pass or fail', () => {
  const telling = Object.values<ReportDocument>(samples).filter(document => judgementOf(document) === null)
  expect([...new Set(telling.map(({ kind }) => kind))].toSorted()).toEqual([
    'environment',
    'files-diff',
    'function-diff',
    'module',
    'module-diff',
    'modules',
    'profile',
    'profile-diff',
    'suspects',
  ])
})
