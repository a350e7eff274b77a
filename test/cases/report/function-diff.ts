import type { FunctionDiff, FunctionDiffRow } from '../../../packages/culprit/src/model/function-diff.ts'

/** A loop that lost its SIMD, and got a call that it did not have. */
export const functionDiff: FunctionDiff = {
  formatVersion: 1,
  kind: 'function-diff',
  identical: false,
  a: { index: 1204, name: 'swc_ecma_lexer::skip_space', bytes: 61, operators: 28 },
  b: { index: 1198, name: 'swc_ecma_lexer::skip_space', bytes: 58, operators: 27 },
  how: 'debug-name',
  confidence: 0.99,
  lines: { same: 20, changed: 2, removed: 3, added: 2 },
  renumberedLocals: 2,
  context: 3,
  rows: [
    folded(9),
    same(0x1a2c, 0x19f0, 3, 'local.get $pointer'),
    same(0x1a2e, 0x19f2, 3, 'call $peek', 'call $peek#7'),
    same(0x1a31, 0x19f5, 3, 'local.tee 4'),
    { state: 'changed', lines: 1, a: line(0x1a33, 3, 'i32.const 32'), b: line(0x19f7, 3, 'i32.const 9') },
    { state: 'removed', lines: 1, a: line(0x1a35, 3, 'i8x16.splat'), b: null },
    { state: 'removed', lines: 1, a: line(0x1a37, 3, 'i8x16.eq'), b: null },
    { state: 'removed', lines: 1, a: line(0x1a39, 3, 'i8x16.bitmask'), b: null },
    { state: 'added', lines: 1, a: null, b: line(0x19f9, 3, 'i32.eq') },
    { state: 'added', lines: 1, a: null, b: line(0x19fa, 3, 'call $"core::str::next_code_point<\'_, char>"') },
    { state: 'changed', lines: 1, a: line(0x1a3b, 3, 'br_if 1 (;@1;)'), b: line(0x19fd, 3, 'br_if 0 (;@2;)') },
    same(0x1a3d, 0x19ff, 2, 'end'),
    same(0x1a3e, 0x1a00, 1, 'end'),
    same(0x1a3f, 0x1a01, 1, 'local.get 4'),
    folded(5),
  ],
  rowsTotal: 15,
  rowsLimit: 10_000,
}

function line(offset: number, indent: number, text: string): { offset: number; indent: number; text: string } {
  return { offset, indent, text }
}

function same(a: number, b: number, indent: number, text: string, other = text): FunctionDiffRow {
  return { state: 'same', lines: 1, a: line(a, indent, text), b: line(b, indent, other) }
}

function folded(lines: number): FunctionDiffRow {
  return { state: 'folded', lines, a: null, b: null }
}
