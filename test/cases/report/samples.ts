import type { Block, Comparison, Failure, Metric, Variant } from '../../../packages/culprit/src/model/comparison.ts'
import { armSchema } from '../../../packages/culprit/src/model/launch.ts'
import type { Environment } from '../../../packages/culprit/src/model/environment.ts'
import type { Investigation } from '../../../packages/culprit/src/model/investigation.ts'
import {
  type ModuleDocument,
  operatorClasses,
  type OperatorClass,
  type OperatorCounts,
} from '../../../packages/culprit/src/model/module.ts'
import type { FunctionPair, ModuleDiff } from '../../../packages/culprit/src/model/module-diff.ts'
import type { Warning } from '../../../packages/culprit/src/model/warning.ts'
import type { ErrorDocument, Modules, ReportDocument } from '../../../packages/culprit/src/report/document.ts'

/** Documents as a run would store them, one for everything that a report has to word. */
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
const floorUnknown: Warning = {
  code: 'noise-floor-unknown',
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

export const moduleA: ModuleDocument = module('swc_ts_wasm', 2_719_455, {
  local: 451_203,
  integer: 182_221,
  load: 141_881,
  store: 70_120,
  constant: 130_440,
  control: 150_020,
  branch: 60_321,
  call: 41_877,
  indirectCall: 2410,
  simd: 1211,
})
export const moduleB: ModuleDocument = {
  ...module('swc_ts_wasm', 2_914_002, {
    local: 502_118,
    integer: 201_455,
    load: 160_003,
    store: 81_930,
    constant: 141_018,
    control: 168_811,
    branch: 66_809,
    call: 48_392,
    indirectCall: 2502,
  }),
  features: ['bulk-memory', 'sign-extension'],
  sha256: hash('module b'),
}

export const component: ModuleDocument = {
  ...module(null, 91_224, { local: 12_011, integer: 8031, load: 3022 }),
  layer: 'component',
  producers: null,
  targetFeatures: null,
  hasNames: false,
  imports: [],
  exports: [],
  memories: [],
  features: [],
  modules: [
    {
      offset: 0x2a,
      bytes: 80_101,
      name: 'main',
      functions: { imported: 4, defined: 311 },
      operators: operators({ local: 12_011, integer: 8031, load: 3022 }),
    },
  ],
  unread: [{ section: 'name', offset: 0x1122, why: 'the name of function 12 is not UTF-8' }],
}

export const modules: Modules = { formatVersion: 1, kind: 'modules', modules: [moduleA, component] }

export const moduleDiff: ModuleDiff = {
  formatVersion: 1,
  kind: 'module-diff',
  identical: false,
  bytes: { a: moduleA.bytes, b: moduleB.bytes },
  sections: moduleA.sections.map((section, index) => ({
    id: section.id,
    name: section.name,
    a: section.bytes,
    b: moduleB.sections[index]?.bytes ?? null,
    identical: section.name === 'type',
  })),
  operators: { a: moduleA.operators, b: moduleB.operators },
  features: { added: [], removed: ['simd128'] },
  imports: { added: [{ module: 'wbg', name: '__wbindgen_throw', kind: 'function', type: '(i32, i32)' }], removed: [] },
  exports: { added: [], removed: [{ name: 'transformSync', kind: 'function', index: 812, type: '(i32, i32, i32) -> (i32)' }] },
  matching: 'bodies-and-names',
  functions: { identical: 3120, moved: 412, changed: 2, added: null, removed: null, unpaired: { a: 88, b: 131 } },
  pairs: [functionPair('swc_ecma_lexer::skip_space', 812, 815, [4410, 9120]), functionPair('core::str::from_utf8', 12, 12, [610, 488])],
  pairsTotal: 3534,
  pairsLimit: 500,
  unpaired: {
    a: [{ index: 77, name: null, bytes: 812, operators: 301 }],
    b: [{ index: 78, name: 'swc::fresh', bytes: 1812, operators: 701 }],
  },
}

export const identicalDiff: ModuleDiff = { ...moduleDiff, identical: true, bytes: { a: moduleA.bytes, b: moduleA.bytes } }

export const realRegression: Investigation = {
  formatVersion: 1,
  kind: 'investigation',
  run: '20260203-140512-k3f9',
  classification: 'real-regression',
  summary: 'npm:amaro@1.0.0 is 1.41× slower than npm:amaro@0.5.3 (98 % interval 1.37 to 1.45, 10 pairs), and the module causes it.',
  layer: 'module',
  culprit: { from: '0.5.3', to: '1.0.0' },
  comparison: regression,
  residualRegressions: [],
  notLookedAt: ['The commits between 0.5.3 and 1.0.0 were not searched.', 'Only Node was measured; other engines may behave differently.'],
  hypotheses: [
    {
      id: 'module',
      statement: 'The module itself does more work.',
      status: 'validated',
      evidence: ['effect', 'module-differs', 'time-in-wasm', 'simd-lost'],
    },
    { id: 'glue', statement: 'The JavaScript around the module got slower.', status: 'eliminated', evidence: ['time-in-javascript'] },
    { id: 'method', statement: 'The way of measuring changed.', status: 'eliminated', evidence: ['same-engine'] },
    { id: 'layout', statement: 'The same code is only laid out differently in memory.', status: 'open', evidence: [] },
  ],
  evidence: [
    {
      id: 'effect',
      check: 'interleaved',
      statement: 'Interleaved pairs show the slowdown in every one of 10 pairs.',
      value: 1.409,
      unit: 'ratio',
      supports: ['module', 'glue'],
      against: [],
    },
    {
      id: 'same-engine',
      check: 'engine',
      statement: 'Both sides ran on the same engine executable.',
      value: hash('node'),
      unit: null,
      supports: [],
      against: ['method'],
    },
    {
      id: 'module-differs',
      check: 'hashes',
      statement: 'The module is another one.',
      value: true,
      unit: null,
      supports: ['module'],
      against: [],
    },
    {
      id: 'time-in-wasm',
      check: 'sampling',
      statement: 'The time in WebAssembly grew.',
      value: 6.9e6,
      unit: 'ns',
      supports: ['module'],
      against: [],
    },
    {
      id: 'time-in-javascript',
      check: 'sampling',
      statement: 'The time in JavaScript did not grow.',
      value: 0.02e6,
      unit: 'ns',
      supports: [],
      against: ['glue'],
    },
    {
      id: 'simd-lost',
      check: 'operators',
      statement: 'The candidate has no SIMD operators; the baseline has 1,211.',
      value: -1211,
      unit: 'operators',
      supports: ['module'],
      against: [],
    },
    {
      id: 'counts',
      check: 'instructions',
      statement: 'Executed instructions were not counted.',
      value: null,
      unit: null,
      supports: [],
      against: [],
    },
  ],
  suspects: [{ id: 'swc-project/swc#10653', statement: 'turns the target feature simd128 off in the build of the TypeScript binding' }],
  functions: [
    {
      baseline: 'swc_ecma_lexer::skip_space',
      candidate: 'swc_ecma_lexer::skip_space',
      instructions: 41_204_113,
      baselineShare: 0.041,
      candidateShare: 0.282,
    },
    { baseline: null, candidate: 'swc::fresh', instructions: null, baselineShare: null, candidateShare: 0.031 },
  ],
  recommendation: { action: 'assign', text: 'Give it to the maintainers of the module, with this report.' },
  layers: [
    { layer: 'module', differs: true, statement: 'the hashes of the module differ' },
    { layer: 'glue', differs: true, statement: '14 lines of dist/index.js differ beside the inlined module' },
    { layer: 'engine', differs: false, statement: 'the same executable' },
    { layer: 'flags', differs: false, statement: 'none on both sides' },
    { layer: 'environment', differs: null, statement: 'the governor of the processor cannot be read here' },
  ],
  sampling: {
    launches: 6,
    intervalNs: 100_000,
    samples: 24_113,
    parts: [
      { part: 'wasm', baselineNs: 13.9e6, candidateNs: 20.8e6, changeNs: { estimate: 6.9e6, low: 6.6e6, high: 7.3e6, confidence: 0.875 } },
      {
        part: 'javascript',
        baselineNs: 2.31e6,
        candidateNs: 2.33e6,
        changeNs: { estimate: 0.02e6, low: -0.11e6, high: 0.14e6, confidence: 0.875 },
      },
      {
        part: 'collector',
        baselineNs: 0.82e6,
        candidateNs: 0.91e6,
        changeNs: { estimate: 0.09e6, low: null, high: null, confidence: 0.875 },
      },
      {
        part: 'other',
        baselineNs: 0.28e6,
        candidateNs: 0.35e6,
        changeNs: { estimate: 0.07e6, low: -0.02e6, high: 0.16e6, confidence: 0.875 },
      },
    ],
  },
  modules: [{ baseline: moduleA, candidate: moduleB, diff: moduleDiff }],
  scripts: [
    { path: 'dist/index.js', baseline: hash('glue a'), candidate: hash('glue b'), differingLines: 14 },
    { path: 'dist/errors.js', baseline: hash('errors'), candidate: hash('errors'), differingLines: 0 },
    { path: 'dist/strip-loader.js', baseline: null, candidate: hash('strip'), differingLines: null },
  ],
  range: {
    source: 'npm:amaro',
    versions: [
      { version: '0.5.3', date: '2025-06-11T09:24:51.000Z' },
      { version: '1.0.0', date: '2025-06-25T13:02:10.000Z' },
    ],
  },
  warnings: [floorUnknown],
}

export const artifact: Investigation = {
  ...realRegression,
  classification: 'infrastructure-artifact',
  summary:
    'The step of the alarm comes from a change in how it was measured; a fresh comparison under the conditions of the alarm does not show it.',
  layer: 'harness',
  culprit: null,
  comparison: noRegression,
  residualRegressions: [{ metric: 'Span.IndexerBench.CoveredIndex2', statement: '1.20× after the common shift of 8.1 ns is taken away' }],
  hypotheses: [
    { id: 'method', statement: 'The overhead of the harness is no longer subtracted.', status: 'validated', evidence: ['shift'] },
  ],
  evidence: [
    {
      id: 'shift',
      check: 'shift',
      statement: 'All 41 benchmarks moved by about the same time, whatever they do.',
      value: 8.1,
      unit: 'ns',
      supports: ['method'],
      against: ['module'],
    },
  ],
  suspects: [],
  functions: [],
  recommendation: { action: 'close-as-artifact', text: 'Close it, and take new baselines from 2026-01-12 on.' },
  layers: [],
  sampling: null,
  modules: [{ baseline: moduleA, candidate: moduleA, diff: identicalDiff }],
  scripts: [],
  range: {
    source: 'nuget:Microsoft.NETCore.App.Runtime.browser-wasm',
    versions: [
      { version: '10.0.0', date: '2025-11-11' },
      { version: '10.0.1', date: null },
      { version: '10.0.2', date: '2026-01-12' },
    ],
  },
  warnings: [],
}

/** Stderr, names and messages as someone would write them who wants to harm the reader of a report. */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '<img src=x onerror=alert(1)>',
  '\u001b[2J\u001b]8;;http://evil.example/\u0007click\u001b]8;;\u0007\u009b31m',
  '| a | b |\n|---|---|',
  '@everyone see #1 and owner/repo#2, GH-3, https://evil.example/x www.evil.example',
  '[click](javascript:alert(1)) ![image](http://evil.example/a.png) `code` ``` **bold** _under_ ~~gone~~ $x$',
  '\u202egnp.exe\u2066 invisible\u200b\ufeff\u{e0041}',
  `"' onmouseover="alert(1)" $\{7*7} {{7*7}}`,
  '\ud800 lone surrogate',
  '# heading\r\n- list\r1. one\n> quote\n\n    code\n---\n<details>',
  'n'.repeat(10_000),
] as const

/** The document with every string in it replaced that a package, a module or a process can choose. */
export function hostile<T extends ReportDocument>(document: T): T {
  let next = 0
  return JSON.parse(JSON.stringify(document), (key: string, value: unknown) =>
    typeof value === 'string' && !ours.has(key) && !arms.has(value) ? hostileTexts[next++ % hostileTexts.length] : value,
  ) as T
}

/** Fields whose values the schemas fix. */
const arms = new Set<string>(armSchema.options)
const ours = new Set(
  'kind verdict decidedBy metric unit source arm order classification layer part status action how state matching addressType'.split(' '),
)

export const error: ErrorDocument = {
  formatVersion: 1,
  kind: 'error',
  code: 'invalid-module',
  message: 'the section needs 12 bytes more than the file has (at offset 0x1a2c)',
  hint: 'The file is damaged. Download it again.',
  exitCode: 64,
}

/** Every sample by the name of its golden file. */
export const samples = {
  regression,
  improvement,
  'no-regression': noRegression,
  'small-change': smallChange,
  inconclusive,
  crash,
  'nothing-measured': nothingMeasured,
  'real-regression': realRegression,
  artifact,
  module: moduleA,
  modules,
  'module-diff': moduleDiff,
  'identical-modules': identicalDiff,
  environment,
  error,
  hostile: hostile(realRegression),
} as const satisfies Record<string, ReportDocument>

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
    baseline: ns(baseline),
    candidate: ns(candidate),
    control: ns(control),
  }))
}

function operators(counts: Partial<Record<OperatorClass, number>>): OperatorCounts {
  const all = Object.fromEntries(operatorClasses.map(each => [each, counts[each] ?? 0])) as Record<OperatorClass, number>
  return { total: Object.values(all).reduce((sum, value) => sum + value, 0), ...all }
}

function module(name: string | null, bytes: number, counts: Partial<Record<OperatorClass, number>>): ModuleDocument {
  const code = Math.round(bytes * 0.71)
  const data = Math.round(bytes * 0.22)
  const names = bytes - code - data - 6200
  return {
    formatVersion: 1,
    kind: 'module',
    layer: 'core',
    bytes,
    sha256: hash(`module ${name}`),
    name,
    sections: [
      { id: 1, name: 'type', offset: 0xb, bytes: 1200 },
      { id: 3, name: 'function', offset: 0x4bf, bytes: 5000 },
      { id: 10, name: 'code', offset: 0x1848, bytes: code },
      { id: 11, name: 'data', offset: 0x1848 + code, bytes: data },
      { id: 0, name: 'name', offset: 0x1848 + code + data, bytes: names },
    ],
    functions: { imported: 4, defined: 3622 },
    operators: operators(counts),
    mnemonics: {},
    imports: [{ module: 'wbg', name: '__wbg_now', kind: 'function', type: '() -> (f64)' }],
    exports: [
      { name: 'memory', kind: 'memory', index: 0, type: '17' },
      { name: 'transform', kind: 'function', index: 811, type: '(i32, i32, i32) -> (i32)' },
    ],
    memories: [{ index: 0, imported: false, initial: 17, maximum: null, shared: false, addressType: 'i32', pageBytes: 65_536 }],
    tables: [],
    globals: { imported: 0, defined: 1 },
    tags: { imported: 0, defined: 0 },
    types: 88,
    start: null,
    elementSegments: { count: 1, items: 911 },
    dataSegments: { count: 2, bytes: data },
    features: ['bulk-memory', 'sign-extension', 'simd128'],
    targetFeatures: ['+simd128', '+sign-ext'],
    producers: {
      language: [{ name: 'Rust', version: '' }],
      'processed-by': [
        { name: 'rustc', version: '1.86.0' },
        { name: 'wasm-bindgen', version: '0.2.100' },
      ],
    },
    hasNames: true,
    hasDwarf: false,
    sourceMappingUrl: null,
    dylink: null,
    branchHints: 0,
    largestFunctions: [
      { index: 812, name: 'swc_ecma_lexer::skip_space', bytes: 4410, operators: 2011 },
      { index: 12, name: null, bytes: 2100, operators: 900 },
    ],
    modules: [],
    unread: [],
  }
}

function functionPair(name: string, a: number, b: number, bytes: readonly [number, number]): FunctionPair {
  return {
    a: { index: a, name },
    b: { index: b, name },
    how: 'debug-name',
    confidence: 0.95,
    state: 'changed',
    bytes: { a: bytes[0], b: bytes[1] },
    operators: { a: Math.round(bytes[0] / 2.2), b: Math.round(bytes[1] / 2.2) },
  }
}

/** 64 hexadecimal digits that depend on the text, in the place of a real SHA-256. */
function hash(text: string): string {
  let state = 0x811c9dc5
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0
  return Array.from({ length: 8 }, () => {
    state = (Math.imul(state, 0x19660d) + 0x3c6ef35f) >>> 0
    return state.toString(16).padStart(8, '0')
  }).join('')
}
