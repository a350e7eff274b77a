import { invalidModule } from '../model/errors.ts'
import type { Cursor } from './cursor.ts'
import { readFlags } from './types.ts'

/** The `metadata.code.branch_hint` section; returns how many hints there are. */
export function readBranchHints(cursor: Cursor): number {
  let hints = 0
  for (let functions = cursor.count('functions with branch hints', 2); functions > 0; functions--) {
    cursor.u32('a function with branch hints')
    for (let left = cursor.count('branch hints', 3); left > 0; left--) {
      // Counted from the declaration of the function's locals.
      cursor.u32('the offset of a branch hint')
      const size = cursor.u32('the size of a branch hint')
      if (size !== 1) throw invalidModule(`a branch hint has 1 byte, not ${size}`, cursor.position - 1)
      readFlags(cursor, 'a branch hint', 1)
      hints++
    }
  }
  cursor.finish('the branch hints')
  return hints
}
