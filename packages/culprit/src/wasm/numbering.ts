import type { ModuleFacts } from './module.ts'

/** Which immediates of a module are the number of something, and which numbers may be addresses: both shift from build to build. */
export interface Numbering {
  readonly functions: number
  readonly globals: number
  /** Behind the last address that a number can mean: of the memory as it is at the start, or of the tables. */
  readonly addressEnd: number
}

/** Below it, a constant is taken for a number, */
export const leastConstant = 64
/** and the offset of a memory access for that of a field. */
export const leastOffset = 1024

/** All that it is made of stands before a module's code. */
export function numberingOf({
  functionTypes,
  globals,
  memories,
  tables,
  elements,
}: Pick<ModuleFacts, 'functionTypes' | 'globals' | 'memories' | 'tables' | 'elements'>): Numbering {
  const ends = [
    ...memories.map(memory => Number(memory.initial) * memory.pageBytes),
    ...tables.map(table => Number(table.initial)),
    ...elements.map(segment => segment.items),
  ]
  const addressEnd = ends.reduce((largest, end) => Math.max(largest, Math.min(end, 2 ** 31)), 0)
  return { functions: functionTypes.length, globals: globals.length, addressEnd }
}
