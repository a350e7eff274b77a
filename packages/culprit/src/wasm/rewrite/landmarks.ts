import { grown } from './growing.ts'

/** What a rewriting that follows the stack of calls has to know of a body. Valid until the next function. */
export interface Landmarks {
  readonly count: number
  /** One of `landmarkKinds`. */
  readonly kinds: Uint8Array<ArrayBuffer>
  /** Ascending: of the operator itself, or of what is executed when control came back. */
  readonly positions: Uint32Array<ArrayBuffer>
  /** Behind the operator. */
  readonly nexts: Uint32Array<ArrayBuffer>
  /** How many blocks are open: a branch with this label leaves the function. */
  readonly depths: Uint32Array<ArrayBuffer>
  /** Of a call by index the index, otherwise `noCallee`. */
  readonly callees: Int32Array<ArrayBuffer>
}

/**
 * A call; where control comes back in another way than by a return of a function of the module: from the host, to a handler of
 * exceptions; a tail call; a return.
 */
export const landmarkKinds = { call: 0, back: 1, tailCall: 2, return: 3 } as const

export const noCallee = -1

export class LandmarkList implements Landmarks {
  count = 0
  kinds = new Uint8Array(64)
  positions = new Uint32Array(64)
  nexts = new Uint32Array(64)
  depths = new Uint32Array(64)
  callees = new Int32Array(64)

  clear(): void {
    this.count = 0
  }

  add(kind: number, position: number, next: number, depth: number, callee: number = noCallee): void {
    const place = this.count++
    if (place === this.kinds.length) {
      this.kinds = grown(this.kinds)
      this.positions = grown(this.positions)
      this.nexts = grown(this.nexts)
      this.depths = grown(this.depths)
      this.callees = grown(this.callees)
    }
    this.kinds[place] = kind
    this.positions[place] = position
    this.nexts[place] = next
    this.depths[place] = depth
    this.callees[place] = callee
  }

  /** A landmark in front of others that are there already: control comes back at this position. */
  addLate(position: number, depth: number): void {
    this.add(landmarkKinds.back, position, position, depth)
    const { positions, count, kinds, nexts, depths, callees } = this
    let place = count - 1
    while (place > 0 && positions[place - 1]! > position) place--
    for (const column of [kinds, positions, nexts, depths, callees]) {
      const value = column[count - 1]!
      column.copyWithin(place + 1, place, count - 1)
      column[place] = value
    }
  }
}
