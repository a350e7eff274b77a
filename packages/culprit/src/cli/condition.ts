import { InvalidArgumentError } from 'commander'
import type { Condition } from '../model/predicate.ts'

/**
 * `ratio > 1.5`, `ratio >= 150%`, `ratio < 0.8`: when a version is bad, by its time against that of the good end. A condition that the good end
 * fulfils itself is refused, for it says that everything is bad.
 */
export function parseCondition(text: string): Condition {
  const match = /^\s*ratio\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text)
  const ratio = match === null ? Number.NaN : Number(match[2]) / (match[3] === '%' ? 100 : 1)
  if (match === null || !(ratio > 0 && Number.isFinite(ratio))) {
    throw new InvalidArgumentError(`Expected a condition such as 'ratio > 1.5', 'ratio >= 120%' or 'ratio < 0.8', got "${text}".`)
  }
  const operator = match[1] as Condition['operator']
  if (operator.startsWith('>') ? ratio <= 1 : ratio >= 1) {
    throw new InvalidArgumentError(
      `The good end fulfils "${text}" itself: its ratio is 1, give or take the noise. 5 % slower is 'ratio > 1.05', and 5 % faster 'ratio < 0.95'.`,
    )
  }
  return { operator, ratio }
}
