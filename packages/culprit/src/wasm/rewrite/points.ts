import { grown } from './growing.ts'

/**
 * Places in a body where there is a counter or a potential has to be known later, see `CounterPlaces`: in columns, in the order of the
 * code, in memory that is used again.
 */
export class Points {
  count = 0
  /** Of a row: those of the packing. */
  cells = 1
  /** Absolute offsets in front of which counters belong. */
  positions = new Uint32Array(capacity)
  /** 1 for a conditional branch that is taken: then the position is that of the `br_if`, whose label takes no values. */
  taken = new Uint8Array(capacity)
  /** How often, for one call, as far as the nesting suggests. */
  heats = new Float64Array(capacity)
  /** The potential in front of the counter, relative to that of the base. */
  rows = new Float64Array(capacity)
  baseOf = new Int32Array(capacity)
  /** The point whose potential holds behind the counter. Where it is the point itself, there is no counter. */
  targets = new Int32Array(capacity)
  /** Of the points in front of the same label, the one before. */
  previous = new Int32Array(capacity)

  begin(cells: number): void {
    this.count = 0
    this.cells = cells
  }

  add(position: number, target: number, row: Float64Array, base: number, isTaken: number, heat: number): number {
    const point = this.count++
    const { rows, cells } = this
    for (let cell = 0; cell < cells; cell++) rows[point * cells + cell] = row[cell]!
    this.baseOf[point] = base
    this.positions[point] = position
    this.targets[point] = target
    this.taken[point] = isTaken
    this.heats[point] = heat
    return point
  }

  /** Room for so many more. */
  reserve(more: number): void {
    const needed = this.count + more
    if (needed * this.cells > this.rows.length) this.rows = grown(this.rows, needed * this.cells)
    if (needed <= this.positions.length) return
    this.positions = grown(this.positions, needed)
    this.taken = grown(this.taken, needed)
    this.heats = grown(this.heats, needed)
    this.baseOf = grown(this.baseOf, needed)
    this.targets = grown(this.targets, needed)
    this.previous = grown(this.previous, needed)
  }
}

const capacity = 4096

export const noPoint = -1
/** Points that every body has: where all that leaves goes to, with a potential of zero, and the entry, whose counter is the calls. */
export const outsidePoint = 0
export const entryPoint = 1
