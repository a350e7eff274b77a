import type { FunctionAssembler, Local } from '../assembler/function-assembler.ts'
import { get, i32 } from '../assembler/instructions.ts'
import { layout } from './layout.ts'

/** Leaves locals in the kernel's state, in this order. */
export function keep(f: FunctionAssembler, ...state: Local[]): void {
  for (const [place, local] of state.entries()) f.do(i32.store(i32.constant(place * 4), layout.state, get(local)))
}
