import { describe, expect, test } from 'vitest'
import type { ComparedCommand } from '../model/suite-comparison.ts'
import { commonCauseOf } from './common-cause.ts'
import { readCounts } from './counts.ts'
import { deadlineOf } from './deadline.ts'
import { saysOutOfMemory } from './run-state.ts'

describe('counts', () => {
  const asked = { tests: 'tests: (\\S+)', passed: '^passed (\\d+)$', failed: null }

  test('are the last ones of the output', () => {
    expect(readCounts('tests: 1\npassed 7\ntests: 12\npassed 11\n', asked)).toEqual({
      counts: { tests: 12, passed: 11, failed: null },
      unread: [],
    })
  })

  test.each(['NaN', '-1', '1e9', '1.5', '12,345', '9'.repeat(400), 'Infinity'])('that are "%s" are not known', value => {
    expect(readCounts(`tests: ${value}`, asked)).toEqual({
      counts: { tests: null, passed: null, failed: null },
      unread: ['tests', 'passed'],
    })
  })
})

test('memory that ran out is read from the end of the output', () => {
  expect(saysOutOfMemory('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n')).toBe(true)
  expect(saysOutOfMemory("terminate called after throwing an instance of 'std::bad_alloc'\n")).toBe(true)
  expect(saysOutOfMemory(`out of memory test: ok\n${'.'.repeat(5000)}`)).toBe(false)
})

describe('a time limit', () => {
  const s = 1e9

  test('40 times what was measured is too loose, and three times that is proposed', () => {
    expect(deadlineOf(600 * s, true, 15 * s)).toMatchObject({ state: 'loose', proposalNs: 60 * s })
    expect(deadlineOf(60 * s, true, 0.2 * s)).toMatchObject({ state: 'loose', proposalNs: s })
  })

  test('that nobody chose is never too loose', () => {
    expect(deadlineOf(600 * s, false, 1 * s)).toMatchObject({ state: 'fits', proposalNs: null })
  })

  test('of which more than 80 % was used is too tight', () => {
    expect(deadlineOf(60 * s, true, 49 * s)).toMatchObject({ state: 'tight', proposalNs: 180 * s })
    expect(deadlineOf(60 * s, false, 47 * s)).toMatchObject({ state: 'fits', proposalNs: null })
    expect(deadlineOf(3600 * s, true, 3500 * s)).toMatchObject({ state: 'tight', proposalNs: 10_800 * s })
  })

  test('beside which nothing finished is not known to fit', () => {
    expect(deadlineOf(60 * s, true, null)).toMatchObject({ state: 'unknown', proposalNs: null })
  })
})

describe('a common cause', () => {
  const command = (name: string, seconds: number, ratio: number, verdict: ComparedCommand['verdict'] = 'regression'): ComparedCommand => {
    const side: ComparedCommand['baseline'] = {
      runs: 7,
      state: 'finished',
      failures: [],
      wallNs: null,
      counts: { tests: null, passed: null, failed: null },
    }
    return {
      name,
      command: [name],
      verdict,
      reason: '',
      decidedBy: 'wall',
      ratio: { estimate: ratio, low: ratio / 1.02, high: ratio * 1.02, confidence: 0.95 },
      perTest: null,
      isJudgedPerTest: false,
      rounds: 6,
      contendedRuns: 0,
      screening: null,
      isConfirmed: true,
      baseline: side,
      candidate: side,
      metrics: [{ metric: 'wall', unit: 'ns', baseline: seconds * 1e9, candidate: seconds * ratio * 1e9, ratio: null }],
      worst: null,
      notes: [],
      deadline: deadlineOf(600e9, false, seconds * 1e9),
    }
  }
  const times = [1, 3, 8, 20, 60, 150]

  test('is told by one factor of all commands', () => {
    const ratios = [1.29, 1.31, 1.3, 1.305, 1.295, 1.3]
    expect(commonCauseOf(times.map((s, index) => command(`c${index}`, s, ratios[index]!)))).toMatchObject({
      kind: 'ratio',
      ratio: expect.closeTo(1.3, 2),
      own: [],
    })
  })

  test('is told by one time that all commands gained', () => {
    const found = commonCauseOf(times.map((s, index) => command(`c${index}`, s, (s + 2 + index / 100) / s)))
    expect(found).toMatchObject({ kind: 'additive', addedNs: expect.closeTo(2e9, -8) })
    expect(found.statement).toContain('start-up')
  })

  test('is none when one command alone is slower, which is named', () => {
    const ratios = [1.001, 2, 0.999, 1.002, 0.998, 1]
    const found = commonCauseOf(
      times.map((s, index) => command(`c${index}`, s, ratios[index]!, index === 1 ? 'regression' : 'no-regression')),
    )
    expect(found).toMatchObject({ kind: 'own', own: ['c1'] })
    expect(found.statement).toContain('"c1"')
  })

  test('of few commands is a factor that lies in every interval', () => {
    expect(commonCauseOf([command('a', 1, 1.3), command('b', 9, 1.31)])).toMatchObject({ kind: 'ratio', ratio: expect.closeTo(1.305, 2) })
    expect(commonCauseOf([command('a', 1, 2), command('b', 9, 1, 'no-regression')])).toMatchObject({ kind: 'own', own: ['a'] })
  })

  test('cannot be told from one command', () => {
    expect(commonCauseOf([command('a', 1, 2)])).toMatchObject({ kind: 'unknown', own: [] })
    expect(commonCauseOf([])).toMatchObject({ kind: 'unknown' })
  })
})
