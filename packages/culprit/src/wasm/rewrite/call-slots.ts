import { landmarkKinds, noCallee, type Landmarks } from './landmarks.ts'
import { linesWith, roomSlot, slotBytes, type NodePool } from './node-pool.ts'

/**
 * Which slot of a function's node each of its calls uses. A function that is called by its index gets one of its own, so that it is
 * found with one look, however many others are called. What others may call too, and what is called through a table, shares the slots of
 * the node's first line, by the number of the function that is entered.
 */
export class CallSlots {
  /** By the place of a landmark: offset of the slot in the node; `noCallee` where the callee is not known. */
  offsets = new Int32Array(64)
  /** How long a node is. */
  lines = 1
  private readonly pool: Pick<NodePool, 'firstSlot' | 'firstSlots'>
  private readonly hasSlot: (index: number) => boolean
  /** By function: its place among the callees of the function with the number `plan`. */
  private readonly places: Uint32Array
  private readonly plans: Uint32Array
  private plan = 0

  constructor(functions: number, pool: Pick<NodePool, 'firstSlot' | 'firstSlots'>, hasSlot: (index: number) => boolean) {
    this.pool = pool
    this.hasSlot = hasSlot
    this.places = new Uint32Array(functions)
    this.plans = new Uint32Array(functions)
  }

  assign({ count, kinds, callees }: Landmarks): void {
    if (this.offsets.length < count) this.offsets = new Int32Array(count * 2)
    const { offsets, places, plans, pool, hasSlot } = this
    const plan = ++this.plan
    let known = 0
    let hasUnknown = false
    for (let mark = 0; mark < count; mark++) {
      if (kinds[mark] !== landmarkKinds.call) continue
      const callee = callees[mark]!
      if (callee === noCallee || !hasSlot(callee)) {
        offsets[mark] = noCallee
        hasUnknown = true
        continue
      }
      if (plans[callee] !== plan) {
        plans[callee] = plan
        places[callee] = known++
      }
      offsets[mark] = places[callee]! % mostKnown
    }
    const { firstSlot, firstSlots } = pool
    const isShort = known <= (hasUnknown ? 1 : firstSlots)
    this.lines = isShort ? 1 : linesWith(Math.min(known, mostKnown))
    for (let mark = 0; mark < count; mark++) {
      const place = offsets[mark]!
      if (kinds[mark] !== landmarkKinds.call || place === noCallee) continue
      offsets[mark] = isShort ? firstSlot + slotBytes * (firstSlots - 1 - place) : roomSlot(place)
    }
  }
}

/** Callees beyond this share slots. */
const mostKnown = 210
