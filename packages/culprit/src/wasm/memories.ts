import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { hasPageSize, memoryFlags, readLimits, readPageBytes, type Limits } from './limits.ts'

/** Bounds are in pages. */
export interface MemoryType extends Limits {
  readonly pageBytes: number
}

const maximumMemories = 100

export function readMemories(cursor: Cursor, features: Set<Feature>): MemoryType[] {
  const memories: MemoryType[] = []
  for (let left = cursor.count('memories', 2, maximumMemories); left > 0; left--) memories.push(readMemoryType(cursor, features))
  return memories
}

export function readMemoryType(cursor: Cursor, features: Set<Feature>): MemoryType {
  const { limits, flags } = readLimits(cursor, features, 'a memory', memoryFlags)
  if (limits.shared) features.add('threads')
  return { ...limits, pageBytes: (flags & hasPageSize) === 0 ? 0x10000 : readPageBytes(cursor, features) }
}
