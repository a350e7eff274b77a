import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { readConstantExpression } from './constant-expressions.ts'
import { readLimits, tableFlags, type Limits } from './limits.ts'
import type { OperatorWalker } from './operator-walker.ts'
import { readFlags, readReferenceType, type ValueType } from './types.ts'

export interface TableType extends Limits {
  readonly element: ValueType
}

const maximumTables = 100_000

export function readTables(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): TableType[] {
  const tables: TableType[] = []
  for (let left = cursor.count('tables', 3, maximumTables); left > 0; left--) {
    // 0x40 0x00 announces an expression that fills the table.
    const filled = cursor.peek('a table') === 0x40
    if (filled) {
      features.add('function-references')
      cursor.position++
      readFlags(cursor, 'the byte after 0x40 of a table', 0)
    }
    tables.push(readTableType(cursor, features))
    if (filled) readConstantExpression(cursor, features, walker)
  }
  return tables
}

export function readTableType(cursor: Cursor, features: Set<Feature>): TableType {
  const element = readReferenceType(cursor, features)
  const { limits } = readLimits(cursor, features, 'a table', tableFlags)
  if (limits.shared) features.add('shared-everything-threads')
  return { ...limits, element }
}
