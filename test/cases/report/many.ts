import type { Comparisons } from '../../../packages/culprit/src/model/comparisons.ts'
import type { Comparison } from '../../../packages/culprit/src/model/comparison.ts'
import { concluded, overall } from '../../../packages/culprit/src/verdict/many.ts'
import { improvement, inconclusive, noRegression, regression } from './comparisons.ts'

const unconfirmed: Comparison = {
  ...regression,
  run: '20260203-141800-77aa',
  ratio: { estimate: 1.024, low: 1.001, high: 1.05, confidence: 0.98 },
  p: 0.0191,
}
const compared = [
  concluded('parse.mjs, node@24', regression, true, {
    ...regression,
    run: '20260203-143000-b2c4',
    ratio: { estimate: 1.398, low: 1.351, high: 1.449, confidence: 0.99 },
  }),
  concluded('parse.mjs, node@22', improvement, true, { ...noRegression, run: '20260203-143500-0d1e' }),
  concluded('print.mjs, node@24', { ...noRegression, p: 0.61 }, null, null),
  concluded('print.mjs, node@22', unconfirmed, false, null),
  concluded('walk.mjs, node@24', { ...inconclusive, p: null }, null, null),
]

/** Five comparisons: confirmed, not confirmed, nothing, not survived, undecided. */
export const comparisons: Comparisons = {
  formatVersion: 1,
  kind: 'comparisons',
  plan: '20260203-140512-00f1',
  ...overall(compared),
  correction: { method: 'benjamini-yekutieli', rate: 0.05, screeningAlpha: 0.02, confirmationAlpha: 0.01 },
  comparisons: compared,
  artefacts: [
    {
      test: 'one-sidedness',
      strength: 'soft',
      statement: 'All 14 decided benchmarks became slower; by chance that has a probability of 0.0001.',
      value: 0.0001,
      unit: 'probability',
    },
  ],
  command: [
    'culprit',
    'compare',
    'npm:amaro@0.5.3',
    'npm:amaro@1.0.0',
    '--workload',
    'parse.mjs',
    '--more-workloads',
    'print.mjs',
    'walk.mjs',
  ],
  startedMs: Date.UTC(2026, 1, 3, 14, 5, 12),
  warnings: [],
}
