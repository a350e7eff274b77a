import { outside, type FlowGraph } from './flow-graph.ts'
import { grown } from './growing.ts'
import { unmeasurable } from './heat.ts'

/** A maximum spanning tree of a graph, and potentials of its vertices; in memory that is used again. */
export class SpanningTree {
  /** By edge: 1 when it is in the tree. The first edge, the entry, never is: it is the number of calls. */
  has = new Uint8Array(capacity)
  /** Rows like those of the graph's costs, such that cost(to) + potential(from) - potential(to) is zero on each edge of the tree. */
  potentials = new Float64Array(capacity)
  private groups = new Int32Array(capacity)
  private order = new Int32Array(capacity)
  private readonly buckets = new Int32Array(unmeasurable + 2)
  /** By vertex the first, and by end of an edge the next, of the ends of edges of the tree at a vertex. */
  private first = new Int32Array(capacity)
  private next = new Int32Array(2 * capacity)

  plant(graph: FlowGraph): void {
    this.reserve(graph)
    this.group(graph)
    this.sort(graph)
    this.grow(graph)
    this.spread(graph)
  }

  private reserve({ vertices, edges, packing }: FlowGraph): void {
    if (vertices > this.groups.length) {
      this.groups = grown(this.groups, vertices)
      this.first = grown(this.first, vertices)
    }
    if (vertices * packing.cells > this.potentials.length) this.potentials = grown(this.potentials, vertices * packing.cells)
    if (edges > this.has.length) {
      this.has = grown(this.has, edges)
      this.next = grown(this.next, 2 * edges)
    }
    if (Math.max(edges, vertices) > this.order.length) this.order = grown(this.order, Math.max(edges, vertices))
  }

  /** What is grounded is connected with the outside. */
  private group({ vertices, grounded }: FlowGraph): void {
    const { groups, first } = this
    for (let vertex = 0; vertex < vertices; vertex++) {
      groups[vertex] = grounded[vertex] === 1 ? outside : vertex
      first[vertex] = none
    }
  }

  /** By heat, the hottest first. */
  private sort({ edges, heats }: FlowGraph): void {
    const { buckets, order } = this
    buckets.fill(0)
    for (let edge = 0; edge < edges; edge++) buckets[unmeasurable - heats[edge]! + 1]!++
    for (let bucket = 1; bucket < buckets.length; bucket++) buckets[bucket]! += buckets[bucket - 1]!
    for (let edge = 0; edge < edges; edge++) order[buckets[unmeasurable - heats[edge]!]!++] = edge
  }

  /** By Kruskal's algorithm. Edges that cannot be measured come first; no cycle has only such edges. */
  private grow({ edges, ends }: FlowGraph): void {
    const { order, groups, first, next, has } = this
    for (let place = 0; place < edges; place++) {
      const edge = order[place]!
      const from = ends[2 * edge]!
      const to = ends[2 * edge + 1]!
      const a = groupOf(groups, from)
      const b = groupOf(groups, to)
      if (a === b || edge === 0) {
        has[edge] = 0
        continue
      }
      groups[a] = b
      has[edge] = 1
      next[2 * edge] = first[from]!
      first[from] = 2 * edge
      next[2 * edge + 1] = first[to]!
      first[to] = 2 * edge + 1
    }
  }

  /** Potentials of what is grounded are zero, like that of the outside; so is that of one vertex where nothing is grounded. */
  private spread({ vertices, grounded, ends, costs, packing: { cells } }: FlowGraph): void {
    const { potentials, first, next, groups: reached, order: stack } = this
    potentials.fill(0, 0, vertices * cells)
    reached.fill(0, 0, vertices)
    let height = 0
    for (let vertex: number = outside; vertex < vertices; vertex++) {
      if (grounded[vertex] === 0) continue
      reached[vertex] = 1
      if (first[vertex] !== none) stack[height++] = vertex
    }
    for (let root: number = outside; root < vertices; root++) {
      if (root !== outside) {
        if (reached[root] === 1) continue
        reached[root] = 1
        stack[height++] = root
      }
      while (height > 0) {
        const vertex = stack[--height]!
        const here = vertex * cells
        for (let end = first[vertex]!; end !== none; end = next[end]!) {
          const other = ends[end ^ 1]!
          if (reached[other] === 1) continue
          reached[other] = 1
          stack[height++] = other
          const there = other * cells
          if ((end & 1) === 0) for (let i = 0; i < cells; i++) potentials[there + i] = potentials[here + i]! + costs[there + i]!
          else for (let i = 0; i < cells; i++) potentials[there + i] = potentials[here + i]! - costs[here + i]!
        }
      }
    }
  }
}

const capacity = 4096
const none = -1

/** The representative of a vertex's group; paths are halved on the way. */
function groupOf(groups: Int32Array, vertex: number): number {
  let group = vertex
  while (groups[group] !== group) group = groups[group] = groups[groups[group]!]!
  return group
}
