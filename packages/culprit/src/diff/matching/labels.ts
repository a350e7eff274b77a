import type { Fingerprints } from './fingerprints.ts'
import type { Keys } from './groups.ts'
import { mix } from './hashes.ts'

/**
 * For each depth from 0 on, a key of every function: its body, and the bodies of what it calls down to that depth. So functions with equal
 * bodies get different keys when something below them differs (colour refinement, Weisfeiler and Leman 1968).
 *
 * `labels` has what is known of entities that are no functions defined here.
 */
export function keysByDepth(prints: Fingerprints, labels: Int32Array, depth: number): Keys[] {
  const keys: Keys[] = [{ low: prints.bodyLow, high: prints.bodyHigh }]
  for (let round = 0; round < depth; round++) keys.push(refined(prints, keys[round]!, labels))
  return keys
}

function refined({ count, facts, entities, siteStarts, siteTargets }: Fingerprints, keys: Keys, labels: Int32Array): Keys {
  const low = new Int32Array(count)
  const high = new Int32Array(count)
  const first = facts.imported.function
  const { functions } = entities
  for (let body = 0; body < count; body++) {
    let one = keys.low[body]!
    let other = keys.high[body]!
    for (let site = siteStarts[body]!, end = siteStarts[body + 1]!; site < end; site++) {
      const target = siteTargets[site]!
      const defined = target >= first && target < functions
      const label = defined ? keys.low[target - first]! : labels[target]!
      one = Math.imul(one ^ label, 0x01000193)
      one ^= one >>> 13
      other = Math.imul((other ^ (other >>> 15)) + (defined ? keys.high[target - first]! : label), 0x85ebca6b)
    }
    low[body] = one
    high[body] = other
  }
  return { low, high }
}

/** Equal for functions whose bytes are equal but for the encoding: body and the numbers of all entities. */
export function exactKeys({ count, bodyLow, siteStarts, siteTargets }: Fingerprints): Int32Array {
  const keys = bodyLow.slice()
  for (let body = 0; body < count; body++) {
    let key = keys[body]!
    for (let site = siteStarts[body]!, end = siteStarts[body + 1]!; site < end; site++) {
      key = Math.imul(key ^ siteTargets[site]!, 0x9e3779b1)
      key ^= key >>> 15
    }
    keys[body] = key
  }
  return keys
}

/**
 * Keys of the body and of what it refers to, as far as `other`, the entity of the other side or -1 by entity, is known. They are equal on
 * both sides when one of them is translated.
 */
export function keysOfKnown({ bodyLow, bodyHigh, entities, ...prints }: Fingerprints, other: Int32Array, translate: boolean): Keys {
  const low = bodyLow.slice()
  const high = bodyHigh.slice()
  for (let body = 0; body < low.length; body++) {
    for (let site = prints.siteStarts[body]!, end = prints.siteStarts[body + 1]!; site < end; site++) {
      const target = prints.siteTargets[site]!
      const known = other[target]!
      const reference = known < 0 ? -1 - (entities.valueOf(target) ?? 0) : translate ? known : target
      low[body] = mix(low[body]!, reference)
      high[body] = mix(high[body]!, reference)
    }
  }
  return { low, high }
}
