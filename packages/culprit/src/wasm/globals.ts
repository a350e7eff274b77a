import { readConstantExpression } from './constant-expressions.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import type { OperatorWalker } from './operator-walker.ts'
import { readFlags, readValueType, type ValueType } from './types.ts'

export interface GlobalType {
  readonly type: ValueType
  readonly mutable: boolean
  readonly shared: boolean
}

const maximumGlobals = 1_000_000

export function readGlobals(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): GlobalType[] {
  const globals: GlobalType[] = []
  for (let left = cursor.count('globals', 3, maximumGlobals); left > 0; left--) {
    globals.push(readGlobalType(cursor, features))
    readConstantExpression(cursor, features, walker)
  }
  return globals
}

export function readGlobalType(cursor: Cursor, features: Set<Feature>): GlobalType {
  const type = readValueType(cursor, features)
  const flags = readFlags(cursor, 'the flags of a global', 3)
  const shared = (flags & 2) !== 0
  if (shared) features.add('shared-everything-threads')
  return { type, mutable: (flags & 1) !== 0, shared }
}
