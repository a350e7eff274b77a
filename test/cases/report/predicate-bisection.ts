import type { Bisection } from '../../../packages/culprit/src/model/bisection.ts'
import { bisection } from './bisection.ts'

const commits = ['4be1', '90aa', 'c3d7', '7f02', 'e118'].map(start => start.repeat(10))
const states = ['good', 'good', 'crashed', 'bad', 'bad'] as const
const answers = [
  { good: 5, bad: 1 },
  { good: 11, bad: 1 },
  { good: 0, bad: 0 },
  { good: 2, bad: 11 },
  { good: 0, bad: 4 },
]

/** Five commits asked by a command that errs now and then; one of them crashes. */
export const predicateBisection: Bisection = {
  ...bisection,
  source: 'git:../engine',
  culprit: { from: commits[1]!, to: commits[3]! },
  credible: [{ from: commits[1]!, to: commits[3]! }],
  changes: null,
  ends: null,
  decidedBy: null,
  steps: [],
  sections: [],
  candidates: [],
  versions: commits.map((version, index) => ({
    version,
    date: `2026-01-0${index + 1}T00:00:00Z`,
    reference: `git:../engine#${version}`,
    state: states[index]!,
    effect: null,
    pairs: 0,
    failure: index === 2 ? 'was killed by SIGSEGV: Segmentation fault' : null,
    instructions: null,
    answers: answers[index]!,
  })),
  predicate: {
    kind: 'command',
    words: ['./check.sh', '--fast it'],
    timeLimitNs: 600e9,
    contradictions: { before: { bad: 2, of: 18 }, after: { good: 2, of: 17 } },
  },
  measurements: 38,
  measurementsBy: { ends: 8, search: 6, confirmation: 24, remainder: 0 },
  command: ['culprit', 'bisect', `git:../engine#${commits[0]}`, `git:../engine#${commits[4]}`, '--predicate', "./check.sh '--fast it'"],
  measuredNs: 95e9,
  warnings: [],
}

/** The same commits, asked by a condition that no pair fulfils. */
export const alikeBisection: Bisection = {
  ...predicateBisection,
  outcome: 'no-step',
  reason: 'ends-alike',
  culprit: null,
  probability: null,
  credible: [],
  decidedBy: 'wall',
  versions: predicateBisection.versions.map((version, index) => ({
    ...version,
    state: 'unknown',
    effect: index === 4 ? { estimate: 1.31, low: 1.27, high: 1.36, confidence: 0.95 } : null,
    pairs: index === 4 ? 8 : 0,
    failure: null,
    answers: index === 0 || index === 4 ? { good: 8, bad: 0 } : { good: 0, bad: 0 },
  })),
  predicate: { kind: 'condition', words: ['ratio > 1.5'], timeLimitNs: 60e9, contradictions: null },
  measurements: 16,
  measurementsBy: { ends: 16, search: 0, confirmation: 0, remainder: 0 },
}
