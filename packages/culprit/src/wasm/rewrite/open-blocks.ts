import { grown } from './growing.ts'

export const functionBlock = 0
export const plainBlock = 1
export const ifBlock = 2
export const loopBlock = 3

/** Of a label: no branch leads to it so far. */
export const noLabel = -1

/** The blocks that are open, in columns by depth; the function itself is at 0. */
export class OpenBlocks {
  depth = -1
  kinds = new Uint8Array(64)
  /** The vertex to which a branch to the block leads, or `noLabel`. */
  labels = new Int32Array(64)
  /** The vertex in which the block was opened, and its heat. */
  origins = new Int32Array(64)
  originHeats = new Float64Array(64)
  /** Of all that leads to the label. */
  heats = new Float64Array(64)
  /** Whether some of what comes to the label cannot be told from the flow. */
  unknown = new Uint8Array(64)
  /** Whether exceptions lead to the label. */
  catches = new Uint8Array(64)
  /** Whether a branch to the label takes no values. */
  isPlain = new Uint8Array(64)
  /** Of a loop: behind its operator. */
  heads = new Uint32Array(64)

  push(kind: number, label: number, origin: number, originHeat: number, isPlain: boolean, head: number): void {
    const depth = ++this.depth
    if (depth === this.kinds.length) this.grow()
    this.kinds[depth] = kind
    this.labels[depth] = label
    this.origins[depth] = origin
    this.originHeats[depth] = originHeat
    this.heats[depth] = 0
    this.unknown[depth] = 0
    this.catches[depth] = 0
    this.isPlain[depth] = isPlain ? 1 : 0
    this.heads[depth] = head
  }

  private grow(): void {
    this.kinds = grown(this.kinds)
    this.labels = grown(this.labels)
    this.origins = grown(this.origins)
    this.originHeats = grown(this.originHeats)
    this.heats = grown(this.heats)
    this.unknown = grown(this.unknown)
    this.catches = grown(this.catches)
    this.isPlain = grown(this.isPlain)
    this.heads = grown(this.heads)
  }
}
