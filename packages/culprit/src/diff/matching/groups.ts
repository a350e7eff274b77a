/** A key for each function: two words that are compared together. */
export interface Keys {
  readonly low: Int32Array
  readonly high: Int32Array
}

/** The functions of both sides by equal keys. */
export interface Groups {
  /** Group of each function of `a` and of `b`; -1 where it was left out. */
  readonly a: Int32Array
  readonly b: Int32Array
  /** Members of each group on each side. */
  readonly sizeA: Int32Array
  readonly sizeB: Int32Array
  /** The members of group `i` on side `b` are `membersB[startsB[i]]` to `membersB[startsB[i + 1]]`, in ascending order. */
  readonly startsB: Int32Array
  readonly membersB: Int32Array
}

/** Functions for which `leftOut` is not negative are in no group. */
export function groupsOf(a: Keys, b: Keys, leftOutA: Int32Array | null, leftOutB: Int32Array | null): Groups {
  const [countA, countB] = [a.low.length, b.low.length]
  const table = new Table(takingPart(countA, leftOutA) + takingPart(countB, leftOutB))
  const groupA = new Int32Array(countA).fill(-1)
  const groupB = new Int32Array(countB).fill(-1)
  for (let i = 0; i < countA; i++) if (leftOutA === null || leftOutA[i]! < 0) groupA[i] = table.idOf(a.low[i]!, a.high[i]!)
  for (let i = 0; i < countB; i++) if (leftOutB === null || leftOutB[i]! < 0) groupB[i] = table.idOf(b.low[i]!, b.high[i]!)
  const sizeA = new Int32Array(table.size)
  const sizeB = new Int32Array(table.size)
  for (let i = 0; i < countA; i++) if (groupA[i]! >= 0) sizeA[groupA[i]!]!++
  for (let i = 0; i < countB; i++) if (groupB[i]! >= 0) sizeB[groupB[i]!]!++
  const startsB = new Int32Array(table.size + 1)
  for (let group = 0; group < table.size; group++) startsB[group + 1] = startsB[group]! + sizeB[group]!
  const membersB = new Int32Array(startsB[table.size]!)
  const next = startsB.slice()
  for (let i = 0; i < countB; i++) if (groupB[i]! >= 0) membersB[next[groupB[i]!]!++] = i
  return { a: groupA, b: groupB, sizeA, sizeB, startsB, membersB }
}

function takingPart(count: number, leftOut: Int32Array | null): number {
  if (leftOut === null) return count
  let taking = 0
  for (let place = 0; place < count; place++) if (leftOut[place]! < 0) taking++
  return taking
}

/** Numbers for keys, by open addressing. */
class Table {
  size = 0
  private readonly slots: Int32Array
  private readonly low: Int32Array
  private readonly high: Int32Array
  /** Of keys that found no slot near their own: bodies can be made so that many have the same. */
  private readonly crowded = new Map<number, Map<number, number>>()

  constructor(most: number) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(most + 1) + 1)).fill(-1)
    this.low = new Int32Array(most)
    this.high = new Int32Array(most)
  }

  idOf(low: number, high: number): number {
    const { slots } = this
    const mask = slots.length - 1
    const hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
    let slot = (hash ^ (hash >>> 15)) & mask
    for (let step = 0; step < mostSteps; step++, slot = (slot + 1) & mask) {
      const id = slots[slot]!
      if (id < 0) {
        slots[slot] = this.size
        this.low[this.size] = low
        this.high[this.size] = high
        return this.size++
      }
      if (this.low[id] === low && this.high[id] === high) return id
    }
    return this.idOfCrowded(low, high)
  }

  private idOfCrowded(low: number, high: number): number {
    let ids = this.crowded.get(low)
    if (ids === undefined) this.crowded.set(low, (ids = new Map()))
    let id = ids.get(high)
    if (id === undefined) ids.set(high, (id = this.size++))
    return id
  }
}

const mostSteps = 64
