import { helperNotLinked } from '../../model/errors.ts'
import type { Instrumentation } from '../../model/instrumentation.ts'

export interface FunctionCount {
  /** In the original module's index space, imports included. */
  readonly index: number
  readonly name: string | null
  readonly calls: number
  /** Executed in the function itself, without what it called; null in the mode `count`. */
  readonly instructions: number | null
  /** By class of operator; only classes that occur. Null but in the mode `ops`. */
  readonly classes: Readonly<Record<string, number>> | null
}

/** Paths of calls in columns of equal length. Node 0 is the outside of the module; a parent comes before its children. */
export interface PathCounts {
  readonly parents: readonly number[]
  /** Place in `FunctionCounts.functions`; -1 for node 0, and for a child of it that stands for all paths that got no node. */
  readonly functions: readonly number[]
  readonly calls: readonly number[]
  /** Of the node itself, without its children. */
  readonly instructions: readonly number[]
  /** Null where there was no clock. */
  readonly selfNs: readonly number[] | null
}

/** What an instrumented module has counted so far. */
export interface FunctionCounts {
  readonly functions: readonly FunctionCount[]
  readonly tree: PathCounts | null
  /** What happened in this run that limits the counts, each a sentence. */
  readonly notes: readonly string[]
}

type Read = (index: number) => bigint

/** Interprets the numbers of an instrumented module. `read` gives them by index; see `Instrumentation`. */
export function readCounts(layout: Instrumentation, read: Read): FunctionCounts {
  return layout.tree ? readTree(layout, layout.tree, read) : { functions: readFunctions(layout, read), tree: null, notes: [] }
}

function readFunctions({ functions, costs, numbers }: Instrumentation, read: Read): FunctionCount[] {
  return functions.index.map((index, place) => {
    const first = functions.first[place]!
    const name = functions.name[place]!
    const calls = number(read(first))
    if (!costs) return { index, name, calls, instructions: null, classes: null }
    const sums = new Float64Array(costs.classes.length)
    const end = functions.first[place + 1] ?? numbers
    for (let counter = first; counter < end; counter++) {
      const count = number(read(counter))
      if (count === 0) continue
      for (let at = costs.starts[counter]!; at < costs.starts[counter + 1]!; at++) {
        const cost = costs.packed[at]!
        const column = cost & (classesLimit - 1)
        sums[column]! += count * ((cost - column) / classesLimit)
      }
    }
    const classes = Object.fromEntries(costs.classes.flatMap((name, column) => (sums[column] === 0 ? [] : [[name, sums[column]!]])))
    return { index, name, calls, instructions: sums.reduce((total, sum) => total + sum, 0), classes }
  })
}

const classesLimit = 32

interface Node {
  /** Of its function; 0 for the outside and the rest. */
  readonly id: number
  readonly calls: number
  readonly instructions: number
  readonly nanoseconds: number
  readonly children: number[]
}

function readTree({ functions }: Instrumentation, layout: NonNullable<Instrumentation['tree']>, read: Read): FunctionCounts {
  const { nodeBytes, firstNode, entryCosts } = layout
  const hasTime = layout.clock !== null
  const words = nodeBytes / 8
  const nodes: Node[] = []
  const count = number(read(-1))
  if (count < 2) throw helperNotLinked()
  for (let place = 0; place < count; place++) {
    const key = read(place * words)
    // Room of the node before.
    if (number32(key) !== 0) continue
    const id = number32(key >> 32n)
    const calls = number(read(place * words + 2))
    nodes[place] = {
      id,
      calls,
      instructions: number(read(place * words + 3)) + (id === 0 ? 0 : calls * entryCosts[id - 1]!),
      nanoseconds: hasTime && place > 0 ? number(read(place * words + 4)) : 0,
      children: [],
    }
    // A node is made after its parent.
    if (place > 1) nodes[(number32(read(place * words + 1) >> 32n) - firstNode) / nodeBytes]!.children.push(place)
  }
  const rest = nodes[1]!
  if (rest.calls > 0) nodes[0]!.children.push(1)

  const tree = { parents: [-1], functions: [-1], calls: [0], instructions: [nodes[0]!.instructions], selfNs: [0] }
  const order = [0]
  for (let place = 0; place < order.length; place++) {
    for (const child of nodes[order[place]!]!.children) {
      const node = nodes[child]!
      order.push(child)
      tree.parents.push(place)
      tree.functions.push(node.id - 1)
      tree.calls.push(node.calls)
      tree.instructions.push(node.instructions)
      tree.selfNs.push(node.nanoseconds)
    }
  }

  const calls = new Float64Array(functions.index.length)
  const instructions = new Float64Array(functions.index.length)
  for (const [place, one] of tree.functions.entries()) {
    if (one === -1) continue
    calls[one]! += tree.calls[place]!
    instructions[one]! += tree.instructions[place]!
  }
  return {
    functions: functions.index.map((index, place) => ({
      index,
      name: functions.name[place]!,
      calls: calls[place]!,
      instructions: instructions[place]!,
      classes: null,
    })),
    tree: { ...tree, selfNs: hasTime ? tree.selfNs : null },
    notes:
      rest.calls > 0
        ? [`${rest.calls} calls came by paths for which there was no node left; they are one node, and count in no function.`]
        : [],
  }
}

function number32(value: bigint): number {
  return Number(BigInt.asUintN(32, value))
}

function number(value: bigint): number {
  return Number(BigInt.asIntN(64, value))
}
