import { describe, expect, test } from 'vitest'
import { regression } from '../../../../test/cases/report/comparisons.ts'
import { comparisonSchema, type Comparison } from '../model/comparison.ts'
import { withWork } from './work.ts'

const undecided: Comparison = {
  ...regression,
  verdict: 'inconclusive',
  decidedBy: 'cpu',
  reason: 'The budget ended.',
  pairsNeeded: 90,
  ratio: { estimate: 1.04, low: 0.9, high: 1.2, confidence: 0.98 },
}
const counted = (baseline: number, candidate: number, spread = 0) => ({
  counting: { baseline, candidate, launches: 2, spread },
  native: null,
})

describe('counts', () => {
  test('decide that the candidate does more work where no time can, and say that this is no time', () => {
    const result = withWork(undecided, counted(1000, 1050))
    expect(result).toMatchObject({ verdict: 'regression', decidedBy: 'instructions', ratio: { estimate: 1.05 }, pairsNeeded: null })
    expect(result.reason).toContain('executes 5 % more instructions, counted exactly; how much that changes its time is not known')
    expect(withWork(undecided, counted(1050, 1000)).verdict).toBe('improvement')
  })

  test('that are equal, or nearly, decide nothing', () => {
    for (const candidate of [1000, 1019]) {
      expect(withWork(undecided, counted(1000, candidate))).toMatchObject({
        verdict: 'inconclusive',
        decidedBy: 'cpu',
        ratio: undecided.ratio,
      })
    }
    expect(withWork(undecided, counted(1000, 1000)).reason).toContain('the same number of instructions, which says nothing about how fast')
  })

  test('that vary by as much as they differ decide nothing', () => {
    expect(withWork(undecided, counted(1000, 1050, 0.03)).verdict).toBe('inconclusive')
  })

  test.each([
    ['the clock has decided', { decidedBy: 'wall' }],
    ['processor time has decided', { verdict: 'no-regression' }],
    ['there were too few pairs to tell anything', { ratio: { estimate: 1.04, low: null, high: null, confidence: 0.98 } }],
    ['the sides do different work', { warnings: [{ code: 'checksums-differ', message: '', action: '' }] }],
  ] satisfies [string, Partial<Comparison>][])('decide nothing where %s', (_, fields) => {
    const comparison = { ...undecided, ...fields }
    const { verdict, decidedBy, ratio, reason } = withWork(comparison, counted(1000, 1050))
    expect({ verdict, decidedBy, ratio, reason }).toEqual({
      verdict: comparison.verdict,
      decidedBy: comparison.decidedBy,
      ratio: comparison.ratio,
      reason: comparison.reason,
    })
  })

  test('are metrics in any case, and where nothing was counted there are none', () => {
    const native = {
      kind: 'counted',
      tool: 'valgrind',
      baseline: 5000,
      candidate: 5100,
      spread: 0.001,
      launches: 2,
      iterations: 10,
    } as const
    const comparison = withWork(regression, { ...counted(1000, 1010), native })
    const { metrics } = comparisonSchema.parse(comparison)
    expect(metrics.slice(-2).map(({ metric, unit, ratio }) => [metric, unit, ratio?.estimate])).toEqual([
      ['instructions', 'count', 1.01],
      ['machine-instructions', 'count', 1.02],
    ])
    expect(withWork(regression, { counting: null, native: { kind: 'unavailable', why: 'no counter' } }).metrics).toEqual(regression.metrics)
  })
})
