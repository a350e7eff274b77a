import { addressTarget, missingTarget, type BodyDigests } from '../../wasm/body-digests.ts'
import { digestsOf, type ModuleFacts } from '../../wasm/module.ts'
import { Entities } from './entities.ts'
import { mix } from './hashes.ts'
import { ImmediateReader } from './immediates.ts'
import { Sketches } from './sketches.ts'
import { typeHashes } from './type-hashes.ts'

/**
 * What matching needs to know about each function that a module defines, by index among them. All but the sketches comes from one pass over
 * the operators.
 */
export interface Fingerprints {
  readonly facts: ModuleFacts
  readonly entities: Entities
  readonly count: number
  /** Two halves of a hash of the type, locals and operators, without the numbers of entities. */
  readonly bodyLow: Int32Array
  readonly bodyHigh: Int32Array
  /** A hash of the operators without any immediates. */
  readonly shapes: Int32Array
  /** Hashes of the functions' types. */
  readonly types: Int32Array
  readonly sketches: Sketches
  /** The references to entities in function `i` are those from `siteStarts[i]` to `siteStarts[i + 1]`, in the order of the operators. */
  readonly siteStarts: Uint32Array
  readonly siteTargets: Uint32Array
  /** Of each reference, a hash of the four operators that end with it. */
  readonly siteContexts: Int32Array
}

export function fingerprintsOf(facts: ModuleFacts): Fingerprints {
  const reader = new FingerprintReader(facts)
  for (let body = 0; body < facts.bodies.count; body++) reader.read(body)
  return reader.result()
}

/** Goes through what the digests of bodies list, and puts entities in the place of targets. */
class FingerprintReader {
  private readonly facts: ModuleFacts
  private readonly digests: BodyDigests
  private readonly entities: Entities
  private readonly immediates: ImmediateReader
  private readonly bodyLow: Int32Array
  private readonly bodyHigh: Int32Array
  private readonly types: Int32Array
  private readonly siteStarts: Uint32Array
  private siteTargets: Uint32Array
  private siteContexts: Int32Array
  private sites = 0
  // How much of what is listed was gone through.
  private listedSites = 0
  private listedSeldom = 0

  constructor(facts: ModuleFacts) {
    const { count } = facts.bodies
    const typesByIndex = typeHashes(facts)
    this.facts = facts
    this.digests = digestsOf(facts)
    this.entities = new Entities(facts, this.digests.numbering.addressEnd)
    this.immediates = new ImmediateReader(facts, typesByIndex, this.entities)
    this.bodyLow = new Int32Array(count)
    this.bodyHigh = new Int32Array(count)
    this.types = new Int32Array(count)
    for (let body = 0; body < count; body++) this.types[body] = typesByIndex[facts.functionTypes[facts.imported.function + body]!]!
    this.siteStarts = new Uint32Array(count + 1)
    // Most operators that are listed as seldom refer to one thing or to none; where that is not so, the arrays grow.
    const expected = this.digests.sites + this.digests.seldom
    this.siteTargets = new Uint32Array(expected)
    this.siteContexts = new Int32Array(expected)
  }

  read(body: number): void {
    const { digests, immediates, types } = this
    const { starts, operatorStarts } = this.facts.bodies
    const type = types[body]!
    const locals = immediates.locals(starts[body]!, operatorStarts[body]!, type)
    // Of operators that are listed the digest has ids only: what their immediates say is hashed here, in the same order.
    let low = locals
    let high = Math.imul(locals, 0x2c1b3c6d) ^ type
    for (const end = digests.seldomEnds[body]!; this.listedSeldom < end; this.listedSeldom++) {
      this.takeSites(digests.listed.seldomSites[this.listedSeldom]!)
      const token = this.takeSeldom(this.listedSeldom)
      low = mix(low, token)
      high = Math.imul((high ^ (high >>> 15)) + token, 0x85ebca6b)
    }
    this.takeSites(digests.siteEnds[body]!)
    this.bodyLow[body] = mix(digests.low[body]!, low)
    this.bodyHigh[body] = mix(digests.high[body]!, high)
    this.siteStarts[body + 1] = this.sites
  }

  /** Up to one of those that are listed. */
  private takeSites(end: number): void {
    const { digests, entities, siteTargets, siteContexts } = this
    const { listed } = digests
    let { sites } = this
    for (let site = this.listedSites; site < end; site++) {
      const target = listed.siteTargets[site]!
      siteTargets[sites] =
        target < missingTarget ? target : target === missingTarget ? entities.missing : entities.constant(target - addressTarget)
      siteContexts[sites++] = listed.siteContexts[site]!
    }
    this.sites = sites
    this.listedSites = end
  }

  /** Returns a number for all immediates but the entities. */
  private takeSeldom(place: number): number {
    const { immediates } = this
    const { seldomIds, seldomOffsets, seldomNexts, seldomContexts } = this.digests.listed
    const token = immediates.mixed(seldomIds[place]!, seldomOffsets[place]! + 1, seldomNexts[place]!)
    if (immediates.found > 0) this.makeRoom(immediates.found)
    for (let found = 0; found < immediates.found; found++) {
      this.siteTargets[this.sites] = immediates.targets[found]!
      this.siteContexts[this.sites++] = seldomContexts[place]!
    }
    return token
  }

  result(): Fingerprints {
    const { facts, entities, bodyLow, bodyHigh, types, siteStarts, sites } = this
    const siteTargets = this.siteTargets.subarray(0, sites)
    const siteContexts = this.siteContexts.subarray(0, sites)
    const { count } = facts.bodies
    const { shapes } = this.digests
    return {
      facts,
      entities,
      count,
      bodyLow,
      bodyHigh,
      shapes,
      types,
      sketches: new Sketches(facts),
      siteStarts,
      siteTargets,
      siteContexts,
    }
  }

  /** For so many sites more than are listed. */
  private makeRoom(added: number): void {
    const needed = this.sites + added + this.digests.sites - this.listedSites
    if (needed <= this.siteTargets.length) return
    const length = Math.ceil(needed * 1.3)
    const [targets, contexts] = [new Uint32Array(length), new Int32Array(length)]
    targets.set(this.siteTargets)
    contexts.set(this.siteContexts)
    this.siteTargets = targets
    this.siteContexts = contexts
  }
}
