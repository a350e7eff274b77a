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

export function readData(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): DataSegment[] {
  const segments: DataSegment[] = []
  for (let left = cursor.count('data segments', 2, maximumSegments); left > 0; left--) {
    const start = cursor.position
    const flags = cursor.u32('the flags of a data segment')
    if (flags > 2) throw invalidModule(`a data segment cannot have the flags 0x${flags.toString(16)}`, start)
    let memory: number | null = null
    if (flags === 1) features.add('bulk-memory')
    else {
      memory = flags === 0 ? 0 : cursor.u32('the memory of a data segment')
      readConstantExpression(cursor, features, walker)
    }
    const bytes = cursor.u32('the size of a data segment')
    const offset = cursor.position
    cursor.skip(bytes, 'a data segment')
    segments.push({ memory, offset, bytes })
  }
  return segments
}
