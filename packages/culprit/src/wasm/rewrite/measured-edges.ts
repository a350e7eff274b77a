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

/** The edges of functions that get a counter, function after function, numbered through. */
export class MeasuredEdges {
  /** Of the function that was taken last: the first edge, which is always its entry, its calls; and behind its last. */
  first = 0
  count = 0
  /** By place in that function, whether it is a conditional branch that is taken: then the position is that of the `br_if`, whose label takes no values. */
  isTaken = new Uint8Array(capacity)
  /** By place in that function, absolute offsets in front of which the counters belong: ascending, and in the order of execution where they are equal. */
  positions = new Uint32Array(capacity)
  /**
   * What one count of each edge stands for: its costs are from `starts[edge]` to `starts[edge + 1]`, each 32 x instructions, which can be
   * negative, + the place of their class. Costs of zero are left out.
   */
  starts: Int32Array<ArrayBuffer>
  costs: Int32Array<ArrayBuffer>
  /** By column; of those that no class has, anything. */
  private readonly classes = new Uint8Array(2 ** classBits)
  private readonly tree = new SpanningTree()

  /** `expected` edges have room from the beginning: what is reserved and never written costs nothing. */
  constructor({ classes }: FlowCosts, expected = capacity) {
    this.classes.set(classes)
    this.starts = new Int32Array(expected)
    this.costs = new Int32Array(expected * costsOfEdge)
  }

  /** Takes those of a graph. */
  add(graph: FlowGraph): void {
    this.first = this.count
    this.tree.plant(graph)
    this.reserve(graph)
    if (graph.packing.fields === 1) this.addSums(graph)
    else this.addClasses(graph)
  }

  /** Forgets the function that was taken last. */
  drop(): void {
    this.count = this.first
  }

  /** Of the one cost of an edge, where there are no classes. */
  costOf(edge: number): number {
    return this.starts[edge] === this.starts[edge + 1] ? 0 : this.costs[this.starts[edge]!]! >> classBits
  }

  private addSums(graph: FlowGraph): void {
    const { starts, costs } = this
    const { has, potentials } = this.tree
    const { ends, costs: vertexCosts } = graph
    let place = starts[this.first]!
    for (let edge = 0; edge < graph.edges; edge++) {
      if (has[edge] === 1) continue
      const to = ends[2 * edge + 1]!
      const cost = vertexCosts[to]! + potentials[ends[2 * edge]!]! - potentials[to]!
      if (cost !== 0) costs[place++] = cost << classBits
      else if (edge !== 0) continue
      this.addEdge(graph, edge, place)
    }
  }

  private addClasses(graph: FlowGraph): void {
    const { starts, costs, classes } = this
    const { has, potentials } = this.tree
    const { ends, costs: vertexCosts } = graph
    const { cells, fields, bits, lowFields, lowScale, bias } = graph.packing
    const half = 1 << (bits - 1)
    const mask = 2 * half - 1
    const perLowScale = 1 / lowScale
    let start = starts[this.first]!
    for (let edge = 0; edge < graph.edges; edge++) {
      if (has[edge] === 1) continue
      const from = ends[2 * edge]! * cells
      const to = ends[2 * edge + 1]! * cells
      let place = start
      for (let cell = 0; cell < cells; cell++) {
        const packed = vertexCosts[to + cell]! + potentials[from + cell]! - potentials[to + cell]!
        if (packed === 0) continue
        const unsigned = packed + bias
        const high = Math.floor(unsigned * perLowScale)
        let column = cell * fields
        let word = (unsigned - high * lowScale) | 0
        for (let field = 0; field < fields; field++, column++) {
          if (field === lowFields) word = high | 0
          const cost = (word & mask) - half
          word >>>= bits
          costs[place] = (cost << classBits) | classes[column]!
          // One more, unless it is zero; a branch could not be foreseen.
          place += (cost | -cost) >>> 31
        }
      }
      if (place === start && edge !== 0) continue
      this.addEdge(graph, edge, place)
      start = place
    }
  }

  private addEdge(graph: FlowGraph, edge: number, place: number): void {
    const number = this.count - this.first
    this.isTaken[number] = graph.taken[edge]!
    this.positions[number] = graph.positions[edge]!
    this.starts[++this.count] = place
  }

  /** For all that a graph can have. */
  private reserve({ edges, packing: { cells, fields } }: FlowGraph): void {
    const costs = this.starts[this.first]! + (edges + 1) * cells * fields
    if (this.first + edges + 1 > this.starts.length) this.starts = grown(this.starts, this.first + edges + 1)
    if (costs > this.costs.length) this.costs = grown(this.costs, costs)
    if (edges <= this.positions.length) return
    this.positions = grown(this.positions, edges)
    this.isTaken = grown(this.isTaken, edges)
  }
}

const capacity = 1024
/** More than there are on the average of real modules. */
const costsOfEdge = 6
const classBits = 5
