import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import type { OperatorWalker } from './operator-walker.ts'
import { operators } from './operators.ts'

/** Goes behind a constant expression and notes which features it uses. Which operators are constant is left to engines. */
export function readConstantExpression(cursor: Cursor, features: Set<Feature>, walker: OperatorWalker): void {
  walker.enterExpression(cursor.position, cursor.end)
  for (let length = walker.fill(); length > 0; length = walker.fill()) {
    for (let i = 0; i < length; i++) {
      const { feature, class: kind } = operators[walker.ids[i]!]!
      if (feature) features.add(feature)
      if (kind === 'integer') features.add('extended-const')
    }
  }
  cursor.position = walker.position
}
