import type { Correspondence } from './correspondence.ts'

/**
 * Tells whether references at the same place of two equal bodies mean the same thing, as far as can be told. A function without a
 * partner, or one of several with equal bodies, is no difference.
 */
export class References {
  private readonly known: Correspondence
  private readonly labelsA: Int32Array
  private readonly labelsB: Int32Array
  /** Constants that differ in value only because what they point to moved. */
  private readonly moved: Uint8Array

  constructor(known: Correspondence, labelsA: Int32Array, labelsB: Int32Array) {
    this.known = known
    this.labelsA = labelsA
    this.labelsB = labelsB
    this.moved = movedConstants(known)
  }

  /** Of two functions with equal bodies. */
  same(bodyA: number, bodyB: number): boolean {
    const { a, b } = this.known
    const first = a.siteStarts[bodyA]!
    const offset = b.siteStarts[bodyB]! - first
    for (let site = first, end = a.siteStarts[bodyA + 1]!; site < end; site++) {
      if (!this.sameEntity(a.siteTargets[site]!, b.siteTargets[site + offset]!)) return false
    }
    return true
  }

  private sameEntity(entityA: number, entityB: number): boolean {
    const { a, b, entityA: expected } = this.known
    if (entityA < a.entities.functions || entityB < b.entities.functions) return this.sameFunction(entityA, entityB)
    if (entityA < a.entities.constants || entityB < b.entities.constants) return expected[entityA]! < 0 || expected[entityA] === entityB
    if (a.entities.valueOf(entityA) === b.entities.valueOf(entityB)) return true
    if (this.labelsA[entityA] !== 0 && this.labelsA[entityA] === this.labelsB[entityB]) return true
    return expected[entityA] === entityB && this.moved[entityA] === 1
  }

  private sameFunction(entityA: number, entityB: number): boolean {
    const { a, b, entityA: partnerA, entityB: partnerB } = this.known
    const bodyA = entityA - a.facts.imported.function
    const bodyB = entityB - b.facts.imported.function
    if (bodyA < 0 || bodyB < 0) return bodyA < 0 && bodyB < 0 && this.labelsA[entityA] === this.labelsB[entityB]
    if (partnerA[entityA] === entityB || (partnerA[entityA]! < 0 && partnerB[entityB]! < 0)) return true
    return a.bodyLow[bodyA] === b.bodyLow[bodyB] && a.bodyHigh[bodyA] === b.bodyHigh[bodyB]
  }
}

/**
 * What a linker puts into memory moves in pieces: an address that moved did so as far as one of its neighbours, or it is in several
 * functions. A number that somebody changed did neither.
 */
function movedConstants({ a, b, entityA, votes }: Correspondence): Uint8Array {
  const { constants, count } = a.entities
  const moved = new Uint8Array(count)
  // Sorted by value: the value and the entity in one number, which is exact up to 2^53.
  const sorted = new Float64Array(count - constants)
  for (let entity = constants; entity < count; entity++) {
    sorted[entity - constants] = a.entities.valueOf(entity)! * entitySpan + (entity - constants)
  }
  sorted.sort()
  let last = -1
  let lastShift = 0
  for (let place = 0; place < sorted.length; place++) {
    const key = sorted[place]!
    const entity = constants + (key % entitySpan)
    const value = b.entities.valueOf(Math.max(0, entityA[entity]!))
    if (value === null) continue
    const shift = value - a.entities.valueOf(entity)!
    if (votes[entity]! >= 2) moved[entity] = 1
    if (last >= 0 && shift === lastShift) moved[entity] = moved[last] = 1
    last = entity
    lastShift = shift
  }
  return moved
}

const entitySpan = 2 ** 22
