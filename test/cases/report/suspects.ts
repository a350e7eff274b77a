import type { Suspect, Suspects } from '../../../packages/culprit/src/model/suspects.ts'
import { hash } from './hash.ts'

const commit = (text: string): string => hash(text).slice(0, 40)

/** The likeliest of a package: what turned SIMD off in its build. */
export const buildSuspect: Suspect = {
  id: 'swc-project/swc#10653',
  statement:
    'takes another version of rust toolchain, in rust-toolchain.toml; touches how it is built: rust-toolchain.toml and 2 more; its title says "simd128"',
  repository: 'swc-project/swc',
  commit: commit('simd'),
  pullRequest: 10653,
  date: '2025-04-30T09:12:44.000Z',
  author: 'A. Committer',
  subject: 'build(binding): Turn simd128 off in the binding of the TypeScript stripper',
  url: `https://github.com/swc-project/swc/commit/${commit('simd')}`,
  category: 'build-configuration',
  weight: 20,
  share: 0.41,
  factors: [
    { feature: 'place', factor: 3, reason: 'touches how it is built: rust-toolchain.toml and 2 more' },
    { feature: 'words', factor: 3, reason: 'its title says "simd128"' },
    { feature: 'roll', factor: 4, reason: 'takes another version of rust toolchain, in rust-toolchain.toml' },
  ],
  changes: { files: 4, insertions: 12, deletions: 9 },
}

const others: readonly Suspect[] = [
  {
    ...buildSuspect,
    id: 'swc-project/swc#10610',
    statement:
      'its changed lines name swc_ecma_lexer::skip_space; 620 lines changed there; touches library code: crates/swc_ecma_lexer/src/lexer.rs',
    commit: commit('lexer'),
    pullRequest: 10610,
    date: '2025-04-22T07:00:00.000Z',
    subject: 'refactor(es/lexer): Split the lexer into a crate of its own',
    category: 'library',
    weight: 12.6,
    share: 0.26,
    factors: [
      { feature: 'place', factor: 1.5, reason: 'touches library code: crates/swc_ecma_lexer/src/lexer.rs' },
      { feature: 'size', factor: 1.4, reason: '620 lines changed there' },
      { feature: 'functions', factor: 6, reason: 'its changed lines name swc_ecma_lexer::skip_space' },
    ],
    changes: { files: 21, insertions: 1404, deletions: 1398 },
  },
  {
    ...buildSuspect,
    id: commit('unread').slice(0, 12),
    statement: 'nothing is known that speaks for or against it',
    commit: commit('unread'),
    pullRequest: null,
    date: '2025-05-02T11:30:00.000Z',
    subject: 'Tidy up',
    category: 'unknown',
    weight: 1,
    share: 0.02,
    factors: [],
    changes: null,
  },
  {
    ...buildSuspect,
    id: 'swc-project/swc#10702',
    statement: 'touches documentation only: README.md',
    commit: commit('docs'),
    pullRequest: 10702,
    date: '2025-05-11T16:45:00.000Z',
    subject: 'docs: Mention the WebAssembly build',
    category: 'docs',
    weight: 0.05,
    share: 0.001,
    factors: [{ feature: 'place', factor: 0.05, reason: 'touches documentation only: README.md' }],
    changes: { files: 1, insertions: 2, deletions: 0 },
  },
]

export const suspects: Suspects = {
  formatVersion: 1,
  kind: 'suspects',
  windows: [
    {
      repository: 'swc-project/swc',
      from: 'v1.11.21',
      to: 'v1.11.30',
      after: null,
      before: null,
      rules: 'generic',
      commits: 61,
      unread: 1,
    },
    {
      repository: '../amaro',
      from: null,
      to: null,
      after: '2025-04-01T00:00:00.000Z',
      before: '2025-06-01T23:59:59.999Z',
      rules: './rules.json',
      commits: 9,
      unread: 0,
    },
  ],
  functions: ['swc_ecma_lexer::skip_space'],
  suspects: [buildSuspect, ...others],
  suspectsTotal: 70,
  suspectsLimit: 4,
  changelog: {
    file: 'CHANGELOG.md',
    lines: ['## 1.0.0', '', '### ⚠ BREAKING CHANGES', '', '* the module is built with another toolchain'],
    linesTotal: 31,
  },
  warnings: [
    {
      code: 'files-not-read',
      message: 'The files of 1 commit of swc-project/swc were not read, so where it touches is not known.',
      action: 'Set GITHUB_TOKEN, or give a clone with --repo.',
    },
  ],
}
