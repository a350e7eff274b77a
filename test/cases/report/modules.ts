import type { ModuleDocument, OperatorCounts } from '../../../packages/culprit/src/model/module.ts'
import { operatorClasses, type OperatorClass } from '../../../packages/culprit/src/model/operator-classes.ts'
import type { FunctionPair, ModuleDiff } from '../../../packages/culprit/src/model/module-diff.ts'
import type { FilesDiff } from '../../../packages/culprit/src/model/files-diff.ts'
import type { Modules } from '../../../packages/culprit/src/model/modules.ts'
import { hash } from './hash.ts'

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

const component: ModuleDocument = {
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

export const modules: Modules = {
  formatVersion: 1,
  kind: 'modules',
  modules: [
    { path: 'lib/swc.wasm', module: moduleA },
    { path: 'npm:tool@1.2.0: tool.component.wasm', module: component },
  ],
  unread: [{ path: 'npm:tool@1.2.0: broken.wasm', why: 'the bytes end inside the code section (at offset 0x1a2c)' }],
}

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
  dataSegments: {
    a: { count: 2, bytes: 598_280 },
    b: { count: 2, bytes: 641_080 },
    identical: false,
    segments: [
      { a: 598_000, b: 640_800, identical: false },
      { a: 280, b: 280, identical: true },
    ],
  },
  matching: 'structure',
  functions: { identical: 3120, moved: 412, changed: 2, added: 131, removed: 88, unpaired: { a: 88, b: 131 } },
  pairs: [functionPair('swc_ecma_lexer::skip_space', 812, 815, [4410, 9120]), functionPair('core::str::from_utf8', 12, 12, [610, 488])],
  pairsTotal: 3534,
  pairsLimit: 500,
  unpaired: {
    a: [{ index: 77, name: null, bytes: 812, operators: 301 }],
    b: [{ index: 78, name: 'swc::fresh', bytes: 1812, operators: 701 }],
  },
}

export const identicalDiff: ModuleDiff = { ...moduleDiff, identical: true, bytes: { a: moduleA.bytes, b: moduleA.bytes } }

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
      {
        index: 812,
        name: '_ZN14swc_ecma_lexer10skip_space17h3f1c0a9be2d45678E',
        displayName: 'swc_ecma_lexer::skip_space',
        nameOrigin: 'name section',
        bytes: 4410,
        operators: 2011,
        source: { file: '/build/swc/crates/swc_ecma_lexer/src/lexer/whitespace.rs', line: 91 },
      },
      { index: 12, name: null, displayName: null, nameOrigin: null, bytes: 2100, operators: 900, source: null },
    ],
    functionTable: null,
    namesFrom: null,
    versions: [
      { text: 'rustc 1.92.0 (ded5c06cf 2025-12-08)', kind: 'producer', offset: 4321 },
      { text: 'hashbrown-0.15.5', kind: 'product', offset: 1234 },
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
    differingOperators: Math.round(Math.abs(bytes[1] - bytes[0]) / 2),
    calls: { a: 12, b: 31 },
    simd: { a: 140, b: 0 },
    loops: { a: 3, b: 4 },
    loads: { a: 22, b: 161 },
    stores: { a: 9, b: 9 },
  }
}

const file = (path: string, bytes: number, content: string) => ({ path, bytes, sha256: hash(content) })

export const filesDiff: FilesDiff = {
  formatVersion: 1,
  kind: 'files-diff',
  a: { reference: 'npm:tool@1.1.0', files: 7, bytes: 3_100_200 },
  b: { reference: 'npm:tool@1.2.0', files: 8, bytes: 3_302_118 },
  identical: false,
  files: { identical: 2, moved: 1, changed: 3, added: 2, removed: 1 },
  changes: [
    { state: 'changed', a: file('tool.wasm', moduleA.bytes, 'module a'), b: file('tool.wasm', moduleB.bytes, 'module b'), archive: null },
    {
      state: 'changed',
      a: file('native/libtool.a', 20_400, 'library a'),
      b: file('native/libtool.a', 21_000, 'library b'),
      archive: {
        members: { identical: 12, moved: 0, changed: 1, added: 1, removed: 0 },
        changes: [
          { name: 'parse.o', state: 'added', a: null, b: 600 },
          { name: 'lex.o', state: 'changed', a: 410, b: 410 },
        ],
        changesLimit: 1000,
      },
    },
    { state: 'added', a: null, b: file('worker.js', 190, 'worker'), archive: null },
    { state: 'changed', a: file('package.json', 812, 'package a'), b: file('package.json', 812, 'package b'), archive: null },
    { state: 'moved', a: file('README', 300, 'readme'), b: file('README.md', 300, 'readme'), archive: null },
    { state: 'removed', a: file('old.wasm', 64, 'old'), b: null, archive: null },
  ],
  changesLimit: 1000,
  modules: [
    {
      state: 'changed',
      a: file('tool.wasm', moduleA.bytes, 'module a'),
      b: file('tool.wasm', moduleB.bytes, 'module b'),
      diff: moduleDiff,
    },
    { state: 'removed', a: file('old.wasm', 64, 'old'), b: null, diff: null },
    { state: 'changed', a: file('glue.js#1', 900, 'glue a'), b: file('glue.js#1', 910, 'glue b'), diff: null },
  ],
  unread: [{ side: 'b', path: 'glue.js#1', why: '0xff is no operator that this version of culprit knows (at offset 0x88)' }],
}
