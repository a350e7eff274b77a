import { expect, test } from 'vitest'
import { suitePlan } from '../../../../test/cases/report/suites.ts'
import { commandRun, plannedCommand } from '../../../../test/command-runs.ts'
import type { CommandRun, SuitePlan } from '../model/suite-comparison.ts'
import { suiteDocument } from './document.ts'

const { baseline } = suitePlan
const plan: SuitePlan = { ...suitePlan, commands: ['a', 'b'].map(name => plannedCommand(name)) }

/** Every command takes a second on both sides, and ends like this. */
function runs(codes: Readonly<Record<string, readonly [number, number]>>, changed: Partial<CommandRun> = {}, rounds = 6): CommandRun[] {
  return plan.commands.flatMap(({ name }) =>
    Array.from({ length: rounds }, (_, round) =>
      (['baseline', 'candidate'] as const).map((side, index) =>
        commandRun({ round, command: name, side, end: { kind: 'exited', code: codes[name]?.[index] ?? 0 }, ...changed }),
      ),
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
  const busy = runs(
    {},
    {
      competition: 0.6,
      competitors: [
        { name: 'cc1plus', share: 1.2 },
        { name: 'init', share: 0.001 },
      ],
    },
  )
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
