import { alignSites } from './alignment.ts'
import type { Correspondence } from './correspondence.ts'
import type { Fingerprints } from './fingerprints.ts'
import type { TableOrder } from './table-order.ts'

/** References to a function, by entity, the first few of each: those to entity `i` are `sites[starts[i]]` to `sites[starts[i + 1]]`. */
interface Callers {
  readonly starts: Uint32Array
  readonly sites: Uint32Array
}

const mostVotes = 16
const mostCallers = 32
const mostReferences = 256
/** Neighbours that are farther away say nothing. */
const farthestNeighbour = 64

/**
 * What speaks for one function of `b` being the one of `a`. `look` at a function of `a`, then `weigh` as many candidates as there are; the
 * fields hold what was found for the last one.
 */
export class Evidence {
  // Of the last candidate. Counts of references, callers and neighbours that agree with what is known, and that contradict it.
  sameBody = false
  sameShape = false
  sameType = false
  similarity = 0
  /** No other function on either side has the body. */
  unique = false
  /** Binary logarithm of the ratio of their operators. */
  growth = 0
  agreeing = 0
  contradicting = 0
  callersAgreeing = 0
  callersContradicting = 0
  neighbours = 0
  adjacent = 0
  tableNeighbours = 0
  // What each kind of evidence adds to the score.
  bodyScore = 0
  referenceScore = 0
  callerScore = 0
  orderScore = 0

  /** What is called where the last function looked at is called: candidates, and how many calls say so. */
  readonly called = new Int32Array(mostVotes)
  readonly calledBy = new Int32Array(mostVotes)
  calledCount = 0
  private calls = 0

  private readonly known: Correspondence
  private readonly anchors: Int32Array
  private readonly callers: Callers
  private readonly tables: { readonly a: TableOrder; readonly b: TableOrder }
  private readonly aligned: Int32Array

  constructor(known: Correspondence, tables: { readonly a: TableOrder; readonly b: TableOrder }, anchors: Int32Array) {
    this.anchors = anchors
    this.known = known
    this.callers = callersOf(known.a)
    this.tables = tables
    this.aligned = new Int32Array(
      known.a.siteStarts.reduce((most, start, body, starts) => Math.max(most, start - (starts[body - 1] ?? 0)), 0),
    )
  }

  look(bodyA: number): void {
    const { callers, called, calledBy } = this
    const { a, b, sites } = this.known
    const firstB = b.facts.imported.function
    const entity = bodyA + a.facts.imported.function
    const start = callers.starts[entity]!
    const end = callers.starts[entity + 1]!
    this.calledCount = 0
    this.calls = 0
    for (let i = start; i < end; i++) {
      const site = sites[callers.sites[i]!]!
      if (site < 0) continue
      this.calls++
      const body = b.siteTargets[site]! - firstB
      if (body < 0 || body >= b.count) continue
      let place = 0
      while (place < this.calledCount && called[place] !== body) place++
      if (place === mostVotes) continue
      if (place === this.calledCount) {
        called[place] = body
        calledBy[place] = 0
        this.calledCount++
      }
      calledBy[place]!++
    }
  }

  /** The evidence in favour of a pair, less what speaks against it; comparable between pairs. */
  weigh(bodyA: number, bodyB: number): number {
    const { a, b } = this.known
    this.sameBody = a.bodyLow[bodyA] === b.bodyLow[bodyB] && a.bodyHigh[bodyA] === b.bodyHigh[bodyB]
    this.sameShape = this.sameBody || a.shapes[bodyA] === b.shapes[bodyB]
    this.sameType = a.types[bodyA] === b.types[bodyB]
    this.similarity = this.sameShape ? 1 : similarity(a, bodyA, b, bodyB)
    this.unique = this.anchors[bodyA] === bodyB
    const operatorsA = a.facts.bodies.operators[bodyA]!
    const operatorsB = b.facts.bodies.operators[bodyB]!
    this.growth = Math.min(3, Math.abs(Math.log2((operatorsA + 4) / (operatorsB + 4))))
    this.countReferences(bodyA, bodyB)
    this.countCallers(bodyB)
    this.countNeighbours(bodyA, bodyB)
    return this.sum(Math.min(10, Math.log2(1 + Math.min(operatorsA, operatorsB))))
  }

  /** A logistic regression: see `weights`. */
  private sum(size: number): number {
    const { agreeing, contradicting, callersAgreeing, callersContradicting } = this
    if (this.sameBody) {
      this.bodyScore = weights.body + weights.bodySize * size
      if (this.unique) this.bodyScore += weights.unique + weights.uniqueSize * size
    } else if (this.sameShape) this.bodyScore = weights.shape + weights.shapeSize * size
    else {
      this.bodyScore = (weights.similarity + weights.similaritySize * size) * this.similarity + weights.growth * this.growth
      if (this.similarity < leastSimilarity) this.bodyScore += weights.dissimilar
    }
    if (this.sameType) this.bodyScore += weights.type
    const references = agreeing + contradicting + 2
    this.referenceScore = (contradicting / references) * weights.contradicting
    if (!this.sameBody) this.referenceScore += (agreeing / references) * weights.agreeing
    else if (contradicting > 0) this.referenceScore += weights.contradictingBody
    const callers = callersAgreeing + callersContradicting + 1
    this.callerScore = (callersAgreeing * weights.callersAgreeing + callersContradicting * weights.callersContradicting) / callers
    this.orderScore = this.neighbours * weights.neighbour + this.tableNeighbours * weights.tableNeighbour
    if (this.adjacent === 2) this.orderScore += weights.between
    return weights.constant + this.bodyScore + this.referenceScore + this.callerScore + this.orderScore
  }

  private countReferences(bodyA: number, bodyB: number): void {
    const { a, b, entityA, entityB, sites, partnerA } = this.known
    this.agreeing = this.contradicting = 0
    const startA = a.siteStarts[bodyA]!
    const startB = b.siteStarts[bodyB]!
    const count = a.siteStarts[bodyA + 1]! - startA
    const inOrder = this.sameShape && count === b.siteStarts[bodyB + 1]! - startB
    if (!inOrder && this.similarity < leastSimilarity) return
    const paired = partnerA[bodyA] === bodyB
    if (!inOrder && !paired) alignSites(this.known, bodyA, bodyB, this.aligned, startA)
    for (let i = 0, end = Math.min(count, mostReferences); i < end; i++) {
      const site = inOrder ? startB + i : paired ? sites[startA + i]! : this.aligned[i]!
      if (site < 0) continue
      const target = a.siteTargets[startA + i]!
      const other = b.siteTargets[site]!
      const expected = entityA[target]!
      if (expected >= 0) {
        if (expected === other) this.agreeing++
        else this.contradicting++
      } else if (entityB[other]! >= 0) this.contradicting += 0.5
    }
  }

  private countCallers(bodyB: number): void {
    this.callersAgreeing = 0
    for (let i = 0; i < this.calledCount; i++) if (this.called[i] === bodyB) this.callersAgreeing = this.calledBy[i]!
    this.callersContradicting = this.calls - this.callersAgreeing
  }

  private countNeighbours(bodyA: number, bodyB: number): void {
    const { before, behind } = this.known
    this.neighbours = this.adjacent = this.tableNeighbours = 0
    this.countNeighbour(bodyA, bodyB, before.a[bodyA]!, before.b[bodyB]!)
    this.countNeighbour(bodyA, bodyB, behind.a[bodyA]!, behind.b[bodyB]!)
    const { a, b } = this.tables
    const placeA = a.places[bodyA]!
    const placeB = b.places[bodyB]!
    if (placeA < 0 || placeB < 0) return
    this.countTableNeighbour(a.functions[placeA - 1] ?? -1, b.functions[placeB - 1] ?? -1)
    this.countTableNeighbour(a.functions[placeA + 1] ?? -1, b.functions[placeB + 1] ?? -1)
  }

  private countNeighbour(bodyA: number, bodyB: number, neighbourA: number, neighbourB: number): void {
    if (neighbourA < 0 || this.known.partnerA[neighbourA] !== neighbourB) return
    const distanceA = Math.abs(bodyA - neighbourA)
    const distanceB = Math.abs(bodyB - neighbourB)
    if (distanceA >= farthestNeighbour || distanceB >= farthestNeighbour) return
    this.neighbours++
    if (distanceA === distanceB) this.adjacent++
  }

  private countTableNeighbour(neighbourA: number, neighbourB: number): void {
    if (neighbourA >= 0 && neighbourB >= 0 && this.known.partnerA[neighbourA] === neighbourB) this.tableNeighbours++
  }
}

/**
 * Fitted to 0.4 million candidates of mupdf 1.27.0, 1.28.0 and 1.28.1, canvaskit 0.41.1 and 0.42.0, duckdb-eh 1.31.0 and 1.32.0, and the eh
 * and mvp builds of duckdb 1.32.0, whose names tell which are right. The score is the logarithm of the odds.
 */
const weights = {
  constant: -5.08,
  // Of the body: `size` is the binary logarithm of the operators of the smaller one, up to 10.
  body: 0.41,
  bodySize: 0.14,
  unique: 1.33,
  uniqueSize: 0.66,
  shape: -1.4,
  shapeSize: 0.27,
  similarity: -1.55,
  similaritySize: 0.275,
  dissimilar: -1.14,
  growth: -0.36,
  type: 2.96,
  // Of the share of references and of callers.
  agreeing: 1.05,
  contradicting: -0.52,
  contradictingBody: -2.5,
  callersAgreeing: 4.55,
  callersContradicting: -1.35,
  // Of each neighbour, in the order of functions and in that of tables.
  neighbour: 1.79,
  between: 1.73,
  tableNeighbour: 0.62,
}

/** Bodies with less in common are not aligned. */
const leastSimilarity = 0.2

/** Share of the operators that two bodies have in common, about. */
function similarity(a: Fingerprints, bodyA: number, b: Fingerprints, bodyB: number): number {
  const operatorsA = a.facts.bodies.operators[bodyA]!
  const operatorsB = b.facts.bodies.operators[bodyB]!
  const sizes = 0.5 + (0.5 * Math.min(operatorsA, operatorsB)) / Math.max(operatorsA, operatorsB)
  return a.sketches.resemblance(bodyA, b.sketches, bodyB) * sizes
}

function callersOf({ entities, siteTargets }: Fingerprints): Callers {
  const { functions } = entities
  const starts = new Uint32Array(functions + 1)
  for (let site = 0; site < siteTargets.length; site++) {
    const target = siteTargets[site]!
    if (target < functions && starts[target + 1]! < mostCallers) starts[target + 1]!++
  }
  for (let i = 0; i < functions; i++) starts[i + 1]! += starts[i]!
  const sites = new Uint32Array(starts[functions]!)
  const next = starts.slice()
  for (let site = 0; site < siteTargets.length; site++) {
    const target = siteTargets[site]!
    if (target < functions && next[target]! < starts[target + 1]!) sites[next[target]!++] = site
  }
  return { starts, sites }
}
