import { opcodes, types } from '../assembler/opcodes.ts'
import { functionType } from '../symbols.ts'
import { CallSlots } from './call-slots.ts'
import type { EngineFeatures } from './engine-features.ts'
import { sumCosts } from './flow-costs.ts'
import { CounterPlaces } from './counter-places.ts'
import { helperTree } from './helper-tree.ts'
import { landmarkKinds, noCallee, type Landmarks } from './landmarks.ts'
import { lebAt, lebEnd } from './leb.ts'
import { PlacedCounters } from './placed-counters.ts'
import { memoryTree } from './memory-tree.ts'
import { lineBytes, nodePool } from './node-pool.ts'
import { namedOutside } from './reindex.ts'
import { resultBlocks } from './result-types.ts'
import { largestBody, mostLocals, nothingToRead, readExport, type BodyPlace, type Rewriting, type Workshop } from './rewriting.ts'
import type { TreeFrame } from './tree-store.ts'
import { guardOf, plainBlock } from './wraps.ts'

/**
 * Leaf functions without loops are part of their caller up to this many operators: a node would cost more than what it shows. Not those
 * that are exported, because a caller outside has no node.
 */
const smallLeaf = 40
/** More than what a node's entry and exit, and what a counter or a landmark, add to a body. */
const largestEntry = 200
const largestPatch = 64
const addedLocals = 3

export interface TreeOptions {
  readonly features: EngineFeatures
  /** Whether small leaf functions have no nodes. */
  readonly leavesOut: boolean
  readonly isChosen: (index: number) => boolean
  /** How many nodes there can be; of functions that call many others, fewer. */
  readonly limit: number
  readonly clock: boolean
  /** Whether a memory for the nodes can be added to the module. */
  readonly hasRoom: boolean
}

/**
 * Keeps a tree of the paths of calls. A function finds its node when it is entered, by the node that is current, and keeps it in a local.
 *
 * In front of each call it makes its node current again, so nothing has to be done on the many ways out of a function. Only functions
 * that may be called by others than these (the host, functions that are not rewritten, by a tail call) give back what was current: their
 * body becomes a block, to whose end `return` branches, and branches to the label of the function lead there by themselves.
 */
export function countTree({ facts, additions, code }: Workshop, options: TreeOptions): Rewriting {
  const { features, leavesOut, isChosen, limit, clock, hasRoom } = options
  const { bytes, bodies, imported } = facts
  const { out } = code
  const pool = hasRoom ? nodePool(additions, limit, clock) : null
  const store = pool ? memoryTree(additions, pool, clock) : helperTree(additions, limit)
  const flowCosts = sumCosts()
  const places = new CounterPlaces(facts, flowCosts, true)
  const placed = new PlacedCounters(flowCosts)
  const blockOf = resultBlocks(facts, additions)
  const exportGuard = guardOf(facts, features)
  const exported = new Set(facts.exports.flatMap(({ kind, index }) => (kind === 'function' ? [index] : [])))
  const named = namedOutside(facts)
  const hasOthers = bodies.starts.some((_, body) => !isChosen(imported.function + body) || mayBeTooLarge(body))
  const hasTailCalls = tailCalls.some(id => bodies.histogram[id]! > 0)
  const isShared = (index: number) => hasOthers || hasTailCalls || named.has(index)
  const slots = pool && new CallSlots(facts.functionTypes.length, pool, index => index >= imported.function && !isShared(index))
  const entryCosts: number[] = []
  const leftOut: number[] = []

  function mayBeTooLarge(body: number): boolean {
    const most = bodies.ends[body]! - bodies.starts[body]! + largestEntry + bodies.operators[body]! * 2 * largestPatch
    return most > largestBody || bodies.locals[body]! > mostLocals / 2
  }

  const pass = (mark: number, frame: TreeFrame) => {
    const { kinds, positions, nexts, depths } = places.landmarks
    const kind = kinds[mark]!
    const isNeeded = kind === landmarkKinds.return ? frame.restores : kind === landmarkKinds.back ? store.isSettled : true
    if (!isNeeded) return
    code.copyUntil(positions[mark]!)
    switch (kind) {
      case landmarkKinds.call: {
        if (!slots) break
        const slot = slots.offsets[mark]!
        store.call(out, frame, slot === noCallee ? null : slot)
        break
      }
      case landmarkKinds.back:
        store.settle(out, frame)
        break
      case landmarkKinds.tailCall:
        store.leaveForTailCall(out, frame)
        break
      case landmarkKinds.return:
        out.operator(opcodes.br, depths[mark]!)
        code.skipUntil(nexts[mark]!)
    }
  }
  const leafBody = ({ start, operators }: BodyPlace, base: number) => {
    out.u32(lebAt(bytes, start) + 1)
    code.skipUntil(lebEnd(bytes, start))
    code.copyUntil(operators)
    out.raw([1, types.i32])
    for (let counter = 0; counter < placed.count; counter++) {
      const cost = placed.costOf(counter)
      if (cost === 0) continue
      const position = placed.positions[counter]!
      if (placed.isTaken[counter] === 1) {
        code.beginTaken(position)
        store.addToCurrent(out, base, cost)
        code.endTaken(position)
      } else {
        code.copyUntil(position)
        store.addToCurrent(out, base, cost)
      }
    }
  }

  return {
    body(place) {
      const { index, start, operators, end, locals, operatorCount } = place
      places.build(operators, end, operatorCount)
      placed.drop()
      placed.add(places)
      const { landmarks } = places
      const base = functionType(facts, index).parameters.length + locals
      const bound = end - start + largestEntry + (placed.count + landmarks.count) * largestPatch
      if (bound > largestBody || base + addedLocals > mostLocals) return 'too large'
      if (leavesOut && !exported.has(index) && !places.hasLoops && !places.hasCalls && operatorCount <= smallLeaf) {
        leafBody(place, base)
        leftOut.push(index)
        return 'left out'
      }
      slots?.assign(landmarks)
      const shared = isShared(index)
      const restores = shared || store.isSettled
      const id = entryCosts.length + 1
      const entryCost = placed.costOf(0)
      const locations = { own: base, saved: base + 1, found: base + 2 }
      const frame = { id, isShared: shared, entryCost, lines: slots?.lines ?? 1, restores, ...locations }
      entryCosts.push(entryCost)
      out.u32(lebAt(bytes, start) + 2)
      code.skipUntil(lebEnd(bytes, start))
      code.copyUntil(operators)
      out.raw([2, types.i32, 1, types.i64])
      store.enter(out, frame)
      const wrap = exported.has(index) ? exportGuard : plainBlock
      if (restores) wrap.open(out, blockOf(facts.functionTypes[index]!))
      const { positions, isTaken } = placed
      let mark = 0
      for (let counter = 1; counter < placed.count; counter++) {
        for (; mark < landmarks.count && isBefore(landmarks, mark, positions[counter]!); mark++) pass(mark, frame)
        const position = positions[counter]!
        if (isTaken[counter] === 1) {
          code.beginTaken(position)
          store.add(out, frame, placed.costOf(counter))
          code.endTaken(position)
        } else {
          code.copyUntil(position)
          store.add(out, frame, placed.costOf(counter))
        }
      }
      for (; mark < landmarks.count; mark++) pass(mark, frame)
      if (restores) {
        // The last `end` is written by the wrap.
        code.copyUntil(end - 1)
        code.skipUntil(end)
        wrap.close(out, () => store.leave(out, frame))
      } else code.copyUntil(end)
      return 'written'
    },
    finish() {
      const { read, firstNode, clock, helper } = store.finish()
      additions.export(readExport, 'function', read)
      const link = helper && { table: helper.table, functions: [...helper.functions], nodes: helper.nodes }
      const tree = { nodeBytes: lineBytes, firstNode, entryCosts, leftOut, clock, link }
      return { ...nothingToRead, read: readExport, tree, helper: helper?.bytes ?? null }
    },
  }
}

/** Both lists are in order. The cost of a block that ends at an operator is added before it; that of one that control came back to, after. */
function isBefore({ positions, kinds }: Landmarks, mark: number, position: number): boolean {
  return positions[mark]! < position || (positions[mark] === position && kinds[mark] === landmarkKinds.back)
}

/** `return_call`, `return_call_indirect`, `return_call_ref`. */
const tailCalls = [0x12, 0x13, 0x15]
