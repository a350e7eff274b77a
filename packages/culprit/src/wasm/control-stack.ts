import { kernelDepth, type Kernel } from './kernel/kernel.ts'
import { plainFrame } from './operator-lengths.ts'

/** The kinds of the open blocks, of which the function or expression itself is the first. A kernel can keep them for a while. */
export class ControlStack {
  /** How many are open; 0 behind the last `end`. */
  depth = 0
  /** Kinds, from place 1 on: in own memory, or in that of the kernel to which they are lent. */
  private kinds: Uint8Array = new Uint8Array(64)
  private own: Uint8Array = this.kinds

  /** Only the function is open. */
  reset(): void {
    this.depth = 1
    this.kinds = this.own
    this.kinds[1] = plainFrame
  }

  get innermost(): number {
    return this.kinds[this.depth]!
  }

  set innermost(kind: number) {
    this.kinds[this.depth] = kind
  }

  push(kind: number): void {
    if (++this.depth === this.kinds.length) {
      const kinds = new Uint8Array(this.kinds.length * 2)
      kinds.set(this.kinds)
      this.kinds = this.own = kinds
    }
    this.kinds[this.depth] = kind
  }

  pop(): void {
    this.depth--
  }

  /** Whether it could: more than `kernelDepth` blocks have no place in a kernel. */
  lendTo(kernel: Kernel): boolean {
    const { depth, own } = this
    if (depth > kernelDepth) return false
    if (depth === 1) kernel.frames[1] = own[1]!
    else kernel.frames.set(own.subarray(1, depth + 1), 1)
    this.kinds = kernel.frames
    return true
  }

  /** As `lendTo`, of a body that the kernel has begun itself. */
  take(kernel: Kernel): void {
    this.depth = kernel.depth
    this.kinds = kernel.frames
  }

  /** Whether the kernel has them still: what is opened without it may be too deep for it. */
  isWith(kernel: Kernel): boolean {
    return this.depth <= kernelDepth && this.kinds === kernel.frames
  }

  takeBack(): void {
    const { kinds, depth } = this
    this.kinds = this.own
    if (depth === 0) return
    if (depth >= this.own.length) this.kinds = this.own = new Uint8Array(depth * 2)
    this.own.set(kinds.subarray(1, depth + 1), 1)
  }
}
