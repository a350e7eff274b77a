import { expect, test } from 'vitest'
import { suiteComparison } from '../../../../test/cases/report/suites.ts'
import type { CommandRun, SuitePlan } from '../model/suite-comparison.ts'
import { suiteDocument } from './document.ts'

const { environment, baseline, candidate } = suiteComparison
const plan: SuitePlan = {
  formatVersion: 1,
  kind: 'suite',
  id: '20260203-140509-c0de',
  startedMs: 0,
  suite: 'guests',
  baseline,
  candidate,
  commands: ['a', 'b'].map(name => ({
    name,
    words: [name],
    folder: null,
    timeLimitNs: 600e9,
    hasOwnLimit: false,
    exitCodes: [0],
    counts: { tests: null, passed: null, failed: null },
  })),
  folder: '/',
  rounds: 6,
  threshold: 0.05,
  seed: 'seed',
  budgetNs: null,
  environment,
  command: [],
}

/** Every command takes a second on both sides, and ends like this. */
function runs(codes: Readonly<Record<string, readonly [number, number]>>, changed: Partial<CommandRun> = {}, rounds = 6): CommandRun[] {
  return plan.commands.flatMap(({ name }) =>
    Array.from({ length: rounds }, (_, round) =>
      (['baseline', 'candidate'] as const).map((side, index) => ({
        key: `screening/${round}/${name}/${side}`,
        phase: 'screening' as const,
        round,
        command: name,
        side,
        startedMs: 0,
        end: { kind: 'exited' as const, code: codes[name]?.[index] ?? 0 },
        wallNs: 1e9,
        userNs: 9e8,
        systemNs: 1e8,
        peakMemoryBytes: 1e7,
        counts: { tests: null, passed: null, failed: null },
        unread: [],
        saysOutOfMemory: false,
        leftProcesses: false,
        output: '',
        competition: 0,
        stealShare: 0,
        throttledPeriods: 0,
        competitors: [],
        ...changed,
      })),
    ).flat(),
  )
}

test('a suite is as bad as its worst command, and a command that fails on both sides is no pass', () => {
  expect(suiteDocument(plan, runs({}), false)).toMatchObject({
    verdict: 'no-regression',
    reason: 'Of 2 commands: 2 no-regression.',
    warnings: [],
  })
  expect(suiteDocument(plan, runs({ a: [1, 1] }), false)).toMatchObject({
    verdict: 'inconclusive',
    reason: 'Of 2 commands: 1 not measured, 1 no-regression.',
  })
  expect(suiteDocument(plan, runs({ a: [1, 1], b: [0, 1] }), false).verdict).toBe('regression')
  expect(suiteDocument(plan, [], false).verdict).toBe('inconclusive')
})

const codesOf = (document: ReturnType<typeof suiteDocument>) => document.warnings.map(({ code }) => code)

test('a result comes with its reservations', () => {
  expect(codesOf(suiteDocument(plan, runs({}, {}, 3), true))).toEqual(['budget-spent', 'few-rounds'])
  const file = { ...baseline, kind: 'file' as const, sha256: 'ab' }
  expect(codesOf(suiteDocument({ ...plan, baseline: file, candidate: { ...file, path: '/other' } }, runs({}), false))).toEqual([
    'same-file',
  ])
  expect(codesOf(suiteDocument({ ...plan, candidate: baseline }, runs({}), false))).toEqual(['same-path'])
  const busy = runs({}, { competition: 0.6, competitors: [{ name: 'cc1plus', share: 1.2 }] })
  expect(suiteDocument(plan, busy, false).warnings).toEqual([
    {
      code: 'contended',
      message: 'Others used the processors while 2 of 2 commands ran: cc1plus with 120 % of a processor, on average.',
      action: expect.any(String),
    },
  ])
  const many = Array.from({ length: 40 }, (_, index) => ({ ...plan.commands[0]!, name: `c${index}` }))
  expect(codesOf(suiteDocument({ ...plan, commands: many }, [], false))).toEqual(['few-rounds', 'many-commands'])
})
