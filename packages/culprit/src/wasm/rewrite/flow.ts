// Why not a counter in every block: flow is conserved. What goes into a block comes out of it, so most counts follow from the others
// (Knuth & Stevenson 1973; Ball & Larus 1994, "Optimally Profiling and Tracing Programs"). Of the graph of a function, the edges of a
// spanning tree need no counter; the tree takes the edges that cannot have one, and then the hottest.
//
// Costs are carried over by potentials: give each vertex v any number h(v); then adding h(from) - h(to) to the cost of each edge changes
// no sum over a walk that returns to where it began. The potentials taken here make the cost of every edge of the tree zero, so the sum
// over the measured edges alone is the whole cost, exactly.
import { invalidModule } from '../../model/errors.ts'
import type { ModuleFacts } from '../module.ts'
import { OperatorWalker } from '../operator-walker.ts'
import { mostForNarrow, packingOf, type Costs, type Packing } from './flow-costs.ts'
import {
  straight,
  opensBlock,
  opensTryTable,
  opensLoop,
  opensIf,
  opensElse,
  handles,
  closes,
  branches,
  branchesIf,
  branchesTable,
  leaves,
  calls,
  flowOf,
  isTailCall,
} from './flow-kinds.ts'
import { lebAt, lebEnd } from './leb.ts'

/** The edges of one function that get a counter. Valid until the next function is measured. */
export interface MeasuredEdges {
  count: number
  /** Whether it is a conditional branch that is taken: then the position is that of the `br_if`, whose label takes no values. */
  isTaken: Uint8Array<ArrayBuffer>
  /** Absolute offsets in front of which the counters belong: ascending, and in the order of execution where they are equal. */
  positions: Uint32Array<ArrayBuffer>
  /**
   * What one count of each edge stands for: its costs are from `starts[edge]` to `starts[edge + 1]`, each the column of a class and
   * instructions, which can be negative. Costs of zero are left out.
   */
  starts: Uint32Array<ArrayBuffer>
  columns: Uint8Array<ArrayBuffer>
  costs: Int32Array<ArrayBuffer>
}

/** What a rewriting that follows the stack of calls has to know of a body. Valid until the next function is measured. */
export interface Landmarks {
  count: number
  /** One of `landmarkKinds`. */
  kinds: Uint8Array<ArrayBuffer>
  /** Ascending: of the operator itself, or of what is executed when control came back. */
  positions: Uint32Array<ArrayBuffer>
  /** Behind the operator. */
  nexts: Uint32Array<ArrayBuffer>
  /** How many blocks are open: a branch with this label leaves the function. */
  depths: Uint32Array<ArrayBuffer>
  /** Of a call by index the index, otherwise `none`. */
  callees: Int32Array<ArrayBuffer>
}

/**
 * A call; where control comes back in another way than by a return of a function of the module: from the host, to a handler of
 * exceptions; a tail call; a return.
 */
export const landmarkKinds = { call: 0, back: 1, tailCall: 2, return: 3 } as const

/** Makes the graph of one function body after the other, in memory that is used again. */
export class FlowGraph {
  private readonly bytes: Uint8Array
  private readonly walker: OperatorWalker
  private readonly narrow: Packing
  private readonly wide: Packing
  private packing: Packing
  private stride: number

  private vertices = 0
  /** `stride` cells of packed costs for each vertex. */
  private vertexCosts = new Float64Array(vertexCapacity)
  private potentials = new Float64Array(vertexCapacity)
  private groups = new Int32Array(vertexCapacity)
  private adjacent = new Int32Array(vertexCapacity)

  private edges = 0
  private from = new Int32Array(vertexCapacity)
  private to = new Int32Array(vertexCapacity)
  private positions = new Uint32Array(vertexCapacity)
  private heats = new Uint8Array(vertexCapacity)
  private taken = new Uint8Array(vertexCapacity)
  private inTree = new Uint8Array(vertexCapacity)
  private order = new Int32Array(vertexCapacity)
  private nextFrom = new Int32Array(vertexCapacity)
  private nextTo = new Int32Array(vertexCapacity)
  private readonly buckets = new Int32Array(unmeasurable + 2)

  private depth = 0
  private readonly frames: Frame[] = []
  private current = unreachable
  /** How often the current block runs for one call, as far as the nesting of loops and branches suggests. */
  private heat = 1

  /** In the order of their positions. */
  readonly landmarks: Landmarks = {
    count: 0,
    kinds: new Uint8Array(64),
    positions: new Uint32Array(64),
    nexts: new Uint32Array(64),
    depths: new Uint32Array(64),
    callees: new Int32Array(64),
  }
  hasLoops = false
  hasCalls = false
  private readonly importedFunctions: number
  /** Then there is one cell for each vertex, and landmarks are kept. */
  private readonly isSum: boolean

  private readonly measured: MeasuredEdges = {
    count: 0,
    isTaken: new Uint8Array(64),
    positions: new Uint32Array(64),
    starts: new Uint32Array(65),
    columns: new Uint8Array(256),
    costs: new Int32Array(256),
  }

  constructor(facts: ModuleFacts, costs: Costs) {
    this.bytes = facts.bytes
    this.importedFunctions = facts.imported.function
    this.walker = new OperatorWalker(facts.bytes, new Set())
    this.isSum = costs === 'sum'
    this.narrow = packingOf(costs, 3)
    this.wide = packingOf(costs, 2)
    this.packing = this.narrow
    this.stride = this.packing.cells
  }

  /**
   * The graph of the body whose operators lie between two offsets, and how many they are. The first of the measured edges is always the
   * entry of the function: its calls.
   */
  measure(start: number, end: number, operatorCount: number): MeasuredEdges {
    const { walker } = this
    const { ids, offsets } = walker
    this.packing = operatorCount < mostForNarrow ? this.narrow : this.wide
    const { cellOf, weightOf, cells: stride } = this.packing
    this.stride = stride
    this.vertices = 0
    this.edges = 0
    this.depth = -1
    this.landmarks.count = 0
    this.hasLoops = this.hasCalls = false
    this.vertex() // unreachable
    this.vertex() // outside
    this.current = this.vertex()
    this.heat = 1
    this.edge(outside, this.current, start, 1)
    this.push(functionFrame, outside, start)
    walker.enterBody(start, end)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      if (this.isSum) {
        this.sumBatch(length)
        continue
      }
      let base = this.current * stride
      let costs = this.vertexCosts
      for (let i = 0; i < length; i++) {
        const id = ids[i]!
        costs[base + cellOf[id]!]! += weightOf[id]!
        if (flowOf[id] !== straight) {
          this.step(id, offsets[i]!, offsets[i + 1]!)
          base = this.current * stride
          costs = this.vertexCosts
        }
      }
    }
    this.plantTree()
    this.spreadPotentials()
    return this.collect()
  }

  /** Operators that are no part of the flow cost one each, so only their number matters. */
  private sumBatch(length: number): void {
    const { ids, offsets } = this.walker
    const { weightOf } = this.packing
    let start = 0
    for (let i = 0; i < length; i++) {
      const id = ids[i]!
      if (flowOf[id] === straight) continue
      this.vertexCosts[this.current]! += i - start + weightOf[id]!
      start = i + 1
      this.step(id, offsets[i]!, offsets[i + 1]!)
    }
    this.vertexCosts[this.current]! += length - start
  }

  /** The operator `id`, which lies between two offsets, ends a block or opens one. */
  private step(id: number, offset: number, next: number): void {
    switch (flowOf[id]!) {
      case opensBlock:
        this.push(plainFrame, none, offset)
        break
      case opensTryTable:
        this.catches(offset)
        this.push(plainFrame, none, offset)
        break
      case opensLoop: {
        const label = this.vertex()
        this.edge(this.current, label, offset, this.heat)
        this.heat *= turnsOfLoop
        this.push(loopFrame, label, offset)
        this.frames[this.depth]!.head = next
        this.enter(label, next, this.heat)
        this.hasLoops = true
        break
      }
      case opensIf:
        this.push(ifFrame, none, offset)
        this.enter(this.current, next, this.heat / 2)
        break
      case opensElse: {
        const frame = this.frames[this.depth]!
        this.leave(frame, offset)
        frame.kind = plainFrame
        this.current = frame.origin
        this.enter(frame.origin, next, frame.originHeat / 2)
        break
      }
      case handles: {
        const frame = this.frames[this.depth]!
        this.leave(frame, offset)
        this.current = frame.origin
        // How many exceptions come here is not known from the flow inside.
        this.enter(frame.origin === unreachable ? unreachable : outside, next, frame.originHeat * rare)
        this.landmark(landmarkKinds.back, next, next)
        break
      }
      case closes:
        this.close(offset, next)
        break
      case branches:
        this.branchFrom(this.current, this.label(offset + 1), offset, this.heat)
        this.current = unreachable
        break
      case branchesIf: {
        const label = this.label(labelOffset(this.bytes, id, offset))
        // A branch back to a loop is mostly taken, and ends a pass that was entered `turnsOfLoop` times less often.
        const stays = label.kind === loopFrame ? this.heat / turnsOfLoop : this.heat * fallsThrough
        const isTaken = id === brIfOpcode && label.isPlain && this.current !== unreachable
        this.branchFrom(this.current, label, isTaken ? offset : notMeasurable, this.heat - stays)
        if (isTaken) this.taken[this.edges - 1] = 1
        this.enter(this.current, next, stays)
        break
      }
      case branchesTable:
        this.table(offset)
        this.edge(this.current, outside, notMeasurable, this.heat)
        this.current = unreachable
        break
      case leaves:
        if (id === returnOpcode) this.landmark(landmarkKinds.return, offset, next)
        else if (isTailCall[id] === 1) {
          this.hasCalls = true
          this.landmark(landmarkKinds.tailCall, offset, next)
        }
        this.edge(this.current, outside, offset, this.heat * (id === returnOpcode ? 1 : rare))
        this.current = unreachable
        break
      case calls: {
        this.hasCalls = true
        if (this.isSum) {
          const callee = id === callOpcode ? lebAt(this.bytes, offset + 1) : none
          this.landmark(landmarkKinds.call, offset, next, callee)
          // A function of the module gives back the stack of calls as it took it; the host may have caught what was thrown on the way.
          if (callee < this.importedFunctions) this.landmark(landmarkKinds.back, next, next)
        }
        // It may never return: what comes after it is counted on its own.
        this.edge(this.current, outside, notMeasurable, this.heat)
        this.enter(this.current === unreachable ? unreachable : outside, next, this.heat)
      }
    }
  }

  private close(offset: number, next: number): void {
    const frame = this.frames[this.depth--]!
    if (frame.kind === functionFrame) {
      this.edge(this.current, outside, offset, this.heat)
      return
    }
    if (frame.kind === loopFrame) {
      // Nothing joins at the end of a loop.
      if (frame.catches) this.lateLandmark(frame.head)
      if (frame.unknown) this.edge(outside, frame.label, notMeasurable, 1)
      this.heat = frame.originHeat
      return
    }
    // Without an else, the condition leads straight to the end.
    if (frame.kind === ifFrame && frame.origin !== unreachable) this.branchFrom(frame.origin, frame, notMeasurable, frame.originHeat / 2)
    if (frame.label === none) return
    this.leave(frame, offset)
    if (frame.unknown) this.edge(outside, frame.label, notMeasurable, 1)
    this.enter(frame.label, next, frame.heat)
    if (frame.catches) this.landmark(landmarkKinds.back, next, next)
  }

  private landmark(kind: number, position: number, next: number, callee: number = none): void {
    if (!this.isSum) return
    const { landmarks } = this
    const place = landmarks.count++
    if (place === landmarks.kinds.length) {
      landmarks.kinds = grown(landmarks.kinds)
      landmarks.positions = grown(landmarks.positions)
      landmarks.nexts = grown(landmarks.nexts)
      landmarks.depths = grown(landmarks.depths)
      landmarks.callees = grown(landmarks.callees)
    }
    landmarks.kinds[place] = kind
    landmarks.positions[place] = position
    landmarks.nexts[place] = next
    landmarks.depths[place] = this.depth
    landmarks.callees[place] = callee
  }

  /** A landmark in front of others that are there already. */
  private lateLandmark(position: number): void {
    this.landmark(landmarkKinds.back, position, position)
    const { positions, count, kinds, nexts, depths, callees } = this.landmarks
    let place = count - 1
    while (place > 0 && positions[place - 1]! > position) place--
    for (const column of [kinds, positions, nexts, depths, callees]) {
      const value = column[count - 1]!
      column.copyWithin(place + 1, place, count - 1)
      column[place] = value
    }
  }

  /** The fall through to the end of a frame. */
  private leave(frame: Frame, position: number): void {
    this.branchFrom(this.current, frame, position, this.heat)
  }

  private branchFrom(from: number, frame: Frame, position: number, heat: number): void {
    if (from === unreachable) return
    if (frame.label === none) frame.label = this.vertex()
    frame.heat += heat
    this.edge(from, frame.label, position, heat)
  }

  /** How often each of the targets is taken cannot be told from what is around them. */
  private table(offset: number): void {
    if (this.current === unreachable) return
    let at = offset + 1
    let left = lebAt(this.bytes, at)
    at = lebEnd(this.bytes, at)
    for (; left >= 0; left--) {
      this.reachUnknown(this.label(at))
      at = lebEnd(this.bytes, at)
    }
  }

  private catches(offset: number): void {
    if (this.current === unreachable) return
    // Behind the block type, which is a value type (of which a reference may have two bytes or more) or an index.
    let at = offset + 1
    const form = this.bytes[at]!
    if (form === 0x63 || form === 0x64) at++
    at = lebEnd(this.bytes, at)
    let left = lebAt(this.bytes, at)
    at = lebEnd(this.bytes, at)
    for (; left > 0; left--) {
      const hasTag = this.bytes[at++]! < 2
      if (hasTag) at = lebEnd(this.bytes, at)
      const target = this.label(at)
      target.catches = true
      this.reachUnknown(target)
      at = lebEnd(this.bytes, at)
    }
  }

  private reachUnknown(frame: Frame): void {
    if (frame.kind === functionFrame) return
    if (frame.label === none) frame.label = this.vertex()
    if (frame.unknown) return
    frame.unknown = true
    frame.heat += this.heat * rare
  }

  private label(offset: number): Frame {
    const frame = this.frames[this.depth - lebAt(this.bytes, offset)]
    if (!frame) throw invalidModule('a branch leads to a label that does not exist', offset)
    return frame
  }

  private push(kind: number, label: number, offset: number): void {
    const frame = (this.frames[++this.depth] ??= {
      kind,
      label,
      origin: 0,
      originHeat: 0,
      heat: 0,
      unknown: false,
      catches: false,
      isPlain: false,
      head: 0,
    })
    frame.kind = kind
    frame.label = label
    frame.origin = this.current
    frame.originHeat = this.heat
    frame.heat = 0
    frame.unknown = false
    frame.catches = false
    const type = this.bytes[offset + 1]!
    frame.isPlain = kind !== functionFrame && (type === emptyType || (kind === loopFrame && type > emptyType && type < 0x80))
  }

  /** A new block, which `from` leads to. */
  private enter(from: number, position: number, heat: number): void {
    this.heat = heat
    if (from === unreachable) {
      this.current = unreachable
      return
    }
    this.current = this.vertex()
    this.edge(from, this.current, position, heat)
  }

  private vertex(): number {
    const vertex = this.vertices++
    if (this.vertices * this.stride > this.vertexCosts.length) {
      this.vertexCosts = grown(this.vertexCosts)
      this.potentials = grown(this.potentials)
    }
    if (this.vertices > this.groups.length) {
      this.groups = grown(this.groups)
      this.adjacent = grown(this.adjacent)
    }
    const { vertexCosts, stride } = this
    for (let cell = vertex * stride; cell < (vertex + 1) * stride; cell++) vertexCosts[cell] = 0
    this.groups[vertex] = vertex
    this.adjacent[vertex] = none
    return vertex
  }

  private edge(from: number, to: number, position: number, heat: number): void {
    if (from === unreachable) return
    const edge = this.edges++
    if (this.edges > this.from.length) {
      this.from = grown(this.from)
      this.to = grown(this.to)
      this.positions = grown(this.positions)
      this.heats = grown(this.heats)
      this.taken = grown(this.taken)
      this.inTree = grown(this.inTree)
      this.order = grown(this.order)
      this.nextFrom = grown(this.nextFrom)
      this.nextTo = grown(this.nextTo)
    }
    this.from[edge] = from
    this.to[edge] = to
    this.positions[edge] = position
    this.heats[edge] = position === notMeasurable ? unmeasurable : level(heat)
    this.inTree[edge] = this.taken[edge] = 0
  }

  /** Kruskal's maximum spanning tree. Edges that cannot be measured come first; no cycle has only such edges. */
  private plantTree(): void {
    const { buckets, heats, order, from, to, groups, adjacent, nextFrom, nextTo, inTree } = this
    for (let bucket = 0; bucket < buckets.length; bucket++) buckets[bucket] = 0
    for (let edge = 0; edge < this.edges; edge++) buckets[unmeasurable - heats[edge]! + 1]!++
    for (let bucket = 1; bucket < buckets.length; bucket++) buckets[bucket]! += buckets[bucket - 1]!
    for (let edge = 0; edge < this.edges; edge++) order[buckets[unmeasurable - heats[edge]!]!++] = edge
    for (let place = 0; place < this.edges; place++) {
      const edge = order[place]!
      // The entry is always measured: it is the number of calls.
      if (edge === 0) continue
      const a = groupOf(groups, from[edge]!)
      const b = groupOf(groups, to[edge]!)
      if (a === b) continue
      groups[a] = b
      inTree[edge] = 1
      nextFrom[edge] = adjacent[from[edge]!]!
      adjacent[from[edge]!] = edge
      nextTo[edge] = adjacent[to[edge]!]!
      adjacent[to[edge]!] = edge
    }
  }

  /** Such that cost(to) + h(from) - h(to) is zero on each edge of the tree. */
  private spreadPotentials(): void {
    const { from, to, nextFrom, nextTo, adjacent, potentials, vertexCosts, stride } = this
    const reached = this.groups
    const stack = this.order
    for (let vertex = 0; vertex < this.vertices; vertex++) reached[vertex] = 0
    for (let root: number = outside; root < this.vertices; root++) {
      if (reached[root] === 1) continue
      reached[root] = 1
      for (let cell = root * stride; cell < (root + 1) * stride; cell++) potentials[cell] = 0
      let height = 0
      stack[height++] = root
      while (height > 0) {
        const vertex = stack[--height]!
        for (let edge = adjacent[vertex]!; edge !== none;) {
          const isForward = from[edge] === vertex
          const other = isForward ? to[edge]! : from[edge]!
          if (reached[other] === 0) {
            reached[other] = 1
            stack[height++] = other
            const here = vertex * stride
            const there = other * stride
            if (isForward) for (let i = 0; i < stride; i++) potentials[there + i] = potentials[here + i]! + vertexCosts[there + i]!
            else for (let i = 0; i < stride; i++) potentials[there + i] = potentials[here + i]! - vertexCosts[here + i]!
          }
          edge = isForward ? nextFrom[edge]! : nextTo[edge]!
        }
      }
    }
  }

  private collect(): MeasuredEdges {
    const { measured, from, to, inTree, potentials, vertexCosts, stride } = this
    const { fields, scale } = this.packing
    const inverse = 1 / scale
    let count = 0
    let place = 0
    for (let edge = 0; edge < this.edges; edge++) {
      if (inTree[edge] === 1) continue
      if (count + 2 > measured.positions.length) {
        measured.positions = grown(measured.positions)
        measured.isTaken = grown(measured.isTaken)
        measured.starts = grown(measured.starts)
      }
      if (place + stride * fields > measured.costs.length) {
        measured.columns = grown(measured.columns)
        measured.costs = grown(measured.costs)
      }
      const { columns, costs } = measured
      const a = from[edge]! * stride
      const b = to[edge]! * stride
      measured.starts[count] = place
      for (let cell = 0; cell < stride; cell++) {
        let packed = vertexCosts[b + cell]! + potentials[a + cell]! - potentials[b + cell]!
        for (let column = cell * fields; packed !== 0; column++) {
          const rest = Math.floor(packed * inverse + 0.5)
          const cost = packed - rest * scale
          packed = rest
          if (cost === 0) continue
          columns[place] = column
          costs[place++] = cost
        }
      }
      if (place === measured.starts[count] && edge !== 0) continue
      measured.isTaken[count] = this.taken[edge]!
      measured.positions[count++] = this.positions[edge]!
    }
    measured.starts[count] = place
    measured.count = count
    return measured
  }
}

/** The representative of a vertex's group; paths are halved on the way. */
function groupOf(groups: Int32Array, vertex: number): number {
  let group = vertex
  while (groups[group] !== group) group = groups[group] = groups[groups[group]!]!
  return group
}

interface Frame {
  kind: number
  /** Where a branch to the frame leads; none as long as there is no such branch. */
  label: number
  /** The block in which the frame was opened. */
  origin: number
  originHeat: number
  heat: number
  /** Some of what comes to the label cannot be told from the flow. */
  unknown: boolean
  /** Exceptions lead to the label. */
  catches: boolean
  /** A branch to the label takes no values. */
  isPlain: boolean
  /** Of a loop: behind its operator. */
  head: number
}

const vertexCapacity = 256
/** Of a block without parameters and results; those of one result are larger. */
const emptyType = 0x40

/** Vertices that every graph has. What stands behind an unconditional branch is counted at `unreachable`, and nothing leads from there. */
const unreachable = 0
/** Where calls come from and where everything that leaves goes to. */
const outside = 1
export const none = -1

const functionFrame = 0
const plainFrame = 1
const ifFrame = 2
const loopFrame = 3

/** The position of an edge that no instruction lies on, such as a conditional branch that is taken. */
const notMeasurable = 0xffff_ffff
/** The highest level of heat. */
const unmeasurable = 63

const turnsOfLoop = 8
/** Compilers put first what is more probable. */
const fallsThrough = 1 / 2
/** Exceptions and targets of tables, beside the ordinary way. */
const rare = 1 / 16

const brIfOpcode = 0x0d
const returnOpcode = 0x0f
const callOpcode = 0x10

const single = new Float32Array(1)
const bitsOfSingle = new Uint32Array(single.buffer)

/** Two levels for each power of two, from 2^-16 to 2^15. */
function level(heat: number): number {
  single[0] = heat
  return Math.min(Math.max((bitsOfSingle[0]! >>> 22) - ((127 - 16) << 1), 0), unmeasurable - 1)
}

/** Of a conditional branch: behind its opcode, and behind the flags of a cast. */
function labelOffset(bytes: Uint8Array, id: number, offset: number): number {
  if (id < 0x100) return offset + 1
  return lebEnd(bytes, offset + 1) + 1
}

type Numbers = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

function grown<A extends Numbers>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2)
  larger.set(array)
  return larger
}
