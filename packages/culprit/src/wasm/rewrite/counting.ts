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
  let used = 0
  let starts = new Uint32Array(1024)
  let packed = new Int32Array(8192)
  return {
    body({ start, operators, end, operatorCount }: BodyPlace) {
      const edges = graph.measure(operators, end, operatorCount)
      if (end - start + edges.count * largestIncrement > largestBody) return 'too large'
      const costs = edges.starts[edges.count]!
      if (counters + edges.count + 1 > starts.length) starts = grown(starts, counters + edges.count + 1)
      if (used + costs > packed.length) packed = grown(packed, used + costs)
      first.push(counters)
      for (let edge = 0; edge < edges.count; edge++) {
        code.copyUntil(edges.positions[edge]!)
        storage.increment(code.out, counters)
        starts[counters++] = used + edges.starts[edge]!
      }
      for (let at = 0; at < costs; at++) packed[used++] = edges.costs[at]! * classesLimit + edges.columns[at]!
      code.copyUntil(end)
      return 'written'
    },
    finish() {
      additions.export(readExport, 'function', storage.finish(additions, counters))
      starts[counters] = used
      const costs = {
        classes: [...operatorClasses],
        starts: plain(starts, counters + 1),
        packed: plain(packed, used),
      }
      return { ...nothingToRead, read: readExport, numbers: counters, costs, first }
    },
  }
}

/** As JSON wants it. `Array.from` of a typed array takes ten times as long. */
function plain(array: Uint32Array | Int32Array, length: number): number[] {
  const numbers: number[] = []
  for (let i = 0; i < length; i++) numbers.push(array[i]!)
  return numbers
}

function grown<A extends Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(Math.max(array.length * 2, length))
  larger.set(array)
  return larger
}

const classesLimit = 32
