import { grown } from './growing.ts'

export const functionBlock = 0
export const plainBlock = 1
export const ifBlock = 2
export const loopBlock = 3

/** Of a label: no branch leads to it so far. */
export const noLabel = -1

// Flags of a block.
/** A branch to the label takes no values. */
export const isPlain = 1
/** Some of what comes to the label cannot be told from the flow. */
export const hasUnknown = 2
/** Exceptions lead to the label. */
export const hasExceptions = 4

/** The blocks that are open, in columns by depth; the function itself is at 0. */
export class OpenBlocks {
  depth = -1
  kinds = new Uint8Array(64)
  flags = new Uint8Array(64)
  /** The vertex to which a branch to the block leads, or `noLabel`. */
  labels = new Int32Array(64)
  /** The vertex in which the block was opened, and its heat. */
  origins = new Int32Array(64)
  originHeats = new Float64Array(64)
  /** Of all that leads to the label. */
  heats = new Float64Array(64)
  /** Of a loop: behind its operator. */
  heads = new Uint32Array(64)

  push(kind: number, label: number, origin: number, originHeat: number, flags: number): void {
    const depth = ++this.depth
    this.kinds[depth] = kind
    this.flags[depth] = flags
    this.labels[depth] = label
    this.origins[depth] = origin
    this.originHeats[depth] = originHeat
    this.heats[depth] = 0
  }

  /** Room for so many more. */
  reserve(count: number): void {
    const needed = this.depth + 1 + count
    if (needed <= this.kinds.length) return
    this.kinds = grown(this.kinds, needed)
    this.flags = grown(this.flags, needed)
    this.labels = grown(this.labels, needed)
    this.origins = grown(this.origins, needed)
    this.originHeats = grown(this.originHeats, needed)
    this.heats = grown(this.heats, needed)
    this.heads = grown(this.heads, needed)
  }
}
