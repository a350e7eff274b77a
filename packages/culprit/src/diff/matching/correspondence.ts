import { alignSites } from './alignment.ts'
import type { Fingerprints } from './fingerprints.ts'

/**
 * Which function, and which other entity, of `b` is the one of `a`: what is known so far. It is worked out in rounds: pairs of functions say
 * what else corresponds to what, and that says which pairs are right.
 */
export class Correspondence {
  readonly a: Fingerprints
  readonly b: Fingerprints
  /** By index among the defined functions; -1 without a partner. */
  readonly partnerA: Int32Array
  readonly partnerB: Int32Array
  /** By entity, imported and defined functions included. */
  readonly entityA: Int32Array
  readonly entityB: Int32Array
  /** Of each reference in `a`, the one in `b` at the same place of the paired function. */
  readonly sites: Int32Array
  /** Of each entity, how many references more say so than say otherwise. */
  readonly votes: Int32Array
  /** The nearest function before and behind each one that has a partner; -1 where there is none. */
  readonly before: { readonly a: Int32Array; readonly b: Int32Array }
  readonly behind: { readonly a: Int32Array; readonly b: Int32Array }
  private readonly named: Uint8Array
  /** References of `a` that are not to a function defined there: those that vote. */
  private readonly voting: Uint32Array
  /** The partner for which the references of each function were aligned last. */
  private readonly aligned: Int32Array
  private readonly firstA: number
  private readonly firstB: number

  /** Labels of the entities of both sides, as `Entities.labels` gives them. */
  constructor(a: Fingerprints, b: Fingerprints, labelsA: Int32Array, labelsB: Int32Array) {
    this.a = a
    this.b = b
    this.firstA = a.facts.imported.function
    this.firstB = b.facts.imported.function
    this.partnerA = new Int32Array(a.count).fill(-1)
    this.partnerB = new Int32Array(b.count).fill(-1)
    this.entityA = new Int32Array(a.entities.count).fill(-1)
    this.entityB = new Int32Array(b.entities.count).fill(-1)
    this.sites = new Int32Array(a.siteTargets.length).fill(-1)
    this.votes = new Int32Array(a.entities.count)
    this.aligned = new Int32Array(a.count).fill(-1)
    this.named = new Uint8Array(a.entities.count)
    this.voting = sitesOfOthers(a)
    this.before = { a: new Int32Array(a.count), b: new Int32Array(b.count) }
    this.behind = { a: new Int32Array(a.count), b: new Int32Array(b.count) }
    this.pairByLabels(labelsA, labelsB)
  }

  pair(bodyA: number, bodyB: number): void {
    this.partnerA[bodyA] = bodyB
    this.partnerB[bodyB] = bodyA
    this.entityA[bodyA + this.firstA] = bodyB + this.firstB
    this.entityB[bodyB + this.firstB] = bodyA + this.firstA
  }

  clearPairs(): void {
    this.partnerA.fill(-1)
    this.partnerB.fill(-1)
    this.entityA.fill(-1, this.firstA, this.a.entities.functions)
    this.entityB.fill(-1, this.firstB, this.b.entities.functions)
  }

  /** Brings everything but the pairs up to date with them. */
  propagate(): void {
    const { a, b, partnerA, sites, aligned } = this
    for (let body = 0; body < a.count; body++) {
      const partner = partnerA[body]!
      // What stands where in bodies of one shape does not depend on what is known.
      if (partner === aligned[body] && (partner < 0 || a.shapes[body] === b.shapes[partner])) continue
      aligned[body] = partner
      if (partner >= 0) alignSites(this, body, partner, sites, 0)
      else sites.fill(-1, a.siteStarts[body], a.siteStarts[body + 1])
    }
    this.vote()
    fillNeighbours(partnerA, this.before.a, this.behind.a)
    fillNeighbours(this.partnerB, this.before.b, this.behind.b)
  }

  /** The entity of `b` that stands most often where one of `a` stands (Boyer and Moore's majority vote), functions defined here apart. */
  private vote(): void {
    const { a, b, sites, voting, votes, entityA, entityB, named } = this
    const best = new Int32Array(a.entities.count).fill(-1)
    votes.fill(0)
    for (let voter = 0; voter < voting.length; voter++) {
      const site = voting[voter]!
      const other = sites[site]!
      if (other < 0) continue
      const entity = a.siteTargets[site]!
      const target = b.siteTargets[other]!
      if (target >= this.firstB && target < b.entities.functions) continue
      if (best[entity] === target) votes[entity]!++
      else if (votes[entity] === 0) {
        best[entity] = target
        votes[entity] = 1
      } else votes[entity]!--
    }
    for (let entity = 0; entity < best.length; entity++) {
      if (votes[entity] === 0 || named[entity] === 1) continue
      entityA[entity] = best[entity]!
      entityB[best[entity]!] = entity
    }
  }

  /** Entities with a label that one on each side has: imports by name, constants by the text that they point to. */
  private pairByLabels(labelsA: Int32Array, labelsB: Int32Array): void {
    const found = uniqueByLabel(labelsB, this.firstB, this.b.entities.functions)
    for (const [label, entity] of uniqueByLabel(labelsA, this.firstA, this.a.entities.functions)) {
      const other = found.get(label) ?? -1
      if (entity < 0 || other < 0) continue
      this.entityA[entity] = other
      this.entityB[other] = entity
      this.named[entity] = 1
    }
  }
}

function sitesOfOthers({ facts, entities, siteTargets }: Fingerprints): Uint32Array {
  const first = facts.imported.function
  const { functions } = entities
  const sites = new Uint32Array(siteTargets.length)
  let count = 0
  for (let site = 0; site < siteTargets.length; site++) {
    const target = siteTargets[site]!
    if (target < first || target >= functions) sites[count++] = site
  }
  return sites.subarray(0, count)
}

/** Label → entity, or -1 where several have it. */
function uniqueByLabel(labels: Int32Array, firstDefined: number, functions: number): Map<number, number> {
  const found = new Map<number, number>()
  for (let entity = 0; entity < labels.length; entity++) {
    const label = labels[entity]!
    if (label === 0 || (entity >= firstDefined && entity < functions)) continue
    found.set(label, found.has(label) ? -1 : entity)
  }
  return found
}

function fillNeighbours(partners: Int32Array, before: Int32Array, behind: Int32Array): void {
  for (let body = 0, last = -1; body < partners.length; body++) {
    before[body] = last
    if (partners[body]! >= 0) last = body
  }
  for (let body = partners.length - 1, last = -1; body >= 0; body--) {
    behind[body] = last
    if (partners[body]! >= 0) last = body
  }
}
