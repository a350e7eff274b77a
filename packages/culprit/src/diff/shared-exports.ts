import type { Export } from '../wasm/exports.ts'
import type { ModuleFacts } from '../wasm/module.ts'

/**
 * By place in the exports of `a`, the place in those of `b` that has the same name; -1 where there is none. A module has up to 75 000 of
 * them and a million is allowed, so names stay bytes: a text is made of those only whose hashes were made to collide. Of one name that `b`
 * has several times, which is not valid, any place is given.
 */
export function sharedExports({ exports: a }: ModuleFacts, { exports: b }: ModuleFacts): Int32Array {
  const places = inOrder(a, b)
  const taken = new Uint8Array(b.length)
  for (const place of places) if (place >= 0) taken[place] = 1
  const rest = new Places(b, taken)
  for (let place = 0; place < a.length; place++) if (places[place]! < 0) places[place] = rest.find(a[place]!)
  return places
}

/**
 * Two builds list most of their exports in the same order, where a name is compared with a few others and none is hashed. Where many were put in
 * one place, it is looked for farther ahead, and the order goes on there if the next one does so too.
 */
function inOrder(a: readonly Export[], b: readonly Export[]): Int32Array {
  const places = new Int32Array(a.length).fill(-1)
  let next = 0
  let left = mostLookedAhead
  for (let place = 0; place < a.length; place++) {
    const one = a[place]!
    let found = -1
    for (let other = next, end = Math.min(next + near, b.length); other < end && found < 0; other++) {
      if (one.isNamedAs(b[other]!)) found = other
    }
    if (found >= 0) {
      places[place] = found
      next = found + 1
      continue
    }
    for (let other = next + near, end = Math.min(next + far, b.length); other < end && left > 0 && found < 0; other++) {
      const candidate = b[other]!
      // Names of one length may end alike, and are compared byte by byte.
      left -= 1 + (candidate.nameBytes === one.nameBytes ? one.nameBytes >> 4 : 0)
      if (one.isNamedAs(candidate)) found = other
    }
    if (found < 0) continue
    places[place] = found
    if (place + 1 === a.length || (b[found + 1]?.isNamedAs(a[place + 1]!) ?? false)) next = found + 1
  }
  return places
}

/** How far ahead an export is looked for: most are here, */
const near = 8
/** and where some hundred were put in one place, here. */
const far = 1024
/** For all exports together, in comparisons of a length or of sixteen bytes: those of modules with another order are hashed. */
const mostLookedAhead = 4_000_000

/** The places of those exports that are not taken, by their names. */
class Places {
  private readonly exports: readonly Export[]
  private readonly slots: Int32Array
  private readonly crowded = new Map<string, number>()

  constructor(exports: readonly Export[], taken: Uint8Array) {
    this.exports = exports
    const free = taken.reduce((count, is) => count + 1 - is, 0)
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(free + 1) + 1)).fill(-1)
    for (let place = 0; place < exports.length; place++) {
      if (taken[place] === 1) continue
      const slot = this.slotOf(exports[place]!)
      if (slot === null) this.crowded.set(exports[place]!.name, place)
      else this.slots[slot] = place
    }
  }

  find(one: Export): number {
    const slot = this.slotOf(one)
    return slot === null ? (this.crowded.get(one.name) ?? -1) : this.slots[slot]!
  }

  /** The slot of a name, or the first free one; null when too many others are in the way. */
  private slotOf(one: Export): number | null {
    const mask = this.slots.length - 1
    const hash = one.nameHash()
    for (let step = 0, slot = (hash ^ (hash >>> 15)) & mask; step < mostSteps; step++, slot = (slot + 1) & mask) {
      const place = this.slots[slot]!
      if (place < 0 || one.isNamedAs(this.exports[place]!)) return slot
    }
    return null
  }
}

const mostSteps = 64
