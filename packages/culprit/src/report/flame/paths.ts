import { links, subtreeSums } from '../../profile/tree.ts'
import type { Flame, FlameMeasure } from './flame.ts'

/** One line of the tree of hottest paths: calls that follow each other without a branch worth a line of its own. */
export interface PathRow {
  /** How many rows lead to this one. */
  readonly depth: number
  /** Functions by their place, the outermost first; at least one. */
  readonly chain: readonly number[]
  /** Of the last function of the chain with everything below it. */
  readonly total: number
  readonly own: number
  /** The same of the baseline, where there is one. */
  readonly baseline: number | null
}

// What is below one percent of the whole gets no line.
const smallest = 0.01

/**
 * The paths on which most happens, or, with a baseline, on which most changed: at most `limit` rows, every one below the row that leads
 * to it, the largest first.
 */
export function hottestPaths(flame: Flame, { own, baseline }: FlameMeasure, limit: number): PathRow[] {
  const shape = { parents: flame.parents, functions: flame.nodes }
  const importance = subtreeSums(shape, baseline === null ? own : own.map((value, node) => Math.abs(value - baseline[node]!)))
  const total = subtreeSums(shape, own)
  const before = baseline === null ? null : subtreeSums(shape, baseline)
  const { first, next } = links(shape)
  const whole = importance[0] ?? 0
  const large = (value: number) => value > 0 && value >= whole * smallest
  const children = (node: number) => {
    const found: number[] = []
    for (let child = first[node]!; child !== 0; child = next[child]!) if (large(importance[child]!)) found.push(child)
    return found.sort((a, b) => importance[b]! - importance[a]!)
  }
  const rows: (PathRow & { readonly weight: number })[] = []
  const open = children(0).map(node => ({ node, depth: 0 }))
  open.reverse()
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const chain = [flame.nodes[entry.node]!]
    let end = entry.node
    let below = children(end)
    while (below.length === 1 && !large(importance[end]! - importance[below[0]!]!)) {
      end = below[0]!
      chain.push(flame.nodes[end]!)
      below = children(end)
    }
    rows.push({
      depth: entry.depth,
      chain,
      weight: importance[entry.node]!,
      total: total[end]!,
      own: own[end]!,
      baseline: before?.[end] ?? null,
    })
    for (const node of below.reverse()) open.push({ node, depth: entry.depth + 1 })
  }
  // A row weighs no more than the row above it, which comes first, so what is kept hangs together.
  const kept = new Set([...rows.keys()].sort((a, b) => rows[b]!.weight - rows[a]!.weight || a - b).slice(0, limit))
  return rows.filter((_, place) => kept.has(place))
}
