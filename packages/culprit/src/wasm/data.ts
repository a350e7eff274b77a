import { invalidModule } from '../model/errors.ts'
import { readConstantExpression } from './constant-expressions.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import type { OperatorWalker } from './operator-walker.ts'

export interface DataSegment {
  /** The memory that an active segment fills; null of a passive one. */
  readonly memory: number | null
  /** Absolute, of the first byte of the data. */
  readonly offset: number
  readonly bytes: number
}

const maximumSegments = 100_000

// Flags: 0 fills memory 0, 1 fills nothing by itself, 2 names its memory; and the bit of shared-everything-threads.
const passive = 1
const isShared = 8

export function readData(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): DataSegment[] {
  const segments: DataSegment[] = []
  for (let left = cursor.count('data segments', 2, maximumSegments); left > 0; left--) {
    const start = cursor.position
    const flags = cursor.u32('the flags of a data segment')
    const mode = flags & ~isShared
    if (mode > 2 || flags > 15) throw invalidModule(`a data segment cannot have the flags 0x${flags.toString(16)}`, start)
    if (mode !== flags) features.add('shared-everything-threads')
    let memory: number | null = null
    if (mode === passive) features.add('bulk-memory')
    else {
      memory = mode === 0 ? 0 : cursor.u32('the memory of a data segment')
      readConstantExpression(cursor, features, walker)
    }
    const bytes = cursor.u32('the size of a data segment')
    const offset = cursor.position
    cursor.skip(bytes, 'a data segment')
    segments.push({ memory, offset, bytes })
  }
  return segments
}
