import type { ErrorDocument } from '../../../packages/culprit/src/model/error-document.ts'
import type { Investigation } from '../../../packages/culprit/src/model/investigation.ts'
import type { ReportDocument } from '../../../packages/culprit/src/report/document.ts'
import { bench } from './bench.ts'
import { alarmCheck, alarmUpdate } from './alarm.ts'
import {
  crash,
  environment,
  floorUnknown,
  improvement,
  inconclusive,
  noRegression,
  nothingMeasured,
  regression,
  smallChange,
} from './comparisons.ts'
import { bisection, fasterBisection, flatBisection, undecidedBisection } from './bisection.ts'
import { functionDiff } from './function-diff.ts'
import { hash } from './hash.ts'
import { hostile } from './hostile.ts'
import { comparisons } from './many.ts'
import { suiteComparison } from './suites.ts'
import { filesDiff, identicalDiff, moduleA, moduleB, moduleDiff, modules } from './modules.ts'
import { alikeBisection, predicateBisection } from './predicate-bisection.ts'
import { buildSuspect, suspects } from './suspects.ts'
import { profileDiff, profileDiffOfSamples, profileOps, profileSamples, profileTree } from './profiles.ts'

const realRegression: Investigation = {
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
  suspects: [buildSuspect],
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
      {
        part: 'wasm',
        baselineShare: 0.803,
        candidateShare: 0.853,
        baselineNs: 13.9e6,
        candidateNs: 20.8e6,
        changeNs: { estimate: 6.9e6, low: 6.6e6, high: 7.3e6, confidence: 0.875 },
      },
      {
        part: 'javascript',
        baselineShare: 0.133,
        candidateShare: 0.096,
        baselineNs: 2.31e6,
        candidateNs: 2.33e6,
        changeNs: { estimate: 0.02e6, low: -0.11e6, high: 0.14e6, confidence: 0.875 },
      },
      {
        part: 'collector',
        baselineShare: 0.047,
        candidateShare: 0.037,
        baselineNs: 0.82e6,
        candidateNs: 0.91e6,
        changeNs: { estimate: 0.09e6, low: null, high: null, confidence: 0.875 },
      },
      {
        part: 'other',
        baselineShare: 0.016,
        candidateShare: 0.014,
        baselineNs: 0.28e6,
        candidateNs: 0.35e6,
        changeNs: { estimate: 0.07e6, low: -0.02e6, high: 0.16e6, confidence: 0.875 },
      },
    ],
  },
  counting: { baseline: 141_861_182, candidate: 184_984_807, launches: 2, spread: 0 },
  swaps: {
    parts: [
      {
        layers: ['module'],
        effect: { estimate: 1.381, low: 1.352, high: 1.412, confidence: 0.98 },
        decision: 'slower',
        exchanges: { measured: 2, possible: 2 },
      },
      {
        layers: ['glue'],
        effect: { estimate: 1.017, low: 0.998, high: 1.034, confidence: 0.98 },
        decision: 'negligible',
        exchanges: { measured: 2, possible: 2 },
      },
    ],
    interactions: [{ parts: [['module'], ['glue']], effect: { estimate: 1.003, low: 0.986, high: 1.019, confidence: 0.98 }, shown: false }],
    variants: [
      { fromCandidate: [], why: null },
      { fromCandidate: ['module'], why: null },
      { fromCandidate: ['glue'], why: null },
      { fromCandidate: ['module', 'glue'], why: null },
    ],
    together: [],
    decidedBy: 'wall',
    blocks: 12,
    droppedBlocks: 1,
    limit: 0.071,
    stoppedBy: 'decision',
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

const artifact: Investigation = {
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
  counting: null,
  swaps: null,
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

const error: ErrorDocument = {
  formatVersion: 1,
  kind: 'error',
  code: 'invalid-module',
  message: 'the section needs 12 bytes more than the file has (at offset 0x1a2c)',
  hint: 'The file is damaged. Download it again.',
  exitCode: 64,
  run: null,
}

/** Documents as a run would store them, one for everything that a report has to word, by the name of their folder here. */
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
  comparisons,
  'suite-comparison': suiteComparison,
  bench,
  alarm: alarmCheck,
  'alarm-update': alarmUpdate,
  bisection,
  'bisection-faster': fasterBisection,
  'bisection-flat': flatBisection,
  'bisection-undecided': undecidedBisection,
  'bisection-predicate': predicateBisection,
  'bisection-alike': alikeBisection,
  module: moduleA,
  modules,
  'module-diff': moduleDiff,
  'function-diff': functionDiff,
  'identical-modules': identicalDiff,
  'files-diff': filesDiff,
  'profile-tree': profileTree,
  'profile-ops': profileOps,
  'profile-samples': profileSamples,
  'profile-diff': profileDiff,
  'profile-diff-samples': profileDiffOfSamples,
  suspects,
  environment: {
    ...environment,
    advice: [
      {
        id: 'pressure',
        reading: 'tasks waited for a processor in 61.4 % of the last ten seconds',
        why: 'A launch that waits is timed as if it were slow.',
        action: 'Measure when it is below 1 %: cat /proc/pressure/cpu',
      },
      {
        id: 'smt',
        reading: 'hyper-threading on',
        why: 'Two logical processors share one core, so a neighbour can halve the speed of what is measured.',
        action: 'echo off | sudo tee /sys/devices/system/cpu/smt/control',
      },
    ],
  },
  error,
  hostile: hostile(realRegression),
} as const satisfies Record<string, ReportDocument>
