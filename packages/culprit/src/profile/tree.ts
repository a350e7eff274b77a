/** The shape of a tree in columns: node 0 is the root, a parent stands before its children. */
export interface Shape {
  readonly parents: ArrayLike<number>
  /** The function of each node; -1 for the root. */
  readonly functions: ArrayLike<number>
}

/** A tree that grows path by path: equal paths are one node. */
export class TreeBuilder implements Shape {
  readonly parents: number[] = [-1]
  readonly functions: number[] = [-1]
  readonly #children = new Map<number, number>()

  /** The node of a function below a node, which is made where it is not there yet. Function numbers are below 2^24. */
  child(parent: number, functionIndex: number): number {
    const key = parent * 2 ** 24 + functionIndex
    const known = this.#children.get(key)
    if (known !== undefined) return known
    const node = this.parents.length
    this.#children.set(key, node)
    this.parents.push(parent)
    this.functions.push(functionIndex)
    return node
  }

  /** The node at the end of a path from the root. */
  path(functions: Iterable<number>): number {
    let node = 0
    for (const each of functions) node = this.child(node, each)
    return node
  }

  get size(): number {
    return this.parents.length
  }
}

/** Of each node, its own number and those of everything below it. */
export function subtreeSums({ parents }: Shape, own: ArrayLike<number>): Float64Array {
  const sums = Float64Array.from(own)
  for (let node = sums.length - 1; node > 0; node--) sums[parents[node]!]! += sums[node]!
  return sums
}

/** Of each node, how many nodes are above it; 0 for the root. */
export function depths({ parents }: Shape): Uint32Array {
  const depths = new Uint32Array(parents.length)
  for (let node = 1; node < depths.length; node++) depths[node] = depths[parents[node]!]! + 1
  return depths
}

/** The first child of each node and the next sibling of each, in the order of the nodes; 0 where there is none. */
export function links({ parents }: Shape): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(parents.length)
  const next = new Int32Array(parents.length)
  for (let node = parents.length - 1; node > 0; node--) {
    const parent = parents[node]!
    next[node] = first[parent]!
    first[parent] = node
  }
  return { first, next }
}

/**
 * Every node but the root from the top down, children before siblings, like brackets: the node where it begins, and the same number below
 * zero where everything below it is over. Without recursion, so a path may be as deep as it likes.
 */
export function* brackets(shape: Shape): Generator<number> {
  const { first, next } = links(shape)
  let node = first[0]!
  while (node !== 0) {
    yield node
    if (first[node]! !== 0) {
      node = first[node]!
      continue
    }
    while (node !== 0) {
      yield -node
      if (next[node]! !== 0) {
        node = next[node]!
        break
      }
      node = shape.parents[node]!
    }
  }
}

/**
 * Of each function, the sum over all paths that it is on: what it did itself and what was done below it. A path on which it stands
 * several times, because it called itself, counts once.
 */
export function inclusiveSums(shape: Shape, own: ArrayLike<number>, functionCount: number): Float64Array {
  const below = subtreeSums(shape, own)
  const open = new Uint32Array(functionCount)
  const sums = new Float64Array(functionCount)
  for (const node of brackets(shape)) {
    const index = shape.functions[Math.abs(node)]!
    if (node < 0) open[index]!--
    else if (open[index]!++ === 0) sums[index]! += below[node]!
  }
  return sums
}

/** Of each function, the sum over its own nodes. */
export function ownSums({ functions }: Shape, own: ArrayLike<number>, functionCount: number): Float64Array {
  const sums = new Float64Array(functionCount)
  for (let node = 1; node < functions.length; node++) sums[functions[node]!]! += own[node]!
  return sums
}
