import type { CounterPlaces } from './counter-places.ts'
import type { FlowCosts } from './flow-costs.ts'
import { grown } from './growing.ts'
import { entryPoint, type Points } from './points.ts'

/** The counters of functions, function after function, numbered through. */
export class PlacedCounters {
  /** Of the function that was taken last: the first counter, which is always that of its entry, its calls; and behind its last. */
  first = 0
  count = 0
  /** By place in that function, whether it is a conditional branch that is taken: then the position is that of the `br_if`, whose label takes no values. */
  isTaken = new Uint8Array(capacity)
  /** By place in that function, absolute offsets in front of which the counters belong: ascending, and in the order of execution where they are equal. */
  positions = new Uint32Array(capacity)
  /**
   * What one count of each stands for: its costs are from `starts[counter]` to `starts[counter + 1]`, each 32 x instructions, which can be
   * negative, + the place of their class. Costs of zero are left out.
   */
  starts: Int32Array<ArrayBuffer>
  costs: Int32Array<ArrayBuffer>
  /** By column; of those that no class has, anything. */
  private readonly classes = new Uint8Array(2 ** classBits)

  /** So many counters have room from the beginning: what is reserved and never written costs nothing. */
  constructor({ classes }: FlowCosts, expected = capacity) {
    this.classes.set(classes)
    this.starts = new Int32Array(expected)
    this.costs = new Int32Array(expected * costsOfCounter)
  }

  /** Takes those of a body. */
  add(places: CounterPlaces): void {
    this.first = this.count
    this.reserve(places)
    if (places.packing.fields === 1) this.addSums(places)
    else this.addClasses(places)
  }

  /** Forgets the function that was taken last. */
  drop(): void {
    this.count = this.first
  }

  /** Of the one cost of a counter, where there are no classes. */
  costOf(counter: number): number {
    return this.starts[counter] === this.starts[counter + 1] ? 0 : this.costs[this.starts[counter]!]! >> classBits
  }

  private addSums({ points, bases: { offsets } }: CounterPlaces): void {
    const { starts, costs } = this
    const { count, targets, rows, baseOf } = points
    let place = starts[this.first]!
    for (let point = entryPoint; point < count; point++) {
      const target = targets[point]!
      if (target === point) continue
      const cost = rows[point]! - rows[target]! + offsets[baseOf[point]!]! - offsets[baseOf[target]!]!
      if (cost !== 0) costs[place++] = cost << classBits
      else if (point !== entryPoint) continue
      this.addCounter(points, point, place)
    }
  }

  private addClasses({ points, bases: { offsets }, packing }: CounterPlaces): void {
    const { starts, costs, classes } = this
    const { count, targets, rows, baseOf } = points
    const { cells, fields, bits, lowFields, lowScale, bias } = packing
    const half = 1 << (bits - 1)
    const mask = 2 * half - 1
    const perLowScale = 1 / lowScale
    let start = starts[this.first]!
    for (let point = entryPoint; point < count; point++) {
      const target = targets[point]!
      if (target === point) continue
      const from = point * cells
      const to = target * cells
      const fromBase = baseOf[point]! * cells
      const toBase = baseOf[target]! * cells
      let place = start
      for (let cell = 0; cell < cells; cell++) {
        const packed = rows[from + cell]! - rows[to + cell]! + offsets[fromBase + cell]! - offsets[toBase + cell]!
        if (packed === 0) continue
        const unsigned = packed + bias
        const high = Math.floor(unsigned * perLowScale)
        let column = cell * fields
        let word = (unsigned - high * lowScale) | 0
        for (let field = 0; field < fields; field++, column++) {
          if (field === lowFields) word = high | 0
          const cost = (word & mask) - half
          word >>>= bits
          costs[place] = (cost << classBits) | classes[column]!
          // One more, unless it is zero; a branch could not be foreseen.
          place += (cost | -cost) >>> 31
        }
      }
      if (place === start && point !== entryPoint) continue
      this.addCounter(points, point, place)
      start = place
    }
  }

  private addCounter({ taken, positions }: Points, point: number, place: number): void {
    const number = this.count - this.first
    this.isTaken[number] = taken[point]!
    this.positions[number] = positions[point]!
    this.starts[++this.count] = place
  }

  /** For all that a body can have. */
  private reserve({ points: { count, cells }, packing: { fields } }: CounterPlaces): void {
    const costs = this.starts[this.first]! + (count + 1) * cells * fields
    if (this.first + count + 1 > this.starts.length) this.starts = grown(this.starts, this.first + count + 1)
    if (costs > this.costs.length) this.costs = grown(this.costs, costs)
    if (count <= this.positions.length) return
    this.positions = grown(this.positions, count)
    this.isTaken = grown(this.isTaken, count)
  }
}

const capacity = 1024
/** More than there are on the average of most modules. */
const costsOfCounter = 6
const classBits = 5
