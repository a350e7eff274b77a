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
import { fallsThrough, levelOf, rare, turnsOfLoop, unmeasurable } from './heat.ts'
import { landmarkKinds, LandmarkList, noCallee } from './landmarks.ts'
import { lebAt, lebEnd } from './leb.ts'
import { functionBlock, hasExceptions, hasUnknown, ifBlock, isPlain, loopBlock, noLabel, OpenBlocks, plainBlock } from './open-blocks.ts'

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
    this.costs.fill(0, 0, this.vertices * this.packing.cells)
    this.grounded.fill(0, 0, this.vertices)
    this.packing = flowCosts.packings[packing]!
    this.blocks.depth = -1
    this.landmarks.clear()
    this.hasLoops = this.hasCalls = false
    this.vertices = outside + 1
    this.edges = 0
    this.reserve(1)
    this.grounded[outside] = 1
    this.current = this.vertices++
    this.heat = 1
    this.edge(outside, this.current, start, 1, 0)
    this.blocks.reserve(1)
    this.blocks.push(functionBlock, outside, this.current, 1, 0)
    reader.enter(start, end, packing)
    for (let count = reader.fill(); count > 0; count = reader.fill()) {
      this.reserve(count)
      this.addBatch(count)
    }
  }

  private addBatch(count: number): void {
    const { costs, blocks } = this
    const { kinds, flags, labels, origins, originHeats, heats } = blocks
    const { cells } = this.packing
    const { ids, offsets, nexts, costs: added } = this.reader.batch
    for (let place = 0; place < count; place++) {
      const id = ids[place]!
      const offset = offsets[place]!
      const { current, heat } = this
      for (let cell = 0; cell < cells; cell++) costs[current * cells + cell]! += added[place * cells + cell]!

      // What an operator does: a branch to the label of a block, and then a new vertex, which another one leads to. Either may be left out.
      let target = none
      let position = offset
      let branchHeat = heat
      let isTaken = 0
      let before: number = unreachable
      let entryHeat = heat
      switch (flowOf[id]!) {
        case opensTryTable:
          this.catches(offset)
          blocks.push(plainBlock, noLabel, current, heat, flagsOf(this.bytes[offset + 1]!, false))
          continue
        case opensBlock:
          blocks.push(plainBlock, noLabel, current, heat, flagsOf(this.bytes[offset + 1]!, false))
          continue
        case opensLoop: {
          const label = this.vertices++
          this.edge(current, label, offset, heat, 0)
          entryHeat = heat * turnsOfLoop
          blocks.push(loopBlock, label, current, entryHeat, flagsOf(this.bytes[offset + 1]!, true))
          blocks.heads[blocks.depth] = nexts[place]!
          before = label
          this.hasLoops = true
          break
        }
        case opensIf:
          blocks.push(ifBlock, noLabel, current, heat, flagsOf(this.bytes[offset + 1]!, false))
          before = current
          entryHeat = heat / 2
          break
        case opensElse:
          target = blocks.depth
          kinds[target] = plainBlock
          before = origins[target]!
          entryHeat = originHeats[target]! / 2
          break
        case handles:
          target = blocks.depth
          // How many exceptions come here is not known from the flow inside.
          before = origins[target] === unreachable ? unreachable : outside
          entryHeat = originHeats[target]! * rare
          if (this.keepsLandmarks) this.landmarks.add(landmarkKinds.back, nexts[place]!, nexts[place]!, target)
          break
        case closes: {
          const depth = blocks.depth--
          const kind = kinds[depth]!
          if (kind === functionBlock) {
            this.edge(current, outside, offset, heat, 0)
            continue
          }
          if (kind === loopBlock) {
            this.closeLoop(depth)
            continue
          }
          // Without an else, the condition leads straight to the end.
          if (kind === ifBlock && origins[depth] !== unreachable) {
            if (labels[depth] === noLabel) labels[depth] = this.vertices++
            heats[depth]! += originHeats[depth]! / 2
            this.edge(origins[depth]!, labels[depth]!, notMeasurable, 0, 0)
          }
          if (labels[depth] === noLabel) continue
          target = depth
          before = labels[depth]!
          entryHeat = heats[depth]! + (current === unreachable ? 0 : heat)
          if ((flags[depth]! & hasUnknown) !== 0) this.ground(before)
          if ((flags[depth]! & hasExceptions) !== 0 && this.keepsLandmarks)
            this.landmarks.add(landmarkKinds.back, nexts[place]!, nexts[place]!, depth - 1)
          break
        }
        case branches:
          target = this.target(offset + 1)
          break
        case branchesIf: {
          target = this.target(labelOffset(this.bytes, id, offset))
          // A branch back to a loop is mostly taken, and ends a pass that was entered `turnsOfLoop` times less often.
          entryHeat = kinds[target] === loopBlock ? heat / turnsOfLoop : heat * fallsThrough
          branchHeat = heat - entryHeat
          if (id === brIfOpcode && (flags[target]! & isPlain) !== 0) isTaken = 1
          else position = notMeasurable
          before = current
          break
        }
        case branchesTable:
          this.table(offset)
          this.ground(current)
          break
        case leaves:
          this.leave(id, offset, nexts[place]!)
          break
        case calls:
          this.hasCalls = true
          if (this.keepsLandmarks) this.addCall(id, offset, nexts[place]!)
          this.ground(current)
          before = current === unreachable ? unreachable : outside
      }
      if (target !== none && current !== unreachable) {
        if (labels[target] === noLabel) labels[target] = this.vertices++
        heats[target]! += branchHeat
        this.edge(current, labels[target]!, position, branchHeat, isTaken)
      }
      this.heat = entryHeat
      if (before === unreachable) this.current = unreachable
      else {
        this.current = this.vertices++
        this.edge(before, this.current, nexts[place]!, entryHeat, 0)
      }
    }
  }

  private closeLoop(depth: number): void {
    const { flags, labels, heads, originHeats } = this.blocks
    // Nothing joins at the end of a loop.
    if ((flags[depth]! & hasExceptions) !== 0 && this.keepsLandmarks) this.landmarks.addLate(heads[depth]!, depth - 1)
    if ((flags[depth]! & hasUnknown) !== 0) this.ground(labels[depth]!)
    this.heat = originHeats[depth]!
  }

  private leave(id: number, offset: number, next: number): void {
    const { depth } = this.blocks
    if (id === returnOpcode && this.keepsLandmarks) this.landmarks.add(landmarkKinds.return, offset, next, depth)
    if (isTailCall[id] === 1) {
      this.hasCalls = true
      if (this.keepsLandmarks) this.landmarks.add(landmarkKinds.tailCall, offset, next, depth)
    }
    this.edge(this.current, outside, offset, this.heat * (id === returnOpcode ? 1 : rare), 0)
  }

  private addCall(id: number, offset: number, next: number): void {
    const { depth } = this.blocks
    const callee = id === callOpcode ? lebAt(this.bytes, offset + 1) : noCallee
    this.landmarks.add(landmarkKinds.call, offset, next, depth, callee)
    // A function of the module gives back the stack of calls as it took it; the host may have caught what was thrown on the way.
    if (callee < this.importedFunctions) this.landmarks.add(landmarkKinds.back, next, next, depth)
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
      this.blocks.flags[target]! |= hasExceptions
      this.reachUnknown(target)
      at = lebEnd(this.bytes, at)
    }
  }

  private reachUnknown(depth: number): void {
    const { kinds, labels, flags, heats } = this.blocks
    if (kinds[depth] === functionBlock) return
    if (labels[depth] === noLabel) labels[depth] = this.vertices++
    if ((flags[depth]! & hasUnknown) !== 0) return
    flags[depth]! |= hasUnknown
    heats[depth]! += this.heat * rare
  }

  /** The depth of the block that the label at an offset means. */
  private target(offset: number): number {
    const byte = this.bytes[offset]!
    const depth = this.blocks.depth - (byte < 0x80 ? byte : lebAt(this.bytes, offset))
    if (depth < 0) throw invalidModule('a branch leads to a label that does not exist', offset)
    return depth
  }

  private ground(vertex: number): void {
    if (vertex !== unreachable) this.grounded[vertex] = 1
  }

  private edge(from: number, to: number, position: number, heat: number, isTaken: number): void {
    if (from === unreachable) return
    const edge = this.edges++
    this.ends[2 * edge] = from
    this.ends[2 * edge + 1] = to
    this.positions[edge] = position
    this.heats[edge] = position === notMeasurable ? unmeasurable : levelOf(heat)
    this.taken[edge] = isTaken
  }

  /** Room for what so many operators add: at most three vertices, of which one is the label of a block, and three edges. */
  private reserve(operators: number): void {
    const vertices = this.vertices + 3 * (operators + 1) + this.blocks.depth + 1
    const edges = this.edges + 3 * operators + 1
    this.blocks.reserve(operators)
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
const none = -1
/** Of a block without parameters and results; those of one result are larger. */
const emptyType = 0x40

/** Vertices that every graph has. What stands behind an unconditional branch is counted at `unreachable`, and nothing leads from there. */
const unreachable = 0
/** Where calls come from and where everything that leaves goes to. */
export const outside = 1

/** The position of an edge that no instruction lies on. */
const notMeasurable = 0xffff_ffff
const brIfOpcode = 0x0d
const returnOpcode = 0x0f
const callOpcode = 0x10

/** Of a block with this first byte of a block type. */
function flagsOf(type: number, isLoop: boolean): number {
  return type === emptyType || (isLoop && type > emptyType && type < 0x80) ? isPlain : 0
}

/** Of a conditional branch: behind its opcode, and behind the flags of a cast. */
function labelOffset(bytes: Uint8Array, id: number, offset: number): number {
  if (id < 0x100) return offset + 1
  return lebEnd(bytes, offset + 1) + 1
}
