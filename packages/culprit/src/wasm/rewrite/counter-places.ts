import { invalidModule } from '../../model/errors.ts'
import { mostCells } from '../kernel/layout.ts'
import type { ModuleFacts } from '../module.ts'
import { Bases } from './bases.ts'
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
  resumes,
} from './flow-kinds.ts'
import { FlowReader } from './flow-reader.ts'
import { fallsThrough, rare, turnsOfLoop } from './heat.ts'
import { labelOffset, labelsOf } from './labels.ts'
import { landmarkKinds, LandmarkList, noCallee } from './landmarks.ts'
import { lebAt } from './leb.ts'
import { functionBlock, hasExceptions, ifBlock, isPlain, loopBlock, OpenBlocks, plainBlock } from './open-blocks.ts'
import { entryPoint, noPoint, outsidePoint, Points } from './points.ts'

// Why not a counter in every block: flow is conserved. What goes into a block comes out of it, so most counts follow from the others
// (Knuth & Stevenson 1973; Ball & Larus 1994, "Optimally Profiling and Tracing Programs").

/**
 * Where counters of a function body belong, and what one count of each stands for: one body after the other, in memory that is used again.
 *
 * At every place of a body there is a potential: what was executed on the way there and is in no counter so far. Where ways meet, and where
 * control leaves the function, the potential is the same whichever way it came; a counter on a way makes up the difference. A call is such
 * an exit, because it may never return, and what comes after it begins anew. So what all counters stand for together is what was executed,
 * exactly.
 *
 * The potential at the entry, at the heads of loops and where several ways meet can be chosen freely. Until all of the body is known, what
 * comes after is relative to it: to one of the `bases`.
 */
export class CounterPlaces {
  readonly points = new Points()
  readonly bases = new Bases()
  packing: Packing

  readonly landmarks = new LandmarkList()
  hasLoops = false
  hasCalls = false

  private readonly bytes: Uint8Array
  private readonly flowCosts: FlowCosts
  private readonly reader: FlowReader
  private readonly keepsLandmarks: boolean
  private readonly importedFunctions: number
  private readonly blocks = new OpenBlocks()
  private isStrict = false

  // What holds at the current operator: whether it can be reached, the potential, and how often.
  private isReached = true
  private row = new Float64Array(mostCells)
  private base = outsideBase
  private heat = 1

  constructor(facts: ModuleFacts, costs: FlowCosts, keepsLandmarks: boolean) {
    this.bytes = facts.bytes
    this.flowCosts = costs
    this.keepsLandmarks = keepsLandmarks
    this.importedFunctions = facts.imported.function
    this.reader = new FlowReader(facts.bytes, costs)
    this.packing = costs.packings[0]!
  }

  /**
   * Goes through the body whose operators, so many, lie between two offsets.
   *
   * Some ways have no place for a counter, such as a conditional branch with values: their two ends have one potential. Where that cannot
   * be, because a table of branches leads to labels whose potentials are known to differ, or an exception to one where it is not zero, the
   * body is gone through once more, strictly: then the potential of all such ways is zero, which is always possible.
   */
  build(start: number, end: number, operatorCount: number): void {
    const packing = packingFor(this.flowCosts, operatorCount)
    this.packing = this.flowCosts.packings[packing]!
    this.isStrict = false
    if (!this.walk(start, end, packing)) {
      this.isStrict = true
      this.walk(start, end, packing)
    }
    this.bases.settle(this.points)
  }

  /** False when it has to be strict. */
  private walk(start: number, end: number, packing: number): boolean {
    const { reader, blocks } = this
    this.bases.begin(this.packing.cells)
    this.landmarks.clear()
    this.hasLoops = this.hasCalls = false
    this.points.begin(this.packing.cells)
    this.isReached = true
    this.heat = 1
    this.row.fill(0)
    this.base = outsideBase
    this.addPoint(start, outsidePoint)
    // To the point that comes next.
    this.addPoint(start, entryPoint + 1)
    this.beginBase(start)
    blocks.depth = -1
    blocks.push(functionBlock, outsidePoint, noPoint, 1, 0)
    reader.enter(start, end, packing)
    for (let count = reader.fill(); count > 0; count = reader.fill()) {
      blocks.reserve(count)
      this.points.reserve(mostPoints * count)
      if (!this.addBatch(count)) return false
    }
    return true
  }

  private addBatch(count: number): boolean {
    const { blocks, row, bytes } = this
    const { cells } = this.packing
    const { ids, offsets, nexts, costs: added } = this.reader.batch
    for (let place = 0; place < count; place++) {
      const id = ids[place]!
      const offset = offsets[place]!
      for (let cell = 0; cell < cells; cell++) row[cell]! += added[place * cells + cell]!
      switch (flowOf[id]!) {
        case opensTryTable:
          if (!this.leadsFromOutside(id, offset)) return false
          blocks.push(plainBlock, noPoint, this.isReached ? outsidePoint : noPoint, this.heat, flagsOf(bytes[offset + 1]!, false))
          break
        case opensBlock:
          blocks.push(plainBlock, noPoint, this.isReached ? outsidePoint : noPoint, this.heat, flagsOf(bytes[offset + 1]!, false))
          break
        case opensLoop:
          this.hasLoops = true
          this.openLoop(offset, nexts[place]!)
          break
        case opensIf:
          blocks.push(ifBlock, noPoint, this.condition(offset), this.heat, flagsOf(bytes[offset + 1]!, false))
          this.heat /= 2
          break
        case opensElse:
          this.branch(blocks.depth, offset)
          blocks.kinds[blocks.depth] = plainBlock
          this.goOnFrom(blocks.origins[blocks.depth]!, blocks.originHeats[blocks.depth]! / 2)
          break
        case handles:
          this.branch(blocks.depth, offset)
          // Exceptions come from where control may leave the function, so that the potential is zero.
          this.goOnFrom(blocks.origins[blocks.depth]!, blocks.originHeats[blocks.depth]! * rare)
          if (this.keepsLandmarks) this.landmarks.add(landmarkKinds.back, nexts[place]!, nexts[place]!, blocks.depth)
          break
        case closes:
          this.close(offset, nexts[place]!)
          break
        case branches:
          this.branch(this.target(this.labelAt(offset + 1), offset), offset)
          this.isReached = false
          break
        case branchesIf:
          this.branchIf(id, offset)
          break
        case branchesTable:
          if (!this.branchByTable(id, offset)) return false
          this.isReached = false
          break
        case leaves:
          this.leave(id, offset, nexts[place]!)
          break
        case resumes:
        case calls:
          if (flowOf[id] === resumes && !this.leadsFromOutside(id, offset)) return false
          this.hasCalls = true
          if (this.keepsLandmarks) this.addCall(id, offset, nexts[place]!)
          this.makeUp(outsidePoint, offset)
      }
    }
    return true
  }

  private openLoop(offset: number, next: number): void {
    const { blocks, heat } = this
    this.heat *= turnsOfLoop
    const head = this.isStrict || !this.isReached ? outsidePoint : this.points.count + 1
    if (this.isReached) this.addPoint(offset, head, 0, heat)
    if (head === outsidePoint) this.take(head)
    else this.beginBase(offset)
    blocks.push(loopBlock, head, noPoint, this.heat, flagsOf(this.bytes[offset + 1]!, true))
    blocks.heads[blocks.depth] = next
  }

  /** Of an `if`: from its condition, one way leads to the `else` or to the end. */
  private condition(offset: number): number {
    if (!this.isReached) return noPoint
    if (!this.isStrict) return this.pointHere(offset)
    this.makeUp(outsidePoint, offset)
    return outsidePoint
  }

  private goOnFrom(origin: number, heat: number): void {
    this.heat = heat
    this.isReached = origin !== noPoint
    if (this.isReached) this.take(origin)
  }

  private close(offset: number, next: number): void {
    const { blocks } = this
    const { kinds, flags, labels, forced, origins, originHeats, heats, heads, depth } = blocks
    const kind = kinds[depth]!
    const catchesHere = this.keepsLandmarks && (flags[depth]! & hasExceptions) !== 0
    if (kind === functionBlock) this.branch(depth, offset)
    else if (kind === loopBlock) {
      // Nothing joins at the end of a loop.
      if (catchesHere) this.landmarks.addLate(heads[depth]!, depth - 1)
      this.heat = originHeats[depth]!
    } else {
      // Without an else, the condition leads straight to the end.
      if (kind === ifBlock && origins[depth] !== noPoint) {
        forced[depth] = origins[depth]!
        heats[depth]! += originHeats[depth]! / 2
      }
      if (labels[depth] !== noPoint || forced[depth] !== noPoint) {
        this.branch(depth, offset)
        this.heat = heats[depth]!
        this.join(labels[depth]!, forced[depth]!, offset)
        if (catchesHere) this.landmarks.add(landmarkKinds.back, next, next, depth - 1)
      }
    }
    blocks.depth--
  }

  /** Behind a label there is the potential that is forced; where none is, one that can be chosen, if there is more than one way to it. */
  private join(first: number, forced: number, position: number): void {
    const { previous, targets } = this.points
    this.isReached = true
    let common = forced
    if (forced === noPoint) common = previous[first] === noPoint ? first : this.beginBase(position)
    for (let point = first; point !== noPoint; point = previous[point]!) targets[point] = common
    this.take(common)
  }

  /** A way to the label of a block that has a place for a counter. */
  private branch(depth: number, position: number, isTaken = 0, heat = this.heat): void {
    if (!this.isReached) return
    const { kinds, labels, forced, heats } = this.blocks
    if (kinds[depth] === functionBlock || kinds[depth] === loopBlock) {
      this.addPoint(position, forced[depth]!, isTaken, heat)
      return
    }
    const point = this.addPoint(position, noPoint, isTaken, heat)
    this.points.previous[point] = labels[depth]!
    labels[depth] = point
    heats[depth]! += heat
  }

  private branchIf(id: number, offset: number): void {
    const { kinds, flags, forced, heats } = this.blocks
    const target = this.target(this.labelAt(labelOffset(this.bytes, id, offset)), offset)
    // A branch back to a loop is mostly taken, and ends a pass that was entered `turnsOfLoop` times less often.
    const restHeat = kinds[target] === loopBlock ? this.heat / turnsOfLoop : this.heat * fallsThrough
    const takenHeat = this.heat - restHeat
    if (id === brIfOpcode && (flags[target]! & isPlain) !== 0) this.branch(target, offset, 1, takenHeat)
    else if (this.isReached) {
      const known = this.isStrict ? outsidePoint : this.knownAt(target)
      if (known === noPoint) forced[target] = this.pointHere(offset)
      else {
        forced[target] = known
        this.makeUp(known, offset)
      }
      heats[target]! += takenHeat
    }
    this.heat = restHeat
  }

  /** How often each of the targets is taken cannot be told from what is around them. False when their potentials differ. */
  private branchByTable(id: number, offset: number): boolean {
    if (!this.isReached) return true
    const { forced, heats } = this.blocks
    const targets = labelsOf(this.bytes, id, offset).map(label => this.target(label, offset))
    let common: number = this.isStrict ? outsidePoint : noPoint
    for (const target of targets) {
      const known = this.knownAt(target)
      if (common === noPoint) common = known
      else if (known !== noPoint && known !== common) return false
    }
    if (common === noPoint) common = this.pointHere(offset)
    else this.makeUp(common, offset)
    for (const target of targets) {
      if (forced[target] === common) continue
      forced[target] = common
      heats[target]! += this.heat * rare
    }
    return true
  }

  /** To labels, by exceptions and suspensions: they come from outside. False when another potential is known to hold there. */
  private leadsFromOutside(id: number, offset: number): boolean {
    if (!this.isReached) return true
    const { flags, forced, heats } = this.blocks
    for (const label of labelsOf(this.bytes, id, offset)) {
      const target = this.target(label, offset)
      flags[target]! |= hasExceptions
      const known = this.knownAt(target)
      if (known !== noPoint && known !== outsidePoint) return false
      forced[target] = outsidePoint
      heats[target]! += this.heat * rare
    }
    return true
  }

  /** The point whose potential is known to hold behind a label. */
  private knownAt(depth: number): number {
    const { kinds, forced, origins } = this.blocks
    return kinds[depth] === ifBlock && forced[depth] === noPoint ? origins[depth]! : forced[depth]!
  }

  private leave(id: number, offset: number, next: number): void {
    const { depth } = this.blocks
    if (id === returnOpcode && this.keepsLandmarks) this.landmarks.add(landmarkKinds.return, offset, next, depth)
    if (isTailCall[id] === 1) {
      this.hasCalls = true
      if (this.keepsLandmarks) this.landmarks.add(landmarkKinds.tailCall, offset, next, depth)
    }
    if (id !== returnOpcode && isTailCall[id] === 0) this.heat *= rare
    this.makeUp(outsidePoint, offset)
    this.isReached = false
  }

  private addCall(id: number, offset: number, next: number): void {
    const { depth } = this.blocks
    const callee = id === callOpcode ? lebAt(this.bytes, offset + 1) : noCallee
    this.landmarks.add(landmarkKinds.call, offset, next, depth, callee)
    // A function of the module gives back the stack of calls as it took it; the host may have caught what was thrown on the way.
    if (callee < this.importedFunctions) this.landmarks.add(landmarkKinds.back, next, next, depth)
  }

  /** The depth of the block that a label of the operator at an offset means. */
  private target(label: number, offset: number): number {
    const depth = this.blocks.depth - label
    if (depth < 0) throw invalidModule('a branch leads to a label that does not exist', offset)
    return depth
  }

  private labelAt(offset: number): number {
    const byte = this.bytes[offset]!
    return byte < 0x80 ? byte : lebAt(this.bytes, offset)
  }

  /** From here on, the potential is that of the point. */
  private makeUp(target: number, position: number): void {
    if (!this.isReached) return
    this.addPoint(position, target)
    this.take(target)
  }

  private take(point: number): void {
    const { row } = this
    const { rows, baseOf, cells } = this.points
    for (let cell = 0; cell < cells; cell++) row[cell] = rows[point * cells + cell]!
    this.base = baseOf[point]!
  }

  /** From here on, the potential is relative to a base of its own; returns the point. */
  private beginBase(position: number): number {
    const { row } = this
    for (let cell = 0; cell < row.length; cell++) row[cell] = 0
    this.base = this.bases.add()
    return this.pointHere(position)
  }

  /** A point without a counter. */
  private pointHere(position: number): number {
    return this.addPoint(position, this.points.count)
  }

  private addPoint(position: number, target: number, isTaken = 0, heat = this.heat): number {
    return this.points.add(position, target, this.row, this.base, isTaken, heat)
  }
}

/** One operator adds no more. */
const mostPoints = 2
/** Of a block without parameters and results; those of one result are larger. */
const emptyType = 0x40

const outsideBase = 0

const brIfOpcode = 0x0d
const returnOpcode = 0x0f
const callOpcode = 0x10

/** Of a block with this first byte of a block type. */
function flagsOf(type: number, isLoop: boolean): number {
  return type === emptyType || (isLoop && type > emptyType && type < 0x80) ? isPlain : 0
}
