import { operatorClasses } from '../../model/module.ts'
import type { Counters } from './counters.ts'
import { FlowGraph } from './flow.ts'
import { largestBody, readExport, type BodyPlace, type Rewriting, type Workshop } from './rewriting.ts'

/** More than what one counter adds to a body. */
const largestIncrement = 24

/** Counts calls only: one counter at the head of each function. */
export function countCalls({ additions, code }: Workshop, counters: Counters): Rewriting {
  const first: number[] = []
  return {
    body({ operators, end, start }) {
      if (end - start + largestIncrement > largestBody) return 'too large'
      code.copyUntil(operators)
      counters.increment(code.out, first.length)
      code.copyUntil(end)
      first.push(first.length)
      return 'written'
    },
    finish() {
      if (first.length > 0) additions.export(readExport, 'function', counters.finish(additions, first.length))
      return { read: first.length > 0 ? readExport : null, numbers: first.length, costs: null, first, tree: null, helper: null }
    },
  }
}

/**
 * Counts calls and the edges of each function from which the instructions of all its blocks follow. Nothing is kept in locals, so an
 * exception or a trap loses nothing that was counted.
 */
export function countInstructions({ facts, additions, code }: Workshop, counters: Counters): Rewriting {
  const graph = new FlowGraph(facts, 'classes')
  const first: number[] = []
  const starts: number[] = []
  const packed: number[] = []
  return {
    body({ start, operators, end }: BodyPlace) {
      const edges = graph.measure(operators, end)
      if (end - start + edges.count * largestIncrement > largestBody) return 'too large'
      first.push(starts.length)
      for (let edge = 0; edge < edges.count; edge++) {
        code.copyUntil(edges.positions[edge]!)
        counters.increment(code.out, starts.length)
        starts.push(packed.length)
        for (let column = 0; column < graph.width; column++) {
          const cost = edges.costs[edge * graph.width + column]!
          if (cost !== 0) packed.push(cost * classesLimit + column)
        }
      }
      code.copyUntil(end)
      return 'written'
    },
    finish() {
      const numbers = starts.length
      if (numbers > 0) additions.export(readExport, 'function', counters.finish(additions, numbers))
      starts.push(packed.length)
      return {
        read: numbers > 0 ? readExport : null,
        numbers,
        costs: { classes: [...operatorClasses], starts, packed },
        first,
        tree: null,
        helper: null,
      }
    },
  }
}

const classesLimit = 32
