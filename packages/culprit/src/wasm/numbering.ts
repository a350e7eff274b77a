import type { ElementSegment } from './elements.ts'
import type { MemoryType } from './memories.ts'
import type { TableType } from './tables.ts'

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

/** Of everything in a core module that stands before its code. */
export function numberingOf(facts: {
  readonly functions: number
  readonly globals: number
  readonly memories: readonly MemoryType[]
  readonly tables: readonly TableType[]
  readonly elements: readonly ElementSegment[]
}): Numbering {
  const ends = [
    ...facts.memories.map(memory => Number(memory.initial) * memory.pageBytes),
    ...facts.tables.map(table => Number(table.initial)),
    ...facts.elements.map(segment => segment.items),
  ]
  const addressEnd = ends.reduce((largest, end) => Math.max(largest, Math.min(end, 2 ** 31)), 0)
  return { functions: facts.functions, globals: facts.globals, addressEnd }
}
