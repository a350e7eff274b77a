import type { Export } from '../wasm/exports.ts'
import type { ModuleFacts } from '../wasm/module.ts'

/**
 * By place in the exports of `a`, the place in those of `b` that has the same name; -1 where there is none. A module has up to 75 000 of
 * them and a million is allowed, so names stay bytes: a text is made of those only whose hashes were made to collide.
 */
export function sharedExports({ exports: a }: ModuleFacts, { exports: b }: ModuleFacts): Int32Array {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(b.length + 1) + 1)).fill(-1)
  const crowded = new Map<string, number>()
  for (const [place, one] of b.entries()) {
    const slot = slotOf(one, slots, () => false)
    if (slot === null) crowded.set(one.name, place)
    else slots[slot] = place
  }
  return Int32Array.from(a, one => {
    const slot = slotOf(one, slots, place => one.isNamedAs(b[place]!))
    return slot === null ? (crowded.get(one.name) ?? -1) : slots[slot]!
  })
}

/** The first slot for a name that is free or has what is looked for; null when too many others are in the way. */
function slotOf(one: Export, slots: Int32Array, isIt: (place: number) => boolean): number | null {
  const mask = slots.length - 1
  const hash = one.nameHash()
  for (let step = 0, slot = (hash ^ (hash >>> 15)) & mask; step < mostSteps; step++, slot = (slot + 1) & mask) {
    if (slots[slot]! < 0 || isIt(slots[slot]!)) return slot
  }
  return null
}

const mostSteps = 64
