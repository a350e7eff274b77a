// The one table of operators: what the walker has to skip, what is counted under which class, and which proposal brought it.
// Opcodes after WebAssembly 3.0 and the proposals' overviews, checked against wasm-tools (binary_reader.rs, 2026-08).
import type { OperatorClass } from '../model/operator-classes.ts'
import type { Feature } from './features.ts'

/** What follows an opcode. An index (a u32 LEB) is named for its index space; `*` is a number of things and the things. */
export type Immediates =
  | ''
  | 'end' // nothing either, but it closes a block
  | 'else'
  | 'catch tag'
  | 'catch_all'
  | 'delegate' // a label, and it closes a block
  | 'block' // a block type: 0x40, a value type, or a type index as s33
  | 'block catch*'
  | 'local'
  | 'global'
  | 'function'
  | 'label'
  | 'label*' // and one more, the default
  | 'type'
  | 'table'
  | 'memory'
  | 'tag'
  | 'data'
  | 'element'
  | 'type table'
  | 'type type'
  | 'type field'
  | 'type count'
  | 'type data'
  | 'type element'
  | 'type tag'
  | 'data memory'
  | 'memory memory'
  | 'element table'
  | 'table table'
  | 'type handler*'
  | 'type tag handler*'
  | 'i32' // signed LEBs
  | 'i64'
  | 'f32' // four, eight and sixteen bytes
  | 'f64'
  | 'v128'
  | 'lane' // one byte
  | 'lane*16'
  | 'memarg'
  | 'memarg lane'
  | 'heaptype'
  | 'valtype*'
  | 'cast label heaptype heaptype'
  | 'order' // one byte
  | 'order global'
  | 'order table'
  | 'order type'
  | 'order type field'

export interface Operator {
  /** Where the walker and all histograms put it: the opcode, or the prefix's base plus the sub-opcode. */
  readonly id: number
  readonly mnemonic: string
  readonly class: OperatorClass
  readonly immediates: Immediates
  readonly feature: Feature | null
}

/** Prefix byte → where its sub-opcodes begin among the ids, and how many there can be. */
export const prefixes: ReadonlyMap<number, { readonly base: number; readonly size: number }> = new Map([
  [0xfb, { base: 0x100, size: 0x40 }],
  [0xfc, { base: 0x140, size: 0x40 }],
  [0xfe, { base: 0x180, size: 0x80 }],
  [0xfd, { base: 0x200, size: 0x150 }],
])
/** Ids are below this. */
export const operatorIdLimit = 0x350

type Row = readonly [first: number, kind: OperatorClass, immediates: Immediates, feature: Feature | null, mnemonics: string]

// Each row is a run of consecutive opcodes; two bytes are prefix and sub-opcode. A colon in a mnemonic stands for a space.
const rows: readonly Row[] = [
  [0x00, 'control', '', null, 'unreachable nop'],
  [0x02, 'control', 'block', null, 'block loop if'],
  [0x05, 'control', 'else', null, 'else'],
  [0x06, 'exception', 'block', 'legacy-exceptions', 'try'],
  [0x07, 'exception', 'catch tag', 'legacy-exceptions', 'catch'],
  [0x08, 'exception', 'tag', null, 'throw'], // of both generations
  [0x09, 'exception', 'label', 'legacy-exceptions', 'rethrow'],
  [0x0a, 'exception', '', 'exception-handling', 'throw_ref'],
  [0x0b, 'control', 'end', null, 'end'],
  [0x0c, 'branch', 'label', null, 'br br_if'],
  [0x0e, 'branch', 'label*', null, 'br_table'],
  [0x0f, 'branch', '', null, 'return'],
  [0x10, 'call', 'function', null, 'call'],
  [0x11, 'indirectCall', 'type table', null, 'call_indirect'],
  [0x12, 'call', 'function', 'tail-call', 'return_call'],
  [0x13, 'indirectCall', 'type table', 'tail-call', 'return_call_indirect'],
  [0x14, 'indirectCall', 'type', 'function-references', 'call_ref'],
  [0x15, 'indirectCall', 'type', 'tail-call', 'return_call_ref'],
  [0x18, 'exception', 'delegate', 'legacy-exceptions', 'delegate'],
  [0x19, 'exception', 'catch_all', 'legacy-exceptions', 'catch_all'],
  [0x1a, 'parametric', '', null, 'drop select'],
  [0x1c, 'parametric', 'valtype*', 'reference-types', 'select:(result)'],
  [0x1f, 'exception', 'block catch*', 'exception-handling', 'try_table'],
  [0x20, 'local', 'local', null, 'local.get local.set local.tee'],
  [0x23, 'global', 'global', null, 'global.get global.set'],
  [0x25, 'table', 'table', 'reference-types', 'table.get table.set'],
  [0x28, 'load', 'memarg', null, 'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u'],
  [0x30, 'load', 'memarg', null, 'i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u'],
  [0x36, 'store', 'memarg', null, 'i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32'],
  [0x3f, 'memory', 'memory', null, 'memory.size memory.grow'],
  [0x41, 'constant', 'i32', null, 'i32.const'],
  [0x42, 'constant', 'i64', null, 'i64.const'],
  [0x43, 'constant', 'f32', null, 'f32.const'],
  [0x44, 'constant', 'f64', null, 'f64.const'],
  [0x45, 'integer', '', null, 'i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u'],
  [0x50, 'integer', '', null, 'i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u'],
  [0x5b, 'float', '', null, 'f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge'],
  [0x67, 'integer', '', null, 'i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul'],
  [0x6d, 'division', '', null, 'i32.div_s i32.div_u i32.rem_s i32.rem_u'],
  [0x71, 'integer', '', null, 'i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr'],
  [0x79, 'integer', '', null, 'i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul'],
  [0x7f, 'division', '', null, 'i64.div_s i64.div_u i64.rem_s i64.rem_u'],
  [0x83, 'integer', '', null, 'i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr'],
  [0x8b, 'float', '', null, 'f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest'],
  [0x91, 'division', '', null, 'f32.sqrt'],
  [0x92, 'float', '', null, 'f32.add f32.sub f32.mul'],
  [0x95, 'division', '', null, 'f32.div'],
  [0x96, 'float', '', null, 'f32.min f32.max f32.copysign'],
  [0x99, 'float', '', null, 'f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest'],
  [0x9f, 'division', '', null, 'f64.sqrt'],
  [0xa0, 'float', '', null, 'f64.add f64.sub f64.mul'],
  [0xa3, 'division', '', null, 'f64.div'],
  [0xa4, 'float', '', null, 'f64.min f64.max f64.copysign'],
  [0xa7, 'conversion', '', null, 'i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u'],
  [0xac, 'conversion', '', null, 'i64.extend_i32_s i64.extend_i32_u i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u'],
  [0xb2, 'conversion', '', null, 'f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64'],
  [0xb7, 'conversion', '', null, 'f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32'],
  [0xbc, 'conversion', '', null, 'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64'],
  [0xc0, 'conversion', '', 'sign-extension', 'i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s'],
  [0xd0, 'reference', 'heaptype', 'reference-types', 'ref.null'],
  [0xd1, 'reference', '', 'reference-types', 'ref.is_null'],
  [0xd2, 'reference', 'function', 'reference-types', 'ref.func'],
  [0xd3, 'reference', '', 'gc', 'ref.eq'],
  [0xd4, 'reference', '', 'function-references', 'ref.as_non_null'],
  [0xd5, 'branch', 'label', 'function-references', 'br_on_null br_on_non_null'],
  [0xe0, 'stackSwitching', 'type', 'stack-switching', 'cont.new'],
  [0xe1, 'stackSwitching', 'type type', 'stack-switching', 'cont.bind'],
  [0xe2, 'stackSwitching', 'tag', 'stack-switching', 'suspend'],
  [0xe3, 'stackSwitching', 'type handler*', 'stack-switching', 'resume'],
  [0xe4, 'stackSwitching', 'type tag handler*', 'stack-switching', 'resume_throw'],
  [0xe5, 'stackSwitching', 'type handler*', 'stack-switching', 'resume_throw_ref'],
  [0xe6, 'stackSwitching', 'type tag', 'stack-switching', 'switch'],

  [0xfb00, 'gc', 'type', 'gc', 'struct.new struct.new_default'],
  [0xfb02, 'gc', 'type field', 'gc', 'struct.get struct.get_s struct.get_u struct.set'],
  [0xfb06, 'gc', 'type', 'gc', 'array.new array.new_default'],
  [0xfb08, 'gc', 'type count', 'gc', 'array.new_fixed'],
  [0xfb09, 'gc', 'type data', 'gc', 'array.new_data'],
  [0xfb0a, 'gc', 'type element', 'gc', 'array.new_elem'],
  [0xfb0b, 'gc', 'type', 'gc', 'array.get array.get_s array.get_u array.set'],
  [0xfb0f, 'gc', '', 'gc', 'array.len'],
  [0xfb10, 'gc', 'type', 'gc', 'array.fill'],
  [0xfb11, 'gc', 'type type', 'gc', 'array.copy'],
  [0xfb12, 'gc', 'type data', 'gc', 'array.init_data'],
  [0xfb13, 'gc', 'type element', 'gc', 'array.init_elem'],
  [0xfb14, 'gc', 'heaptype', 'gc', 'ref.test ref.test:null ref.cast ref.cast:null'],
  [0xfb18, 'branch', 'cast label heaptype heaptype', 'gc', 'br_on_cast br_on_cast_fail'],
  [0xfb1a, 'gc', '', 'gc', 'any.convert_extern extern.convert_any ref.i31 i31.get_s i31.get_u'],
  [0xfb1f, 'gc', '', 'shared-everything-threads', 'ref.i31_shared'],
  [0xfb20, 'gc', 'type', 'custom-descriptors', 'struct.new_desc struct.new_default_desc'],
  [0xfb22, 'gc', 'type', 'custom-descriptors', 'ref.get_desc'],
  [0xfb23, 'gc', 'heaptype', 'custom-descriptors', 'ref.cast_desc_eq ref.cast_desc_eq:null'],
  [0xfb25, 'branch', 'cast label heaptype heaptype', 'custom-descriptors', 'br_on_cast_desc_eq br_on_cast_desc_eq_fail'],

  [0xfc00, 'conversion', '', 'saturating-float-to-int', 'i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u'],
  [0xfc04, 'conversion', '', 'saturating-float-to-int', 'i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u'],
  [0xfc08, 'memory', 'data memory', 'bulk-memory', 'memory.init'],
  [0xfc09, 'memory', 'data', 'bulk-memory', 'data.drop'],
  [0xfc0a, 'memory', 'memory memory', 'bulk-memory', 'memory.copy'],
  [0xfc0b, 'memory', 'memory', 'bulk-memory', 'memory.fill'],
  [0xfc0c, 'table', 'element table', 'bulk-memory', 'table.init'],
  [0xfc0d, 'table', 'element', 'bulk-memory', 'elem.drop'],
  [0xfc0e, 'table', 'table table', 'bulk-memory', 'table.copy'],
  [0xfc0f, 'table', 'table', 'reference-types', 'table.grow table.size table.fill'],
  [0xfc12, 'memory', 'memory', 'memory-control', 'memory.discard'],
  [0xfc13, 'integer', '', 'wide-arithmetic', 'i64.add128 i64.sub128 i64.mul_wide_s i64.mul_wide_u'],
  [0xfc30, 'load', 'memarg', 'half-precision', 'f32.load_f16'],
  [0xfc31, 'store', 'memarg', 'half-precision', 'f32.store_f16'],

  [
    0xfd00,
    'simd',
    'memarg',
    'simd',
    'v128.load v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u v128.load32x2_s v128.load32x2_u',
  ],
  [0xfd07, 'simd', 'memarg', 'simd', 'v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat v128.store'],
  [0xfd0c, 'simd', 'v128', 'simd', 'v128.const'],
  [0xfd0d, 'simd', 'lane*16', 'simd', 'i8x16.shuffle'],
  [0xfd0e, 'simd', '', 'simd', 'i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat'],
  [0xfd15, 'simd', 'lane', 'simd', 'i8x16.extract_lane_s i8x16.extract_lane_u i8x16.replace_lane'],
  [0xfd18, 'simd', 'lane', 'simd', 'i16x8.extract_lane_s i16x8.extract_lane_u i16x8.replace_lane i32x4.extract_lane i32x4.replace_lane'],
  [
    0xfd1d,
    'simd',
    'lane',
    'simd',
    'i64x2.extract_lane i64x2.replace_lane f32x4.extract_lane f32x4.replace_lane f64x2.extract_lane f64x2.replace_lane',
  ],
  [0xfd23, 'simd', '', 'simd', 'i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u'],
  [0xfd2d, 'simd', '', 'simd', 'i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u i16x8.ge_s i16x8.ge_u'],
  [0xfd37, 'simd', '', 'simd', 'i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u i32x4.ge_s i32x4.ge_u'],
  [
    0xfd41,
    'simd',
    '',
    'simd',
    'f32x4.eq f32x4.ne f32x4.lt f32x4.gt f32x4.le f32x4.ge f64x2.eq f64x2.ne f64x2.lt f64x2.gt f64x2.le f64x2.ge',
  ],
  [0xfd4d, 'simd', '', 'simd', 'v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true'],
  [0xfd54, 'simd', 'memarg lane', 'simd', 'v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane'],
  [0xfd58, 'simd', 'memarg lane', 'simd', 'v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane'],
  [0xfd5c, 'simd', 'memarg', 'simd', 'v128.load32_zero v128.load64_zero'],
  [
    0xfd5e,
    'simd',
    '',
    'simd',
    'f32x4.demote_f64x2_zero f64x2.promote_low_f32x4 i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask',
  ],
  [0xfd65, 'simd', '', 'simd', 'i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest'],
  [
    0xfd6b,
    'simd',
    '',
    'simd',
    'i8x16.shl i8x16.shr_s i8x16.shr_u i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u',
  ],
  [0xfd74, 'simd', '', 'simd', 'f64x2.ceil f64x2.floor i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u'],
  [
    0xfd7c,
    'simd',
    '',
    'simd',
    'i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u',
  ],
  [
    0xfd80,
    'simd',
    '',
    'simd',
    'i16x8.abs i16x8.neg i16x8.q15mulr_sat_s i16x8.all_true i16x8.bitmask i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u',
  ],
  [0xfd87, 'simd', '', 'simd', 'i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u'],
  [
    0xfd8b,
    'simd',
    '',
    'simd',
    'i16x8.shl i16x8.shr_s i16x8.shr_u i16x8.add i16x8.add_sat_s i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u',
  ],
  [0xfd94, 'simd', '', 'simd', 'f64x2.nearest i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u'],
  [
    0xfd9b,
    'simd',
    '',
    'simd',
    'i16x8.avgr_u i16x8.extmul_low_i8x16_s i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u',
  ],
  [0xfda0, 'simd', '', 'simd', 'i32x4.abs i32x4.neg'],
  [0xfda3, 'simd', '', 'simd', 'i32x4.all_true i32x4.bitmask'],
  [0xfda7, 'simd', '', 'simd', 'i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u'],
  [0xfdab, 'simd', '', 'simd', 'i32x4.shl i32x4.shr_s i32x4.shr_u i32x4.add'],
  [0xfdb1, 'simd', '', 'simd', 'i32x4.sub'],
  [0xfdb5, 'simd', '', 'simd', 'i32x4.mul i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s'],
  [0xfdbc, 'simd', '', 'simd', 'i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u'],
  [0xfdc0, 'simd', '', 'simd', 'i64x2.abs i64x2.neg'],
  [0xfdc3, 'simd', '', 'simd', 'i64x2.all_true i64x2.bitmask'],
  [0xfdc7, 'simd', '', 'simd', 'i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u'],
  [0xfdcb, 'simd', '', 'simd', 'i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add'],
  [0xfdd1, 'simd', '', 'simd', 'i64x2.sub'],
  [0xfdd5, 'simd', '', 'simd', 'i64x2.mul i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s'],
  [0xfddc, 'simd', '', 'simd', 'i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u'],
  [0xfde0, 'simd', '', 'simd', 'f32x4.abs f32x4.neg'],
  [
    0xfde3,
    'simd',
    '',
    'simd',
    'f32x4.sqrt f32x4.add f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin f32x4.pmax f64x2.abs f64x2.neg',
  ],
  [0xfdef, 'simd', '', 'simd', 'f64x2.sqrt f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max f64x2.pmin f64x2.pmax'],
  [0xfdf8, 'simd', '', 'simd', 'i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u'],
  [
    0xfdfc,
    'simd',
    '',
    'simd',
    'i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u',
  ],
  [0xfd100, 'relaxedSimd', '', 'relaxed-simd', 'i8x16.relaxed_swizzle i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u'],
  [0xfd103, 'relaxedSimd', '', 'relaxed-simd', 'i32x4.relaxed_trunc_f64x2_s_zero i32x4.relaxed_trunc_f64x2_u_zero'],
  [0xfd105, 'relaxedSimd', '', 'relaxed-simd', 'f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd'],
  [
    0xfd109,
    'relaxedSimd',
    '',
    'relaxed-simd',
    'i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect',
  ],
  [
    0xfd10d,
    'relaxedSimd',
    '',
    'relaxed-simd',
    'f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max i16x8.relaxed_q15mulr_s',
  ],
  [0xfd112, 'relaxedSimd', '', 'relaxed-simd', 'i16x8.relaxed_dot_i8x16_i7x16_s i32x4.relaxed_dot_i8x16_i7x16_add_s'],
  [0xfd120, 'simd', '', 'half-precision', 'f16x8.splat'],
  [0xfd121, 'simd', 'lane', 'half-precision', 'f16x8.extract_lane f16x8.replace_lane'],
  [0xfd130, 'simd', '', 'half-precision', 'f16x8.abs f16x8.neg f16x8.sqrt f16x8.ceil f16x8.floor f16x8.trunc f16x8.nearest'],
  [0xfd137, 'simd', '', 'half-precision', 'f16x8.eq f16x8.ne f16x8.lt f16x8.gt f16x8.le f16x8.ge'],
  [0xfd13d, 'simd', '', 'half-precision', 'f16x8.add f16x8.sub f16x8.mul f16x8.div f16x8.min f16x8.max f16x8.pmin f16x8.pmax'],
  [0xfd145, 'simd', '', 'half-precision', 'i16x8.trunc_sat_f16x8_s i16x8.trunc_sat_f16x8_u f16x8.convert_i16x8_s f16x8.convert_i16x8_u'],
  [0xfd149, 'simd', '', 'half-precision', 'f16x8.demote_f32x4_zero f16x8.demote_f64x2_zero f32x4.promote_f16x8_low'],
  [0xfd14c, 'simd', '', 'half-precision', 'i16x8.trunc_f16x8_s i16x8.trunc_f16x8_u f16x8.madd f16x8.nmadd'],

  [0xfe00, 'atomic', 'memarg', 'threads', 'memory.atomic.notify memory.atomic.wait32 memory.atomic.wait64'],
  [0xfe03, 'atomic', 'order', 'threads', 'atomic.fence'],
  [0xfe04, 'atomic', '', 'shared-everything-threads', 'pause'],
  [0xfe05, 'atomic', 'type field', 'shared-everything-threads', 'struct.wait'],
  [0xfe06, 'atomic', '', 'shared-everything-threads', 'waitqueue.notify waitqueue.new'],
  [0xfe10, 'atomic', 'memarg', 'threads', 'i32.atomic.load i64.atomic.load i32.atomic.load8_u i32.atomic.load16_u'],
  [0xfe14, 'atomic', 'memarg', 'threads', 'i64.atomic.load8_u i64.atomic.load16_u i64.atomic.load32_u'],
  [0xfe17, 'atomic', 'memarg', 'threads', 'i32.atomic.store i64.atomic.store i32.atomic.store8 i32.atomic.store16'],
  [0xfe1b, 'atomic', 'memarg', 'threads', 'i64.atomic.store8 i64.atomic.store16 i64.atomic.store32'],
  ...['add', 'sub', 'and', 'or', 'xor', 'xchg', 'cmpxchg'].map(readModifyWrite),
  [0xfe4f, 'atomic', 'order global', 'shared-everything-threads', 'global.atomic.get global.atomic.set'],
  [0xfe51, 'atomic', 'order global', 'shared-everything-threads', 'global.atomic.rmw.add global.atomic.rmw.sub global.atomic.rmw.and'],
  [0xfe54, 'atomic', 'order global', 'shared-everything-threads', 'global.atomic.rmw.or global.atomic.rmw.xor'],
  [0xfe56, 'atomic', 'order global', 'shared-everything-threads', 'global.atomic.rmw.xchg global.atomic.rmw.cmpxchg'],
  [0xfe58, 'atomic', 'order table', 'shared-everything-threads', 'table.atomic.get table.atomic.set'],
  [0xfe5a, 'atomic', 'order table', 'shared-everything-threads', 'table.atomic.rmw.xchg table.atomic.rmw.cmpxchg'],
  [
    0xfe5c,
    'atomic',
    'order type field',
    'shared-everything-threads',
    'struct.atomic.get struct.atomic.get_s struct.atomic.get_u struct.atomic.set',
  ],
  [0xfe60, 'atomic', 'order type field', 'shared-everything-threads', 'struct.atomic.rmw.add struct.atomic.rmw.sub struct.atomic.rmw.and'],
  [0xfe63, 'atomic', 'order type field', 'shared-everything-threads', 'struct.atomic.rmw.or struct.atomic.rmw.xor'],
  [0xfe65, 'atomic', 'order type field', 'shared-everything-threads', 'struct.atomic.rmw.xchg struct.atomic.rmw.cmpxchg'],
  [0xfe67, 'atomic', 'order type', 'shared-everything-threads', 'array.atomic.get array.atomic.get_s array.atomic.get_u array.atomic.set'],
  [0xfe6b, 'atomic', 'order type', 'shared-everything-threads', 'array.atomic.rmw.add array.atomic.rmw.sub array.atomic.rmw.and'],
  [0xfe6e, 'atomic', 'order type', 'shared-everything-threads', 'array.atomic.rmw.or array.atomic.rmw.xor'],
  [0xfe70, 'atomic', 'order type', 'shared-everything-threads', 'array.atomic.rmw.xchg array.atomic.rmw.cmpxchg'],
  [0xfe72, 'gc', '', 'shared-everything-threads', 'ref.i31_shared:(fe72)'], // where wasm-tools has it
]

/** Seven widths of one atomic operation, from 0xfe1e on. */
function readModifyWrite(name: string, position: number): Row {
  const widths = [
    'i32.atomic.rmw',
    'i64.atomic.rmw',
    'i32.atomic.rmw8',
    'i32.atomic.rmw16',
    'i64.atomic.rmw8',
    'i64.atomic.rmw16',
    'i64.atomic.rmw32',
  ]
  const mnemonics = widths.map(width => `${width}.${name}${width.endsWith('rmw') ? '' : '_u'}`)
  return [0xfe1e + position * widths.length, 'atomic', 'memarg', 'threads', mnemonics.join(' ')]
}

/** Operators by id; undefined where no operator is. */
export const operators: readonly (Operator | undefined)[] = tabulate()

function tabulate(): (Operator | undefined)[] {
  const table = Array.from<Operator | undefined>({ length: operatorIdLimit })
  for (const [first, kind, immediates, feature, mnemonics] of rows) {
    for (const [position, mnemonic] of mnemonics.split(' ').entries()) {
      const id = idOf(first) + position
      table[id] = { id, mnemonic: mnemonic.replace(':', ' '), class: kind, immediates, feature }
    }
  }
  return table
}

/** 0x20 → 0x20; 0xfd0c → base of fd + 0x0c; 0xfd100 → base of fd + 0x100. */
function idOf(code: number): number {
  if (code <= 0xff) return code
  const digits = code > 0xffff ? 12 : 8
  const prefix = prefixes.get(code >> digits)!
  return prefix.base + (code & ((1 << digits) - 1))
}
