import type { Cursor } from './cursor.ts'

export const maximumFunctions = 1_000_000

/** The function section: the type index of each function that the module defines. */
export function readFunctions(cursor: Cursor): Uint32Array {
  const types = new Uint32Array(cursor.count('functions', 1, maximumFunctions))
  for (let i = 0; i < types.length; i++) types[i] = cursor.u32('the type of a function')
  return types
}
