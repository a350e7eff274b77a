import type { Bisection } from '../../../packages/culprit/src/model/bisection.ts'

const unmeasured = { effect: null, pairs: 0, failure: null, instructions: null }
const ratio = (estimate: number, low: number, high: number, confidence: number) => ({ estimate, low, high, confidence })

/** Six versions: one with the same bytes as another, one that does not build, and the step after it. */
export const bisection: Bisection = {
  formatVersion: 1,
  kind: 'bisection',
  run: '20260204-101500-91ce',
  startedMs: Date.UTC(2026, 1, 4, 10, 15),
  source: 'npm:amaro',
  outcome: 'found',
  reason: 'step-confirmed',
  culprit: { from: '0.4.0', to: '1.0.0' },
  probability: 0.99,
  credible: [{ from: '0.4.0', to: '1.0.0' }],
  changes: {
    layer: 'glue',
    layers: [
      { layer: 'module', differs: false, statement: 'Both sides compile byte-identical modules.' },
      { layer: 'glue', differs: true, statement: '1 of 2 loaded scripts differ (index.js: 12 lines).' },
    ],
    modules: [],
    scripts: [{ path: 'index.js', baseline: 'a'.repeat(64), candidate: 'b'.repeat(64), differingLines: 12 }],
    dependencies: [
      { name: 'left-pad', from: '1.2.0', to: '1.3.0' },
      { name: 'undici', from: null, to: '^6' },
    ],
    changelog: { file: 'CHANGELOG.md', lines: ['## 1.0.0', '', '- Checks its input twice.'], linesTotal: 3 },
  },
  ends: { from: '0.2.0', to: '1.1.0', verdict: 'regression', ratio: ratio(1.407, 1.362, 1.45, 0.98), pairs: 10 },
  steps: [{ from: '0.4.0', to: '1.0.0', verdict: 'regression', ratio: ratio(1.409, 1.371, 1.448, 0.99), pairs: 11, probability: 0.99 }],
  sections: [
    { from: '0.2.0', to: '0.4.0', verdict: 'no-regression', ratio: ratio(1.001, 0.993, 1.008, 0.98), pairs: 14 },
    { from: '1.0.0', to: '1.1.0', verdict: null, ratio: null, pairs: 0 },
  ],
  candidates: [
    { from: '0.4.0', to: '1.0.0', verdict: 'regression', ratio: ratio(1.409, 1.371, 1.448, 0.99), pairs: 11, probability: 0.998 },
  ],
  versions: [
    { version: '0.2.0', date: '2024-10-01T00:00:00Z', reference: 'npm:amaro@0.2.0', state: 'good', ...unmeasured },
    { version: '0.3.0', date: '2024-12-01T00:00:00Z', reference: 'npm:amaro@0.3.0', state: 'good', ...unmeasured },
    {
      version: '0.4.0',
      date: '2025-02-01T00:00:00Z',
      reference: 'npm:amaro@0.4.0',
      state: 'good',
      effect: ratio(0.999, 0.99, 1.007, 0.95),
      pairs: 9,
      failure: null,
      instructions: 141_861_182,
    },
    {
      version: '0.5.3',
      date: null,
      reference: 'npm:amaro@0.5.3',
      state: 'broken',
      ...unmeasured,
      failure: 'amaro.wasm exports no function "transform".',
    },
    {
      version: '1.0.0',
      date: '2025-06-01T00:00:00Z',
      reference: 'npm:amaro@1.0.0',
      state: 'bad',
      effect: { estimate: 1.398, low: null, high: null, confidence: 0.95 },
      pairs: 2,
      failure: null,
      instructions: 184_984_807,
    },
    {
      version: '1.1.0',
      date: '2025-07-01T00:00:00Z',
      reference: 'npm:amaro@1.1.0',
      state: 'bad',
      effect: ratio(1.407, 1.375, 1.44, 0.95),
      pairs: 12,
      failure: null,
      instructions: 184_985_010,
    },
  ],
  measurements: 49,
  measurementsBy: { ends: 10, search: 14, confirmation: 11, remainder: 14 },
  decidedBy: 'wall',
  threshold: 0.02,
  alpha: 0.02,
  seed: 'f00dfeed0001',
  command: ['culprit', 'bisect', 'npm:amaro@0.2.0', 'npm:amaro@1.1.0', '--workload', 'strip-types.mjs', '--seed', 'f00dfeed0001'],
  measuredNs: 171e9,
  warnings: [
    {
      code: 'contended',
      message: 'Something else used the processor in 3 of 49 pairs; the clock decided in all of them.',
      action: 'Both launches of a pair were disturbed alike; on a quiet machine fewer pairs are needed. --wait-quiet waits for one.',
    },
  ],
}

/** The same range, when the budget ended the search. */
export const undecidedBisection: Bisection = {
  ...bisection,
  outcome: 'undecided',
  changes: null,
  reason: 'over',
  culprit: null,
  probability: 0.61,
  credible: [
    { from: '0.3.0', to: '0.4.0' },
    { from: '0.4.0', to: '1.0.0' },
  ],
  steps: [],
  sections: [],
  candidates: [],
  versions: bisection.versions.map(version => ({ ...version, state: version.state === 'broken' ? 'broken' : 'unknown' })),
  measurements: 24,
  measurementsBy: { ends: 10, search: 14, confirmation: 0, remainder: 0 },
}

const faster = (compared: Bisection['steps'][number]) => ({
  ...compared,
  verdict: 'improvement' as const,
  ratio: ratio(0.71, 0.691, 0.729, 0.99),
})

/** The same range with the step down. */
export const fasterBisection: Bisection = {
  ...bisection,
  changes: null,
  ends: { ...bisection.ends!, verdict: 'improvement', ratio: ratio(0.712, 0.69, 0.735, 0.98) },
  steps: bisection.steps.map(faster),
  candidates: [],
  versions: bisection.versions.map(version => ({
    ...version,
    effect: version.state === 'bad' ? ratio(0.71, 0.69, 0.73, 0.95) : version.effect,
  })),
}

/** Ends that are alike, and one version with the bytes of the good one. */
export const flatBisection: Bisection = {
  ...bisection,
  outcome: 'no-step',
  reason: 'ends-not-slower',
  culprit: null,
  probability: null,
  credible: [],
  changes: null,
  ends: { ...bisection.ends!, verdict: 'no-regression', ratio: ratio(1.001, 0.993, 1.009, 0.98) },
  steps: [],
  sections: [],
  candidates: [],
  versions: [
    ...bisection.versions.slice(0, 2),
    ...bisection.versions.slice(2, 5).map(version => ({ ...version, ...unmeasured, state: 'unknown' as const })),
    { ...bisection.versions[5]!, state: 'good', effect: ratio(1.001, 0.995, 1.007, 0.95) },
  ],
  measurements: 14,
  measurementsBy: { ends: 14, search: 0, confirmation: 0, remainder: 0 },
}
