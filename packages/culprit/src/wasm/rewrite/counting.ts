import { operatorClasses } from '../../model/module.ts'
import type { Counters } from './counters.ts'
import { FlowGraph } from './flow.ts'
import { largestBody, nothingToRead, readExport, type BodyPlace, type Rewriting, type Workshop } from './rewriting.ts'

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
      additions.export(readExport, 'function', counters.finish(additions, first.length))
      return { ...nothingToRead, read: readExport, numbers: first.length, first }
    },
  }
}

/**
 * Counts calls and the edges of each function from which the instructions of all its blocks follow. Nothing is kept in locals, so an
 * exception or a trap loses nothing that was counted.
 */
export function countInstructions({ facts, additions, code }: Workshop, storage: Counters): Rewriting {
  const graph = new FlowGraph(facts, 'classes')
  const first: number[] = []
  let counters = 0
  const starts: number[] = []
  const packed: number[] = []
  return {
    body({ start, operators, end, operatorCount }: BodyPlace) {
      const edges = graph.measure(operators, end, operatorCount)
      if (end - start + edges.count * largestIncrement > largestBody) return 'too large'
      first.push(counters)
      const base = packed.length
      for (let edge = 0; edge < edges.count; edge++) {
        const counter = counters
        if (edges.isTaken[edge] === 1) code.whereTaken(edges.positions[edge]!, () => storage.increment(code.out, counter))
        else {
          code.copyUntil(edges.positions[edge]!)
          storage.increment(code.out, counter)
        }
        starts.push(base + edges.starts[edge]!)
        counters++
      }
      const { costs, columns } = edges
      const count = edges.starts[edges.count]!
      for (let at = 0; at < count; at++) packed.push(costs[at]! * classesLimit + columns[at]!)
      code.copyUntil(end)
      return 'written'
    },
    finish() {
      additions.export(readExport, 'function', storage.finish(additions, counters))
      starts.push(packed.length)
      const costs = { classes: [...operatorClasses], starts, packed }
      return { ...nothingToRead, read: readExport, numbers: counters, costs, first }
    },
  }
}

const classesLimit = 32
