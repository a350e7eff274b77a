import { invalidModule } from '../model/errors.ts'
import type { Cursor } from './cursor.ts'

/** What the toolchain claims: `+simd128` used, `-atomics` must not be used, `=…` required. */
export function readTargetFeatures(cursor: Cursor): string[] {
  const claims: string[] = []
  for (let left = cursor.count('target features', 2); left > 0; left--) {
    const prefix = String.fromCharCode(cursor.u8('a target feature'))
    if (!'+-='.includes(prefix)) throw invalidModule(`${JSON.stringify(prefix)} is no prefix of a target feature`, cursor.position - 1)
    claims.push(prefix + cursor.name('a target feature'))
  }
  cursor.finish('the target features')
  return claims
}
