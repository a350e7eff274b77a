import { functionType } from '../symbols.ts'
import type { EngineFeatures } from './engine-features.ts'
import { FlowGraph, type Landmark } from './flow.ts'
import { lebAt, lebEnd } from './leb.ts'
import { resultBlocks } from './result-types.ts'
import { largestBody, mostLocals, nothingToRead, readExport, type Rewriting, type Workshop } from './rewriting.ts'
import type { TreeFrame, TreeStore } from './tree-store.ts'
import { guardOf, plainBlock } from './wraps.ts'

/**
 * Leaf functions without loops are part of their caller up to this many operators: a node would cost more than what it shows. Not those
 * that are exported, because a caller outside has no node.
 */
const smallLeaf = 40
/** More than what a node's entry and exit, and what a measured edge or a landmark, add to a body. */
const largestEntry = 200
const largestPatch = 48

/**
 * Keeps a tree of the paths of calls. A function takes its node when it is entered and keeps it in a local, so every way out restores
 * the caller's: the body becomes a block, to whose end `return` branches, and branches to the label of the function lead there by
 * themselves. Where an exception was caught, and where the host gives control back, the node of the frame that goes on is set again.
 */
export function countTree(
  { facts, additions, code }: Workshop,
  store: TreeStore,
  { features, leavesOut }: { readonly features: EngineFeatures; readonly leavesOut: boolean },
): Rewriting {
  const graph = new FlowGraph(facts, 'sum')
  const blockOf = resultBlocks(facts, additions)
  const exportGuard = guardOf(facts, features)
  const exported = new Set(facts.exports.flatMap(({ kind, index }) => (kind === 'function' ? [index] : [])))
  const { bytes } = facts
  const { out } = code
  const entryCosts: number[] = []
  const leftOut: number[] = []

  const pass = ({ kind, position, next, depth }: Landmark, frame: TreeFrame) => {
    code.copyUntil(position)
    switch (kind) {
      case 'return':
        out.operator(0x0c, depth)
        code.skipUntil(next)
        break
      case 'tail call':
        store.leave(out, frame)
        break
      case 'call':
      case 'handler':
        store.settle(out, frame)
    }
  }

  return {
    body({ index, start, operators, end, locals, operatorCount }) {
      const edges = graph.measure(operators, end, operatorCount)
      const { landmarks } = graph
      const parameters = functionType(facts, index).parameters.length
      const bound = end - start + largestEntry + (edges.count + landmarks.length) * largestPatch
      if (bound > largestBody || parameters + locals + 2 > mostLocals) return 'too large'
      const { positions } = edges
      const costOf = (edge: number) => (edges.starts[edge] === edges.starts[edge + 1] ? 0 : edges.costs[edges.starts[edge]!]!)
      if (leavesOut && !exported.has(index) && !graph.hasLoops && !graph.hasCalls && operatorCount <= smallLeaf) {
        for (let edge = 0; edge < edges.count; edge++) {
          code.copyUntil(positions[edge]!)
          if (costOf(edge) !== 0) store.addToCurrent(out, costOf(edge))
        }
        leftOut.push(index)
        return 'left out'
      }
      const frame = { id: entryCosts.length + 1, entryCost: costOf(0), saved: parameters + locals, own: parameters + locals + 1 }
      entryCosts.push(frame.entryCost)
      out.u32(lebAt(bytes, start) + 1)
      code.skipUntil(lebEnd(bytes, start))
      code.copyUntil(operators)
      out.raw([2, 0x7f])
      store.enter(out, frame)
      const wrap = exported.has(index) ? exportGuard : plainBlock
      wrap.open(out, blockOf(facts.functionTypes[index]!))
      // Both lists are in order; the cost of the block that ends at a landmark is added before it.
      let mark = 0
      for (let edge = 1; edge < edges.count; edge++) {
        for (; mark < landmarks.length && landmarks[mark]!.position < positions[edge]!; mark++) pass(landmarks[mark]!, frame)
        code.copyUntil(positions[edge]!)
        store.add(out, frame, costOf(edge))
      }
      for (; mark < landmarks.length; mark++) pass(landmarks[mark]!, frame)
      // The last `end` is written by the wrap.
      code.copyUntil(end - 1)
      code.skipUntil(end)
      wrap.close(out, () => store.leave(out, frame))
      return 'written'
    },
    finish() {
      const { read, nodeBytes, firstNode, clock, helper } = store.finish()
      additions.export(readExport, 'function', read)
      const link = helper && { table: helper.table, functions: [...helper.functions], nodes: helper.nodes }
      const tree = { nodeBytes, firstNode, entryCosts, leftOut, clock, link }
      return { ...nothingToRead, read: readExport, tree, helper: helper?.bytes ?? null }
    },
  }
}
