import { kernelDepth, sharedKernel, type FlowBatch, type Kernel } from '../kernel/kernel.ts'
import { flowBatch, mostCells } from '../kernel/layout.ts'
import { plainFrame } from '../operator-lengths.ts'
import { OperatorWalker } from '../operator-walker.ts'
import type { FlowCosts } from './flow-costs.ts'

/**
 * Reads those operators of a body that matter to the flow, in batches, and what all of them cost. The module was read before, so its
 * bodies are well-formed. At what the kernel does not know, the decoder takes over and goes on to the end of the body.
 */
export class FlowReader {
  /** Valid until anything else is read: it can be the kernel's own. */
  readonly batch: FlowBatch
  private readonly bytes: Uint8Array
  private readonly costs: FlowCosts
  private readonly kernel: Kernel | null
  private packing = 0
  private cells = 1
  private start = 0
  private end = 0
  private position = 0
  private depth = 0
  /** Rows of costs that may not be zero. */
  private used = 0

  private readonly walker: OperatorWalker
  private isDecoding = false
  /** Operators of the walker's batch, and how many of them were looked at. */
  private found = 0
  private seen = 0

  constructor(bytes: Uint8Array, costs: FlowCosts, kernel: Kernel | null = sharedKernel()) {
    this.bytes = bytes
    this.costs = costs
    this.walker = new OperatorWalker(bytes, new Set(), kernel)
    this.kernel = kernel
    this.batch = kernel?.flow ?? {
      ids: new Uint16Array(flowBatch + 1),
      offsets: new Uint32Array(flowBatch + 1),
      nexts: new Uint32Array(flowBatch + 1),
      costs: new Float64Array((flowBatch + 1) * mostCells),
    }
    this.batch.costs.fill(0)
  }

  /** The operators between two offsets; `packing` is a place among those of the costs. */
  enter(start: number, end: number, packing: number): void {
    this.clear()
    this.start = start
    this.end = end
    this.position = start
    this.depth = 1
    this.packing = packing
    this.cells = this.costs.packings[packing]!.cells
    this.isDecoding = false
    if (this.kernel !== null) this.kernel.frames[1] = plainFrame
    else this.decodeFrom(start)
  }

  /** Reads on, and returns how many operators there are in the batch; 0 when the body is at its end. */
  fill(): number {
    if (this.depth === 0) return 0
    this.clear()
    const { kernel } = this
    if (kernel === null || this.isDecoding) return this.take(this.decode(0))
    const { bytes, end, costs, packing, cells } = this
    let count = 0
    // Deeper, what one call sees could open more blocks than there are places for.
    while (this.depth <= kernelDepth) {
      this.position = kernel.fillFlow(bytes, this.position, end, this.depth, count, costs, packing, cells)
      this.depth = kernel.depth
      count = kernel.flowCount
      if (this.depth === 0 || count === flowBatch) return this.take(count)
      if (!kernel.endsBefore(end, this.position)) break
    }
    this.decodeFrom(this.position)
    return this.take(this.decode(count))
  }

  private clear(): void {
    this.batch.costs.fill(0, 0, this.used * this.cells)
    this.used = 0
  }

  private take(count: number): number {
    this.used = Math.min(count + 1, flowBatch + 1)
    return count
  }

  /** The walker begins again, because it keeps account of the blocks that are open; what lies before the position was read. */
  private decodeFrom(position: number): void {
    const { walker } = this
    this.isDecoding = true
    walker.enterBody(this.start, this.end)
    do this.found = walker.fill()
    while (walker.position <= position)
    this.seen = 0
    while (walker.offsets[this.seen]! < position) this.seen++
  }

  /** As `Kernel.fillFlow`. */
  private decode(place: number): number {
    const { walker, batch, cells } = this
    const { flows, packings } = this.costs
    const { cellOf, weightOf } = packings[this.packing]!
    let count = place
    while (count < flowBatch) {
      if (this.seen === this.found) {
        this.seen = 0
        this.found = walker.fill()
        if (this.found === 0) {
          this.depth = 0
          break
        }
      }
      const id = walker.ids[this.seen]!
      batch.costs[count * cells + cellOf[id]!]! += weightOf[id]!
      if (flows[id] !== 0) {
        batch.ids[count] = id
        batch.offsets[count] = walker.offsets[this.seen]!
        batch.nexts[count] = walker.offsets[this.seen + 1]!
        count++
      }
      this.seen++
    }
    return count
  }
}
