/** Where the boxes of a flame graph lie, as shares of the whole width. Nodes that are not in any row have no width. */
export interface Layout {
  readonly starts: Float64Array
  /** Of each node with everything below it, in the numbers of the column. */
  readonly sums: Float64Array
  /** By depth, nodes from the left to the right; the first row is the root. */
  readonly rows: readonly Int32Array[]
}

/**
 * Lays out a tree: children are inside of their parent, the widest at the left, so that equal numbers give equal pictures. It also runs in
 * the page, so it uses nothing from outside of itself.
 */
export function layOut(parents: readonly number[], own: readonly number[]): Layout {
  const count = parents.length
  const sums = Float64Array.from(own)
  for (let node = count - 1; node > 0; node--) sums[parents[node]!]! += sums[node]!
  const first = new Int32Array(count)
  const next = new Int32Array(count)
  for (let node = count - 1; node > 0; node--) {
    if (sums[node]! <= 0) continue
    next[node] = first[parents[node]!]!
    first[parents[node]!] = node
  }
  const starts = new Float64Array(count)
  const rows: Int32Array[] = []
  const whole = sums[0]!
  for (let row = whole > 0 ? Int32Array.of(0) : new Int32Array(0); row.length > 0;) {
    rows.push(row)
    const below: number[] = []
    for (const node of row) {
      const children: number[] = []
      for (let child = first[node]!; child !== 0; child = next[child]!) children.push(child)
      if (children.length > 1) children.sort((a, b) => sums[b]! - sums[a]! || a - b)
      let at = starts[node]!
      for (const child of children) {
        starts[child] = at
        at += sums[child]! / whole
        below.push(child)
      }
    }
    row = Int32Array.from(below)
  }
  return { starts, sums, rows }
}
