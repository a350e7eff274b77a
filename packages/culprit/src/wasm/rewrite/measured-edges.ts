// Why not a counter in every block: flow is conserved. What goes into a block comes out of it, so most counts follow from the others
// (Knuth & Stevenson 1973; Ball & Larus 1994, "Optimally Profiling and Tracing Programs"). Of the graph of a function, the edges of a
// spanning tree need no counter; the tree takes the edges that cannot have one, and then the hottest.
//
// Costs are carried over by potentials: give each vertex v any number h(v); then adding h(from) - h(to) to the cost of each edge changes
// no sum over a walk that returns to where it began. The potentials taken here make the cost of every edge of the tree zero, so the sum
// over the measured edges alone is the whole cost, exactly.
import type { FlowCosts } from './flow-costs.ts'
import type { FlowGraph } from './flow-graph.ts'
import { grown } from './growing.ts'
import { SpanningTree } from './spanning-tree.ts'

/** The edges of one function that get a counter. */
export class MeasuredEdges {
  count = 0
  /** Whether it is a conditional branch that is taken: then the position is that of the `br_if`, whose label takes no values. */
  isTaken = new Uint8Array(capacity)
  /** Absolute offsets in front of which the counters belong: ascending, and in the order of execution where they are equal. */
  positions = new Uint32Array(capacity)
  /**
   * What one count of each edge stands for: its costs are from `starts[edge]` to `starts[edge + 1]`, each 32 x instructions, which can be
   * negative, + the place of their class. Costs of zero are left out.
   */
  starts = new Int32Array(capacity + 1)
  costs = new Int32Array(4 * capacity)
  private readonly classes: readonly number[]
  private readonly tree = new SpanningTree()

  constructor({ classes }: FlowCosts) {
    this.classes = classes
  }

  /** Takes those of a graph. The first is always the entry of the function: its calls. */
  of(graph: FlowGraph): void {
    const { tree } = this
    tree.plant(graph)
    const { cells, fields } = graph.packing
    this.count = 0
    let place = 0
    for (let edge = 0; edge < graph.edges; edge++) {
      if (tree.has[edge] === 1) continue
      const { count } = this
      this.reserve(count + 1, place + cells * fields)
      this.starts[count] = place
      const behind = fields === 1 ? this.addSum(graph, edge, place) : this.addClasses(graph, edge, place)
      if (behind === place && edge !== 0) continue
      place = behind
      this.isTaken[count] = graph.taken[edge]!
      this.positions[count] = graph.positions[edge]!
      this.count++
    }
    this.starts[this.count] = place
  }

  /** Of the one cost of each edge, where there are no classes. */
  costOf(edge: number): number {
    return this.starts[edge] === this.starts[edge + 1] ? 0 : this.costs[this.starts[edge]!]! >> classBits
  }

  private addSum({ ends, costs }: FlowGraph, edge: number, place: number): number {
    const { potentials } = this.tree
    const from = ends[2 * edge]!
    const to = ends[2 * edge + 1]!
    const cost = costs[to]! + potentials[from]! - potentials[to]!
    if (cost === 0) return place
    this.costs[place] = cost << classBits
    return place + 1
  }

  private addClasses({ ends, costs, packing }: FlowGraph, edge: number, start: number): number {
    const { potentials } = this.tree
    const { cells, fields, bits, lowFields, lowScale, bias } = packing
    const from = ends[2 * edge]! * cells
    const to = ends[2 * edge + 1]! * cells
    let place = start
    for (let cell = 0; cell < cells; cell++) {
      const packed = costs[to + cell]! + potentials[from + cell]! - potentials[to + cell]!
      if (packed === 0) continue
      const unsigned = packed + bias
      const high = Math.floor(unsigned / lowScale)
      const column = cell * fields
      place = this.unpack((unsigned - high * lowScale) | 0, lowFields, bits, column, place)
      place = this.unpack(high | 0, fields - lowFields, bits, column + lowFields, place)
    }
    return place
  }

  /** A word of costs, to each of which half of what its bits can hold was added. */
  private unpack(word: number, fields: number, bits: number, column: number, start: number): number {
    const { costs, classes } = this
    const half = 1 << (bits - 1)
    const mask = 2 * half - 1
    let place = start
    for (let field = 0; field < fields; field++) {
      const cost = ((word >>> (bits * field)) & mask) - half
      if (cost !== 0) costs[place++] = (cost << classBits) | classes[column + field]!
    }
    return place
  }

  private reserve(edges: number, costs: number): void {
    if (edges > this.positions.length) {
      this.starts = grown(this.starts)
      this.positions = grown(this.positions)
      this.isTaken = grown(this.isTaken)
    }
    if (costs > this.costs.length) this.costs = grown(this.costs, costs)
  }
}

const capacity = 64
const classBits = 5
