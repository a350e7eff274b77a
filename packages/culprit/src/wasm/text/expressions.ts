import type { Cursor } from '../cursor.ts'
import type { OperatorWalker } from '../operator-walker.ts'
import type { OperatorText } from './operator-text.ts'
import { blockChange } from './roles.ts'
import { closed } from './types.ts'

/**
 * The tokens of the constant expression at the cursor, which goes behind it: `(i32.const 5)`, or with a keyword for several operators
 * `(offset i32.const 5 global.get 0 i32.add)`; without one they stand alone.
 */
export function expressionTokens(walker: OperatorWalker, text: OperatorText, content: Cursor, keyword: string | null): string[] {
  const { ids, offsets } = walker
  const words: string[] = []
  let depth = 1
  walker.enterExpression(content.position, content.end)
  for (let length = walker.fill(); length > 0; length = walker.fill()) {
    for (let i = 0; i < length; i++) {
      const id = ids[i]!
      const at = text.at({ id, start: offsets[i]!, end: offsets[i + 1]!, depth, functionIndex: -1 })
      if (typeof at === 'string') words.push(at)
      else words.push(...at)
      depth += blockChange[id]!
    }
  }
  content.position = walker.position
  // The last `end` is no word of a text.
  words.pop()
  if (words.length === 1) return [`(${words[0]!})`]
  if (keyword === null) return words
  return closed([`(${keyword}`, ...words], ')')
}
