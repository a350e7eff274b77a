import type { Correspondence } from './correspondence.ts'
import type { Evidence } from './evidence.ts'
import type { Fingerprints } from './fingerprints.ts'
import { groupsOf, type Groups, type Keys } from './groups.ts'
import { sketchSize } from './sketches.ts'
import type { TableOrder } from './table-order.ts'

const mostCandidates = 96
/** Of a group of equal functions, those that are nearest to the place where one is expected. */
const fromGroup = 8
const fromBand = 3
/** Among functions that have no partner, how far from the expected place. */
const gap = 8
const fromCallers = 6

/** Which functions of `b` are weighed against one of `a`: a number that has a bound, whatever the modules are. */
export class Candidates {
  readonly bodies = new Int32Array(mostCandidates)
  count = 0
  /** Where the last function would be if nothing had been added or removed since the function before it. */
  expected = 0
  private readonly known: Correspondence
  private readonly anchors: Int32Array
  private readonly equal: Groups
  private readonly sameShape: Groups
  private readonly tables: { readonly a: TableOrder; readonly b: TableOrder }
  /** Functions without a partner: the place of each one of `a` among them, and those of `b`. */
  private readonly freeA: Int32Array
  private freeB: Int32Array = new Int32Array(0)
  /** By these places, those whose sketches have four values in common. */
  private bands: readonly Groups[] = []

  constructor(known: Correspondence, tables: { readonly a: TableOrder; readonly b: TableOrder }, anchors: Int32Array) {
    this.anchors = anchors
    const { a, b } = known
    this.known = known
    this.tables = tables
    this.freeA = new Int32Array(a.count)
    this.equal = groupsOf({ low: a.bodyLow, high: a.bodyHigh }, { low: b.bodyLow, high: b.bodyHigh }, null, null)
    this.sameShape = groupsOf({ low: a.shapes, high: a.types }, { low: b.shapes, high: b.types }, null, null)
  }

  /** From now on, functions without a partner are also looked for by their sketches. */
  findSimilar(): void {
    const { a, b, partnerA, partnerB } = this.known
    const freeA = free(partnerA)
    for (let place = 0; place < freeA.length; place++) this.freeA[freeA[place]!] = place
    this.freeB = free(partnerB)
    this.bands = Array.from({ length: sketchSize / 4 }, (_, band) =>
      groupsOf(bandKeys(a, band, freeA), bandKeys(b, band, this.freeB), null, null),
    )
  }

  /** Fills `bodies` with candidates for a function that `evidence` looks at; the partner that it has comes first. */
  gather(bodyA: number, evidence: Evidence): void {
    const { a, b, partnerA, before, behind } = this.known
    const partner = partnerA[bodyA]!
    this.count = 0
    if (partner >= 0) this.add(partner)
    const last = before.a[bodyA]!
    const next = behind.a[bodyA]!
    const lastPartner = last < 0 ? -1 : partnerA[last]!
    const nextPartner = next < 0 ? b.count : partnerA[next]!
    const expected = lastPartner + bodyA - last
    this.expected = expected
    this.add(expected)
    this.add(nextPartner - (next < 0 ? a.count : next) + bodyA)
    for (let i = 0; i < evidence.calledCount && i < fromCallers; i++) this.add(evidence.called[i]!)
    this.add(this.anchors[bodyA]!)
    this.addTableNeighbour(bodyA, -1)
    this.addTableNeighbour(bodyA, 1)
    this.addGroup(this.equal, bodyA, null, fromGroup)
    if (partner >= 0) return
    const end = nextPartner > lastPartner ? Math.min(nextPartner, expected + gap + 1) : expected + gap / 2
    for (let body = Math.max(lastPartner + 1, expected - gap); body < end; body++) this.add(body)
    this.addGroup(this.sameShape, bodyA, null, fromGroup)
    for (const band of this.bands) this.addGroup(band, this.freeA[bodyA]!, this.freeB, fromBand)
  }

  private add(bodyB: number): void {
    if (bodyB < 0 || bodyB >= this.known.b.count || this.count === mostCandidates) return
    for (let i = 0; i < this.count; i++) if (this.bodies[i] === bodyB) return
    this.bodies[this.count++] = bodyB
  }

  /** What stands in the table next to the partner of what stands next to `bodyA`. */
  private addTableNeighbour(bodyA: number, step: number): void {
    const { a, b } = this.tables
    const place = a.places[bodyA]!
    const neighbour = place < 0 ? -1 : (a.functions[place + step] ?? -1)
    const partner = neighbour < 0 ? -1 : this.known.partnerA[neighbour]!
    const otherPlace = partner < 0 ? -1 : b.places[partner]!
    if (otherPlace >= 0) this.add(b.functions[otherPlace - step] ?? -1)
  }

  /** Of the group in which `member` of `a` is; members of `b` are functions, or places in a list of functions, in ascending order. */
  private addGroup({ a, startsB, membersB }: Groups, member: number, functions: Int32Array | null, most: number): void {
    const group = a[member]!
    if (group < 0) return
    const bodyOf = (place: number) => (functions === null ? membersB[place]! : functions[membersB[place]!]!)
    let from = startsB[group]!
    let to = startsB[group + 1]!
    if (to - from > most) {
      const [start, end] = [from, to]
      while (from < to) {
        const middle = (from + to) >> 1
        if (bodyOf(middle) < this.expected) from = middle + 1
        else to = middle
      }
      from = Math.max(start, Math.min(from - (most >> 1), end - most))
      to = from + most
    }
    for (let i = from; i < to; i++) this.add(bodyOf(i))
  }
}

/** The functions without a partner. */
function free(partners: Int32Array): Int32Array {
  const bodies = new Int32Array(partners.length)
  let count = 0
  for (let body = 0; body < partners.length; body++) if (partners[body]! < 0) bodies[count++] = body
  return bodies.subarray(0, count)
}

function bandKeys({ sketches }: Fingerprints, band: number, bodies: Int32Array): Keys {
  const low = new Int32Array(bodies.length)
  const high = new Int32Array(bodies.length)
  for (let place = 0; place < bodies.length; place++) {
    low[place] = sketches.pair(bodies[place]!, band * 4)
    high[place] = sketches.pair(bodies[place]!, band * 4 + 2)
  }
  return { low, high }
}
