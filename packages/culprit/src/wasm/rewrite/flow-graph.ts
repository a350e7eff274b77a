import { invalidModule } from '../../model/errors.ts'
import type { ModuleFacts } from '../module.ts'
import { packingFor, type FlowCosts, type Packing } from './flow-costs.ts'
import {
  branches,
  branchesIf,
  branchesTable,
  calls,
  closes,
  flowOf,
  handles,
  isTailCall,
  leaves,
  opensBlock,
  opensElse,
  opensIf,
  opensLoop,
  opensTryTable,
} from './flow-kinds.ts'
import { FlowReader } from './flow-reader.ts'
import { grown } from './growing.ts'
import { landmarkKinds, LandmarkList, noCallee } from './landmarks.ts'
import { lebAt, lebEnd } from './leb.ts'
import { functionBlock, ifBlock, loopBlock, noLabel, OpenBlocks, plainBlock } from './open-blocks.ts'

/**
 * The graph of one function body after the other, in memory that is used again. Vertices are blocks and labels; an edge is a way from one
 * to another. How often it is taken can be measured, unless no instruction lies on it, such as a conditional branch with values.
 *
 * Edges from and to the outside that cannot be measured are not in the lists of edges: such a vertex is `grounded`. A call has one,
 * because it may never return; what comes after it is a block of its own, which the outside leads to.
 */
export class FlowGraph {
  vertices = 0
  /** Rows of the packing's cells: what each vertex costs. */
  costs = new Float64Array(capacity)
  /** By vertex: 1 when an edge to or from the outside cannot be measured. The outside itself is grounded too. */
  grounded = new Uint8Array(capacity)
  packing: Packing

  /** The first one is the entry of the function, from the outside. */
  edges = 0
  /** Of each edge: the vertex from which it comes, and the one to which it leads. */
  ends = new Int32Array(2 * capacity)
  /** Absolute offsets in front of which a counter of the edge belongs. */
  positions = new Uint32Array(capacity)
  /** How often it is taken, in levels, as far as the nesting suggests; `unmeasurable` is the highest. */
  heats = new Uint8Array(capacity)
  /** 1 for a conditional branch that is taken: then the position is that of the `br_if`, whose label takes no values. */
  taken = new Uint8Array(capacity)

  readonly landmarks = new LandmarkList()
  hasLoops = false
  hasCalls = false

  private readonly bytes: Uint8Array
  private readonly flowCosts: FlowCosts
  private readonly reader: FlowReader
  private readonly keepsLandmarks: boolean
  private readonly importedFunctions: number
  private readonly blocks = new OpenBlocks()
  private current = unreachable
  /** How often the current block runs for one call. */
  private heat = 1

  constructor(facts: ModuleFacts, costs: FlowCosts, keepsLandmarks: boolean) {
    this.bytes = facts.bytes
    this.flowCosts = costs
    this.keepsLandmarks = keepsLandmarks
    this.importedFunctions = facts.imported.function
    this.reader = new FlowReader(facts.bytes, costs)
    this.packing = costs.packings[0]!
  }

  /** Of the body whose operators lie between two offsets, and how many they are. */
  build(start: number, end: number, operatorCount: number): void {
    const { reader, flowCosts } = this
    const packing = packingFor(flowCosts, operatorCount)
    this.packing = flowCosts.packings[packing]!
    this.vertices = this.edges = 0
    this.blocks.depth = -1
    this.landmarks.clear()
    this.hasLoops = this.hasCalls = false
    this.reserve(0)
    this.vertex() // unreachable
    this.grounded[this.vertex()] = 1 // outside
    this.current = this.vertex()
    this.heat = 1
    this.edge(outside, this.current, start, 1)
    this.blocks.push(functionBlock, outside, this.current, 1, false, start)
    reader.enter(start, end, packing)
    for (let count = reader.fill(); count > 0; count = reader.fill()) {
      this.reserve(count)
      this.addBatch(count)
    }
  }

  private addBatch(count: number): void {
    const { costs } = this
    const { cells } = this.packing
    const { ids, offsets, nexts, costs: added } = this.reader.batch
    for (let place = 0; place < count; place++) {
      const row = this.current * cells
      const addedRow = place * cells
      for (let cell = 0; cell < cells; cell++) costs[row + cell]! += added[addedRow + cell]!
      this.step(ids[place]!, offsets[place]!, nexts[place]!)
    }
  }

  /** The operator `id`, which lies between two offsets, ends a vertex or opens a block. */
  private step(id: number, offset: number, next: number): void {
    switch (flowOf[id]!) {
      case opensBlock:
        this.open(plainBlock, noLabel, offset, next)
        break
      case opensTryTable:
        this.catches(offset)
        this.open(plainBlock, noLabel, offset, next)
        break
      case opensLoop: {
        const label = this.vertex()
        this.edge(this.current, label, offset, this.heat)
        this.heat *= turnsOfLoop
        this.open(loopBlock, label, offset, next)
        this.enter(label, next, this.heat)
        this.hasLoops = true
        break
      }
      case opensIf:
        this.open(ifBlock, noLabel, offset, next)
        this.enter(this.current, next, this.heat / 2)
        break
      case opensElse: {
        const { depth, kinds, origins, originHeats } = this.blocks
        this.branch(depth, offset, this.heat)
        kinds[depth] = plainBlock
        this.enter(origins[depth]!, next, originHeats[depth]! / 2)
        break
      }
      case handles: {
        const { depth, origins, originHeats } = this.blocks
        this.branch(depth, offset, this.heat)
        // How many exceptions come here is not known from the flow inside.
        this.enter(origins[depth] === unreachable ? unreachable : outside, next, originHeats[depth]! * rare)
        if (this.keepsLandmarks) this.landmarks.add(landmarkKinds.back, next, next, depth)
        break
      }
      case closes:
        this.close(offset, next)
        break
      case branches:
        this.branch(this.target(offset + 1), offset, this.heat)
        this.current = unreachable
        break
      case branchesIf: {
        const target = this.target(labelOffset(this.bytes, id, offset))
        // A branch back to a loop is mostly taken, and ends a pass that was entered `turnsOfLoop` times less often.
        const stays = this.blocks.kinds[target] === loopBlock ? this.heat / turnsOfLoop : this.heat * fallsThrough
        if (id === brIfOpcode && this.blocks.isPlain[target] === 1 && this.current !== unreachable) {
          this.branch(target, offset, this.heat - stays)
          this.taken[this.edges - 1] = 1
        } else this.branch(target, notMeasurable, this.heat - stays)
        this.enter(this.current, next, stays)
        break
      }
      case branchesTable:
        this.table(offset)
        this.ground(this.current)
        this.current = unreachable
        break
      case leaves:
        if (this.keepsLandmarks) {
          if (id === returnOpcode) this.landmarks.add(landmarkKinds.return, offset, next, this.blocks.depth)
          else if (isTailCall[id] === 1) this.landmarks.add(landmarkKinds.tailCall, offset, next, this.blocks.depth)
        }
        if (isTailCall[id] === 1) this.hasCalls = true
        this.edge(this.current, outside, offset, this.heat * (id === returnOpcode ? 1 : rare))
        this.current = unreachable
        break
      case calls:
        this.hasCalls = true
        if (this.keepsLandmarks) this.addCall(id, offset, next)
        this.ground(this.current)
        this.enter(this.current === unreachable ? unreachable : outside, next, this.heat)
    }
  }

  private addCall(id: number, offset: number, next: number): void {
    const { depth } = this.blocks
    const callee = id === callOpcode ? lebAt(this.bytes, offset + 1) : noCallee
    this.landmarks.add(landmarkKinds.call, offset, next, depth, callee)
    // A function of the module gives back the stack of calls as it took it; the host may have caught what was thrown on the way.
    if (callee < this.importedFunctions) this.landmarks.add(landmarkKinds.back, next, next, depth)
  }

  private open(kind: number, label: number, offset: number, next: number): void {
    const type = this.bytes[offset + 1]!
    const isPlain = type === emptyType || (kind === loopBlock && type > emptyType && type < 0x80)
    this.blocks.push(kind, label, this.current, this.heat, isPlain, next)
  }

  private close(offset: number, next: number): void {
    const { blocks } = this
    const depth = blocks.depth
    const kind = blocks.kinds[depth]
    if (kind === functionBlock) {
      blocks.depth--
      this.edge(this.current, outside, offset, this.heat)
      return
    }
    if (kind === loopBlock) {
      // Nothing joins at the end of a loop.
      blocks.depth--
      if (blocks.catches[depth] === 1 && this.keepsLandmarks) this.landmarks.addLate(blocks.heads[depth]!, depth - 1)
      if (blocks.unknown[depth] === 1) this.ground(blocks.labels[depth]!)
      this.heat = blocks.originHeats[depth]!
      return
    }
    // Without an else, the condition leads straight to the end.
    if (kind === ifBlock && blocks.origins[depth] !== unreachable) {
      const { current } = this
      const heat = blocks.originHeats[depth]! / 2
      this.current = blocks.origins[depth]!
      this.branch(depth, notMeasurable, heat)
      this.current = current
    }
    if (blocks.labels[depth] === noLabel) {
      blocks.depth--
      return
    }
    this.branch(depth, offset, this.heat)
    blocks.depth--
    const label = blocks.labels[depth]!
    if (blocks.unknown[depth] === 1) this.ground(label)
    this.enter(label, next, blocks.heats[depth]!)
    if (blocks.catches[depth] === 1 && this.keepsLandmarks) this.landmarks.add(landmarkKinds.back, next, next, depth - 1)
  }

  /** From the current block to the label of the block at a depth. */
  private branch(depth: number, position: number, heat: number): void {
    if (this.current === unreachable) return
    const { labels, heats } = this.blocks
    if (labels[depth] === noLabel) labels[depth] = this.vertex()
    heats[depth]! += heat
    this.edge(this.current, labels[depth]!, position, heat)
  }

  /** How often each of the targets is taken cannot be told from what is around them. */
  private table(offset: number): void {
    if (this.current === unreachable) return
    let at = offset + 1
    let left = lebAt(this.bytes, at)
    at = lebEnd(this.bytes, at)
    for (; left >= 0; left--) {
      this.reachUnknown(this.target(at))
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
      const target = this.target(at)
      this.blocks.catches[target] = 1
      this.reachUnknown(target)
      at = lebEnd(this.bytes, at)
    }
  }

  private reachUnknown(depth: number): void {
    const { kinds, labels, unknown, heats } = this.blocks
    if (kinds[depth] === functionBlock) return
    if (labels[depth] === noLabel) labels[depth] = this.vertex()
    if (unknown[depth] === 1) return
    unknown[depth] = 1
    heats[depth]! += this.heat * rare
  }

  /** The depth of the block that the label at an offset means. */
  private target(offset: number): number {
    const depth = this.blocks.depth - lebAt(this.bytes, offset)
    if (depth < 0) throw invalidModule('a branch leads to a label that does not exist', offset)
    return depth
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

  private ground(vertex: number): void {
    if (vertex !== unreachable) this.grounded[vertex] = 1
  }

  private vertex(): number {
    const vertex = this.vertices++
    const { cells } = this.packing
    const { costs } = this
    for (let cell = vertex * cells; cell < (vertex + 1) * cells; cell++) costs[cell] = 0
    this.grounded[vertex] = 0
    return vertex
  }

  private edge(from: number, to: number, position: number, heat: number): void {
    if (from === unreachable) return
    const edge = this.edges++
    this.ends[2 * edge] = from
    this.ends[2 * edge + 1] = to
    this.positions[edge] = position
    this.heats[edge] = position === notMeasurable ? unmeasurable : level(heat)
    this.taken[edge] = 0
  }

  /** Room for what so many operators add: at most three vertices, of which one is the label of a block, and three edges. */
  private reserve(operators: number): void {
    const vertices = this.vertices + 3 * (operators + 1) + this.blocks.depth + 1
    const edges = this.edges + 3 * operators + 1
    if (vertices > this.grounded.length) this.grounded = grown(this.grounded, vertices)
    if (vertices * this.packing.cells > this.costs.length) this.costs = grown(this.costs, vertices * this.packing.cells)
    if (edges <= this.positions.length) return
    this.ends = grown(this.ends, 2 * edges)
    this.positions = grown(this.positions, edges)
    this.heats = grown(this.heats, edges)
    this.taken = grown(this.taken, edges)
  }
}

const capacity = 4096
/** Of a block without parameters and results; those of one result are larger. */
const emptyType = 0x40

/** Vertices that every graph has. What stands behind an unconditional branch is counted at `unreachable`, and nothing leads from there. */
const unreachable = 0
/** Where calls come from and where everything that leaves goes to. */
export const outside = 1

/** The position of an edge that no instruction lies on. */
const notMeasurable = 0xffff_ffff
/** The highest level of heat. */
export const unmeasurable = 63

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
