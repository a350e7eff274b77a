import type { Block, Comparison, Failure, Metric, Variant } from '../../../packages/culprit/src/model/comparison.ts'
import type { Environment } from '../../../packages/culprit/src/model/environment.ts'
import type { Warning } from '../../../packages/culprit/src/model/warning.ts'
import { hash } from './hash.ts'

export const environment: Environment = {
  formatVersion: 1,
  kind: 'environment',
  culprit: '0.1.0',
  node: '24.21.0',
  v8: '13.6.233.17-node.41',
  platform: 'linux',
  arch: 'x64',
  kernel: '6.1.0-44-amd64',
  distribution: 'Debian GNU/Linux 12 (bookworm)',
  cpu: { model: 'AMD EPYC 9B14', logical: 2, limit: null, governor: null, turbo: null, smt: true },
  memoryBytes: 8_335_298_560,
  virtualisation: 'kvm',
  container: true,
  load: { one: 0.38, five: 0.41, cpuPressure10: 0.4 },
  floors: [],
  advice: [],
  fingerprint: hash('environment'),
}

const baseline: Variant = {
  reference: 'npm:amaro@0.5.3',
  version: '0.5.3',
  published: '2025-06-11T09:24:51.000Z',
  files: [
    { path: 'dist/index.js', bytes: 4_120_331, sha256: hash('index 0.5.3') },
    { path: 'package.json', bytes: 2011, sha256: hash('package 0.5.3') },
  ],
  sha256: hash('amaro 0.5.3'),
  engine: 'node@24.21.0',
  engineSha256: hash('node'),
  flags: [],
}

const candidate: Variant = {
  ...baseline,
  reference: 'npm:amaro@1.0.0',
  version: '1.0.0',
  published: '2025-06-25T13:02:10.000Z',
  files: [
    { path: 'dist/index.js', bytes: 4_403_129, sha256: hash('index 1.0.0') },
    { path: 'package.json', bytes: 2011, sha256: hash('package 1.0.0') },
  ],
  sha256: hash('amaro 1.0.0'),
}

const checksums: Warning = {
  code: 'checksums-differ',
  message: 'The first run returned string:"a1c9" on the baseline and string:"77e0" on the candidate: they may do different work.',
  action: 'Compare what both sides return; if the difference is intended, let the workload return something that both agree on.',
}
export const floorUnknown: Warning = {
  code: 'floor-unknown',
  message: 'The noise floor of this machine is not known; the 4 control pairs of this run serve instead.',
  action: 'Run `culprit env --calibrate` once on this machine.',
}

export const regression: Comparison = {
  formatVersion: 1,
  kind: 'comparison',
  run: '20260203-140512-k3f9',
  verdict: 'regression',
  reason: 'The whole interval lies above 1.02, the threshold of 2 %.',
  decidedBy: 'wall',
  metrics: [
    metric('wall', 'ns', 17.31e6, 24.39e6, [1.409, 1.372, 1.447], 10),
    metric('cpu', 'ns', 17.52e6, 24.66e6, [1.407, 1.371, 1.449], 10),
    metric('setup', 'ns', 41.2e6, 44.8e6, [1.087, 1.021, 1.162], 10),
    metric('compile', 'ns', 3.91e6, 4.02e6, [1.028, 0.981, null], 6),
    metric('first-run', 'ns', 28.4e6, 39.9e6, null, 0),
    metric('peak-memory', 'bytes', 91_226_112, 96_468_992, [1.0574, 1.0561, 1.0588], 10),
  ],
  p: 0.00195,
  nativeCounts: null,
  scaling: null,
  ratio: { estimate: 1.409, low: 1.372, high: 1.447, confidence: 0.98 },
  threshold: 0.02,
  pairs: 10,
  droppedPairs: 1,
  pairsNeeded: null,
  noiseFloor: { source: 'in-run', value: 0.008 },
  aa: { estimate: 1.0021, low: 0.9937, high: 1.0108, confidence: 0.875, pairs: 4 },
  orderEffect: 0.0031,
  spread: 0.0242,
  blocks: blocks([
    [17.21, 24.12, 17.18],
    [17.33, 24.51, null],
    [17.12, 23.88, null],
    [17.44, 25.31, 17.52],
    [17.29, null, null],
    [17.25, 24.39, null],
    [17.86, 24.44, 17.61],
    [17.31, 24.02, null],
    [17.18, 24.91, null],
    [17.52, 24.66, 17.4],
    [17.4, 23.95, null],
  ]),
  contention: {
    contendedPairs: 0,
    repeatedPairs: 1,
    waitShare: 0.0021,
    stealShare: 0,
    throttledPeriods: 0,
    involuntarySwitches: 24,
    competitors: [],
  },
  failures: [],
  workload: { name: 'strip the types of 2 MB of TypeScript', reference: './strip.workload.ts', sha256: hash('workload') },
  baseline,
  candidate,
  environment,
  seed: '9f2c4e11',
  command: ['culprit', 'compare', 'npm:amaro@0.5.3', 'npm:amaro@1.0.0', '--workload', './strip types.workload.ts', '--seed', '9f2c4e11'],
  startedMs: Date.UTC(2026, 1, 3, 14, 5, 12),
  measuredNs: 94.2e9,
  warnings: [floorUnknown],
}

export const improvement: Comparison = {
  ...regression,
  verdict: 'improvement',
  reason: 'The whole interval lies below 0.98.',
  decidedBy: 'cpu',
  metrics: [
    metric('wall', 'ns', 24.39e6, 17.31e6, [0.7097, 0.5212, 0.981], 10),
    metric('cpu', 'ns', 24.66e6, 17.52e6, [0.7105, 0.6911, 0.7288], 10),
  ],
  blocks: regression.blocks.map(({ block, order, baseline, candidate, control }) => ({
    block,
    order,
    attempts: block < 3 ? 2 : 1,
    contended: true,
    baseline: candidate,
    candidate: baseline,
    control: control === null || candidate === null ? null : candidate * 1.002,
    ratio: baseline === null || candidate === null ? null : baseline / candidate,
    controlRatio: control === null || candidate === null ? null : 1.002,
  })),
  contention: {
    contendedPairs: 10,
    repeatedPairs: 3,
    waitShare: 0.31,
    stealShare: 0.002,
    throttledPeriods: null,
    involuntarySwitches: 810,
    competitors: [
      { name: 'cc1plus', share: 1.84 },
      { name: 'node', share: 0.12 },
    ],
  },
  ratio: { estimate: 0.7105, low: 0.6911, high: 0.7288, confidence: 0.98 },
  noiseFloor: { source: 'calibrated', value: 0.0042 },
  baseline: { ...candidate, engine: 'node@22.11.0', flags: ['--no-wasm-tier-up'] },
  candidate: { ...candidate, engine: 'node@24.21.0' },
  droppedPairs: 0,
  warnings: [
    {
      code: 'contended',
      message: 'In 4 of 10 pairs other programs took more than 10 % of the processor, so wall time did not decide.',
      action: 'Repeat it on a quieter machine if wall time matters.',
    },
  ],
}

export const noRegression: Comparison = {
  ...regression,
  verdict: 'no-regression',
  reason: 'The upper end of the interval is below 1.02.',
  metrics: [metric('wall', 'ns', 17.31e6, 17.33e6, [1.0013, 0.9921, 1.0097], 11)],
  ratio: { estimate: 1.0013, low: 0.9921, high: 1.0097, confidence: 0.98 },
  pairs: 11,
  droppedPairs: 0,
  noiseFloor: { source: 'in-run', value: null },
  aa: null,
  orderEffect: null,
  blocks: blocks([
    [17.21, 17.12, null],
    [17.33, 17.51, null],
    [17.12, 17.18, null],
    [17.44, 17.31, null],
    [17.29, 17.36, null],
    [17.25, 17.39, null],
    [17.36, 17.34, null],
    [17.31, 17.22, null],
    [17.18, 17.21, null],
    [17.52, 17.46, null],
    [17.4, 17.35, null],
  ]),
  warnings: [],
}

export const smallChange: Comparison = {
  ...noRegression,
  verdict: 'small-change',
  reason: 'The candidate is slower, but the whole interval lies below the threshold.',
  metrics: [metric('wall', 'ns', 17.31e6, 17.46e6, [1.0087, 1.0004, 1.0171], 11)],
  ratio: { estimate: 1.0087, low: 1.0004, high: 1.0171, confidence: 0.98 },
}

export const inconclusive: Comparison = {
  ...regression,
  verdict: 'inconclusive',
  reason: 'The budget of 5 min ended after 6 pairs, and the interval contains both no change and a change above the threshold.',
  metrics: [metric('wall', 'ns', 17.3e6, 17.9e6, [1.031, null, null], 6)],
  ratio: { estimate: 1.031, low: null, high: null, confidence: 0.9967 },
  pairs: 6,
  droppedPairs: 2,
  pairsNeeded: 118,
  noiseFloor: { source: 'in-run', value: null },
  aa: { estimate: 1.012, low: null, high: null, confidence: null, pairs: 2 },
  orderEffect: null,
  spread: 0.061,
  blocks: blocks([
    [17.2, 17.9, 17.1],
    [16.9, 18.8, null],
    [17.8, 17.1, null],
    [18.9, 19.4, 19.6],
    [17.3, 170.2, null],
    [16.8, 17.2, null],
  ]),
  warnings: [checksums, floorUnknown],
}

const outOfMemory: Failure = {
  arm: 'candidate',
  cause: 'out-of-memory',
  phase: 'setup',
  message: 'RangeError: WebAssembly.Memory(): could not allocate memory',
  stderr:
    'file:///variant/dist/index.js:12\n  memory = new WebAssembly.Memory({ initial: 65536 })\n           ^\n\nRangeError: WebAssembly.Memory(): could not allocate memory\n    at setup (file:///variant/strip.workload.ts:7:3)\n',
  times: 3,
}

export const crash: Comparison = {
  ...regression,
  reason: 'The candidate failed in 3 of 3 launches in the same way; the baseline ran in all of them.',
  decidedBy: 'failure',
  metrics: [],
  ratio: null,
  pairs: 0,
  droppedPairs: 3,
  noiseFloor: { source: 'in-run', value: null },
  aa: null,
  orderEffect: null,
  spread: null,
  blocks: blocks([
    [17.21, null, null],
    [17.33, null, null],
    [17.12, null, null],
  ]),
  failures: [outOfMemory],
  warnings: [],
}

export const nothingMeasured: Comparison = {
  ...crash,
  verdict: 'inconclusive',
  reason: 'Both sides failed, so there is nothing to compare.',
  decidedBy: null,
  blocks: [],
  failures: [
    outOfMemory,
    { ...outOfMemory, arm: 'baseline', cause: 'threw', phase: 'load', message: 'Error: Cannot find module', stderr: '', times: 1 },
  ],
}

function metric(
  metric: Metric['metric'],
  unit: Metric['unit'],
  baseline: number,
  candidate: number,
  ratio: readonly [number, number | null, number | null] | null,
  pairs: number,
): Metric {
  return {
    metric,
    unit,
    baseline,
    candidate,
    ratio: ratio === null ? null : { estimate: ratio[0], low: ratio[1], high: ratio[2], confidence: 0.98 },
    pairs,
  }
}

function blocks(milliseconds: readonly (readonly [number | null, number | null, number | null])[]): Block[] {
  const ns = (value: number | null) => (value === null ? null : Math.round(value * 1e6))
  return milliseconds.map(([baseline, candidate, control], block) => ({
    block,
    order: [
      ...(block % 3 === 1 ? (['candidate', 'baseline'] as const) : (['baseline', 'candidate'] as const)),
      ...(control === null ? [] : (['control'] as const)),
    ],
    attempts: 1,
    contended: false,
    baseline: ns(baseline),
    candidate: ns(candidate),
    control: ns(control),
    ratio: baseline === null || candidate === null ? null : candidate / baseline,
    controlRatio: baseline === null || control === null ? null : control / baseline,
  }))
}
