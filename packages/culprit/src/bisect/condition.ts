import type { Condition } from '../model/predicate.ts'
import type { Ratio } from '../model/units.ts'
import type { Answer } from './predicate.ts'

/** What a condition says about a version whose time is `ratio` times that of the good end. */
export function answerOfRatio({ operator, ratio: limit }: Condition, ratio: Ratio): Answer {
  return holds[operator](ratio, limit) ? 'bad' : 'good'
}

const holds: Readonly<Record<Condition['operator'], (ratio: Ratio, limit: Ratio) => boolean>> = {
  '>': (ratio, limit) => ratio > limit,
  '>=': (ratio, limit) => ratio >= limit,
  '<': (ratio, limit) => ratio < limit,
  '<=': (ratio, limit) => ratio <= limit,
}
