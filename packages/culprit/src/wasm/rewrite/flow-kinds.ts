import { operatorIdLimit, operators } from '../operators.ts'

// What an operator does to the flow within its function.
export const straight = 0
export const opensBlock = 1
export const opensTryTable = 2
export const opensLoop = 3
export const opensIf = 4
export const opensElse = 5
export const handles = 6
export const closes = 7
export const branches = 8
export const branchesIf = 9
export const branchesTable = 10
export const leaves = 11
export const calls = 12
/** A call that also leads to labels. */
export const resumes = 13

const flows: Readonly<Record<string, number>> = {
  block: opensBlock,
  try: opensBlock,
  try_table: opensTryTable,
  loop: opensLoop,
  if: opensIf,
  else: opensElse,
  catch: handles,
  catch_all: handles,
  end: closes,
  delegate: closes,
  br: branches,
  br_if: branchesIf,
  br_on_null: branchesIf,
  br_on_non_null: branchesIf,
  br_on_cast: branchesIf,
  br_on_cast_fail: branchesIf,
  br_on_cast_desc_eq: branchesIf,
  br_on_cast_desc_eq_fail: branchesIf,
  br_table: branchesTable,
  return: leaves,
  return_call: leaves,
  return_call_indirect: leaves,
  return_call_ref: leaves,
  unreachable: leaves,
  throw: leaves,
  rethrow: leaves,
  throw_ref: leaves,
  call: calls,
  call_indirect: calls,
  call_ref: calls,
  suspend: calls,
  resume: resumes,
  resume_throw: resumes,
  resume_throw_ref: resumes,
  switch: calls,
}

export const flowOf = Uint8Array.from({ length: operatorIdLimit }, (_, id) => flows[operators[id]?.mnemonic ?? ''] ?? straight)

export const isTailCall = Uint8Array.from({ length: operatorIdLimit }, (_, id) =>
  operators[id]?.mnemonic.startsWith('return_call') ? 1 : 0,
)
