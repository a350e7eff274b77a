import { invalidModule } from '../model/errors.ts'
import { readConstantExpression } from './constant-expressions.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import type { OperatorWalker } from './operator-walker.ts'
import { readFlags, readReferenceType } from './types.ts'

export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declared'
  /** The table that an active segment fills. */
  readonly table: number | null
  readonly items: number
  /** Items are expressions; otherwise they are function indices. */
  readonly expressions: boolean
  /** Absolute, of the first item. */
  readonly offset: number
}

// Engines limit tables to this many entries (V8), and no table needs more segments.
const maximumItems = 10_000_000
const maximumSegments = 1_000_000

// Bits of the flags: not active, then declared or (when active) with a table index, expressions, shared.
const notActive = 1
const explicit = 2
const withExpressions = 4
const isShared = 8

export function readElements(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): ElementSegment[] {
  const segments: ElementSegment[] = []
  for (let left = cursor.count('element segments', 3, maximumSegments); left > 0; left--) {
    segments.push(readElementSegment(cursor, features, walker))
  }
  return segments
}

function readElementSegment(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): ElementSegment {
  const start = cursor.position
  const flags = cursor.u32('the flags of an element segment')
  if (flags > 15) throw invalidModule(`an element segment cannot have the flags 0x${flags.toString(16)}`, start)
  if ((flags & ~isShared) !== 0) features.add('bulk-memory')
  if ((flags & isShared) !== 0) features.add('shared-everything-threads')
  const active = (flags & notActive) === 0
  const expressions = (flags & withExpressions) !== 0
  let table: number | null = null
  if (active) {
    table = (flags & explicit) === 0 ? 0 : cursor.u32('the table of an element segment')
    readConstantExpression(cursor, features, walker)
  }
  if ((flags & (notActive | explicit)) !== 0) {
    if (expressions) readReferenceType(cursor, features)
    else readFlags(cursor, 'the kind of an element segment', 0)
  }
  const items = cursor.count('items of an element segment', expressions ? 2 : 1, maximumItems)
  const offset = cursor.position
  for (let left = items; left > 0; left--) {
    if (expressions) readConstantExpression(cursor, features, walker)
    else cursor.u32('a function of an element segment')
  }
  const mode = active ? 'active' : (flags & explicit) === 0 ? 'passive' : 'declared'
  if (mode === 'declared') features.add('reference-types')
  return { mode, table, items, expressions, offset }
}
