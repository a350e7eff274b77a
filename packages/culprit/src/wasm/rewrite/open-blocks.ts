import { grown } from './growing.ts'
import { noPoint } from './points.ts'

export const functionBlock = 0
export const plainBlock = 1
export const ifBlock = 2
export const loopBlock = 3

// Flags of a block.
/** A branch to the label takes no values. */
export const isPlain = 1
/** Exceptions lead to the label. */
export const hasExceptions = 2

/** The blocks that are open, in columns by depth; the function itself is at 0. */
export class OpenBlocks {
  depth = -1
  kinds = new Uint8Array(64)
  flags = new Uint8Array(64)
  /** The last of the points in front of the label; each knows the one before. */
  labels = new Int32Array(64)
  /** The point whose potential the label has to have. */
  forced = new Int32Array(64)
  /** From where an `else`, a `catch` or an `if` without else goes on; `noPoint` where the block cannot be reached, and of others. */
  origins = new Int32Array(64)
  originHeats = new Float64Array(64)
  /** Of all that leads to the label. */
  heats = new Float64Array(64)
  /** Of a loop: behind its operator. */
  heads = new Uint32Array(64)

  push(kind: number, forced: number, origin: number, originHeat: number, flags: number): void {
    const depth = ++this.depth
    this.kinds[depth] = kind
    this.flags[depth] = flags
    this.labels[depth] = noPoint
    this.forced[depth] = forced
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
    this.forced = grown(this.forced, needed)
    this.origins = grown(this.origins, needed)
    this.originHeats = grown(this.originHeats, needed)
    this.heats = grown(this.heats, needed)
    this.heads = grown(this.heads, needed)
  }
}
