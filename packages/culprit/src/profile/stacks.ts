import { depths, type Shape } from './tree.ts'

/**
 * Formats that repeat the whole path for every node grow with the square of the depth, so a path is cut after this many frames. What
 * was done deeper is counted for the last frame that is left, so totals stay.
 */
export const longestStack = 1000

/** The nodes that have something of their own, with the numbers of what had to be cut off below them. */
export function* stacks(
  shape: Shape,
  columns: readonly ArrayLike<number>[],
): Generator<{ readonly node: number; readonly values: number[] }> {
  const depth = depths(shape)
  const kept = columns.map(column => Float64Array.from(column))
  for (let node = shape.parents.length - 1; node > 0; node--) {
    if (depth[node]! <= longestStack) continue
    for (const column of kept) column[shape.parents[node]!]! += column[node]!
  }
  for (let node = 1; node < depth.length; node++) {
    if (depth[node]! > longestStack || kept.every(column => column[node] === 0)) continue
    yield { node, values: kept.map(column => column[node]!) }
  }
}

/** The functions on the way to a node, the node's own first. */
export function* callers({ parents, functions }: Shape, node: number): Generator<number> {
  for (let each = node; each > 0; each = parents[each]!) yield functions[each]!
}
