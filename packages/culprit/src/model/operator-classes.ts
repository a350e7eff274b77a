/**
 * The kinds of work an operator does. Every operator has exactly one class, so the classes of a module add up to its total;
 * `relaxedSimd` is therefore not part of `simd`.
 */
export const operatorClasses = [
  'control', // block loop if else end nop unreachable
  'branch', // br, br_if, br_table, br_on_*, return
  'call',
  'indirectCall', // call_indirect, call_ref and their tail calls
  'exception', // both generations of exception handling
  'stackSwitching',
  'parametric', // drop, select
  'local',
  'global',
  'table',
  'reference',
  'constant',
  'integer', // arithmetic, comparison and bits; division has a class of its own
  'float',
  'division', // div, rem and sqrt, integer and float
  'conversion',
  'load',
  'store',
  'memory', // memory.size, grow, copy, fill, init, discard; data.drop
  'simd',
  'relaxedSimd',
  'atomic',
  'gc',
] as const
export type OperatorClass = (typeof operatorClasses)[number]
