import { grown } from './growing.ts'
import { levelOf, levels } from './heat.ts'
import { entryPoint, type Points } from './points.ts'

/**
 * Potentials that can be chosen freely. Each choice makes one counter between two bases needless, and the hottest are spared: they are a
 * maximum spanning tree of the bases.
 */
export class Bases {
  /** Rows: by base its potential, once all is settled. Base 0 is the outside, with a potential of zero. */
  offsets = new Float64Array(capacity)
  private count = 0
  private cells = 1
  /** Points between two bases: as they come, their levels of heat, and the hottest first. */
  private links = new Int32Array(capacity)
  private levels = new Uint8Array(capacity)
  private order = new Int32Array(capacity)
  private readonly buckets = new Int32Array(levels)
  private groups = new Int32Array(capacity)
  /** By base the first, and by end of a link the next, of the ends of links of the tree at a base. */
  private firsts = new Int32Array(capacity)
  private nexts = new Int32Array(2 * capacity)

  begin(cells: number): void {
    this.cells = cells
    this.count = 0
    this.add()
  }

  add(): number {
    const base = this.count++
    if (base === this.groups.length) {
      this.groups = grown(this.groups)
      this.firsts = grown(this.firsts)
    }
    this.groups[base] = base
    this.firsts[base] = none
    return base
  }

  settle(points: Points): void {
    const { count, cells } = this
    if (count * cells > this.offsets.length) this.offsets = grown(this.offsets, count * cells)
    this.connect(points, this.sort(points))
    this.spread(points)
  }

  private sort({ count: points, targets, baseOf, heats }: Points): number {
    if (points > this.links.length) {
      this.links = grown(this.links, points)
      this.levels = grown(this.levels, points)
      this.order = grown(this.order, points)
      this.nexts = grown(this.nexts, 2 * points)
    }
    const { links, order, levels, buckets } = this
    let count = 0
    buckets.fill(0)
    for (let point = entryPoint + 1; point < points; point++) {
      if (baseOf[point] === baseOf[targets[point]!]) continue
      const level = levelOf(heats[point]!)
      levels[count] = level
      links[count++] = point
      buckets[level]!++
    }
    let start = count
    for (let level = 0; level < buckets.length; level++) buckets[level] = start -= buckets[level]!
    for (let place = 0; place < count; place++) order[buckets[levels[place]!]!++] = links[place]!
    return count
  }

  /** By Kruskal's algorithm. */
  private connect({ targets, baseOf }: Points, links: number): void {
    const { order, groups, firsts, nexts } = this
    let left = this.count - 1
    for (let place = 0; place < links && left > 0; place++) {
      const point = order[place]!
      const from = baseOf[point]!
      const to = baseOf[targets[point]!]!
      const a = groupOf(groups, from)
      const b = groupOf(groups, to)
      if (a === b) continue
      left--
      groups[a] = b
      nexts[2 * point] = firsts[from]!
      firsts[from] = 2 * point
      nexts[2 * point + 1] = firsts[to]!
      firsts[to] = 2 * point + 1
    }
  }

  /** What comes before a loop that nothing leaves, and the loop, may not be connected with the outside: one of these bases is zero too. */
  private spread({ targets, rows, baseOf }: Points): void {
    // What was in these columns is not needed any more.
    const { count, cells, offsets, groups: reached, firsts, nexts, order: stack } = this
    reached.fill(0, 0, count)
    let height = 0
    for (let root = 0; root < count; root++) {
      if (reached[root] === 1) continue
      reached[root] = 1
      offsets.fill(0, root * cells, (root + 1) * cells)
      stack[height++] = root
      while (height > 0) {
        const base = stack[--height]!
        for (let end = firsts[base]!; end !== none; end = nexts[end]!) {
          const point = end >> 1
          const target = targets[point]!
          const isFrom = (end & 1) === 0
          const other = isFrom ? baseOf[target]! : baseOf[point]!
          if (reached[other] === 1) continue
          reached[other] = 1
          stack[height++] = other
          const [here, there] = isFrom ? [point, target] : [target, point]
          for (let cell = 0; cell < cells; cell++)
            offsets[other * cells + cell] = offsets[base * cells + cell]! + rows[here * cells + cell]! - rows[there * cells + cell]!
        }
      }
    }
  }
}

const capacity = 4096
const none = -1

/** The representative of a base's group; paths are halved on the way. */
function groupOf(groups: Int32Array, base: number): number {
  let group = base
  while (groups[group] !== group) group = groups[group] = groups[groups[group]!]!
  return group
}
