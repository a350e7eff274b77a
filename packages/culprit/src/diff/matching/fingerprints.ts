import type { ModuleFacts } from '../../wasm/module.ts'
import { OperatorWalker } from '../../wasm/operator-walker.ts'
import { operatorIdLimit, operators, type Immediates } from '../../wasm/operators.ts'
import { Entities } from './entities.ts'
import { ImmediateReader } from './immediates.ts'
import { typeHashes } from './type-hashes.ts'

/** Values of a sketch. */
export const sketchSize = 32
/** A value of a sketch that no operator has given. */
export const noValue = 0xffff

/**
 * What matching needs to know about each function that a module defines, by index among them. All of it comes from one pass over the
 * operators.
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
  /**
   * `sketchSize` values for each function: runs of three operators are hashed and spread over the places, and each place keeps its least
   * hash (one-permutation MinHash, Li, Owen and Zhang 2012). The share of equal places estimates how much two bodies have in common.
   */
  readonly sketches: Uint16Array
  /** The references to entities in function `i` are those from `siteStarts[i]` to `siteStarts[i + 1]`, in the order of the operators. */
  readonly siteStarts: Uint32Array
  readonly siteTargets: Uint32Array
  /** Of each reference, a hash of the four operators that end with it. */
  readonly siteContexts: Int32Array
}

export function fingerprintsOf(facts: ModuleFacts): Fingerprints {
  const reader = new FingerprintReader(facts)
  for (let index = 0; index < facts.bodies.count; index++) reader.read(index)
  return reader.result()
}

class FingerprintReader {
  private readonly facts: ModuleFacts
  private readonly entities: Entities
  private readonly walker: OperatorWalker
  private readonly immediates: ImmediateReader
  private readonly bodyLow: Int32Array
  private readonly bodyHigh: Int32Array
  private readonly shapes: Int32Array
  private readonly types: Int32Array
  private readonly sketches: Uint16Array
  private readonly siteStarts: Uint32Array
  private siteTargets: Uint32Array
  private siteContexts: Int32Array
  private sites = 0

  constructor(facts: ModuleFacts) {
    const { count, histogram } = facts.bodies
    const typesByIndex = typeHashes(facts)
    this.facts = facts
    this.entities = new Entities(facts)
    this.walker = new OperatorWalker(facts.bytes, new Set())
    this.immediates = new ImmediateReader(facts, typesByIndex, this.entities)
    this.bodyLow = new Int32Array(count)
    this.bodyHigh = new Int32Array(count)
    this.shapes = new Int32Array(count)
    this.types = Int32Array.from({ length: count }, (_, body) => typesByIndex[facts.functionTypes[facts.imported.function + body]!]!)
    this.sketches = new Uint16Array(count * sketchSize).fill(noValue)
    this.siteStarts = new Uint32Array(count + 1)
    // Constants and offsets that may be addresses come on top of these; then the arrays grow.
    let expected = 16
    for (const operator of operators) if (operator && /^(function|global)$/u.test(operator.immediates)) expected += histogram[operator.id]!
    this.siteTargets = new Uint32Array(expected)
    this.siteContexts = new Int32Array(expected)
  }

  /** A method for one body, and not one loop over all: an engine optimises what is called often much better than what runs long. */
  read(index: number): void {
    const { walker, sketches, entities, immediates } = this
    const { ids, offsets } = walker
    const { bytes } = this.facts
    const { starts, operatorStarts, ends } = this.facts.bodies
    const { functions } = entities
    const type = this.types[index]!
    const sketch = index * sketchSize
    let { sites } = this
    this.siteStarts[index] = sites
    let low = immediates.locals(starts[index]!, operatorStarts[index]!, type)
    let high = Math.imul(low, 0x2c1b3c6d) ^ type
    let shape = 0x811c9dc5 | 0
    // The last four operators that are not locals, eight bits each; what is older was shifted out.
    let recent = 0
    walker.enterBody(operatorStarts[index]!, ends[index]!)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      this.reserve(sites + 2 * length)
      const { siteTargets, siteContexts } = this
      for (let i = 0; i < length; i++) {
        const id = ids[i]!
        const at = offsets[i]! + 1
        const handling = handlingOf[id]!
        // Locals are a third of all operators and say least: compilers number and spill them as they like.
        if (handling !== small) {
          recent = (recent << 8) ^ id
          const run = Math.imul(recent, 0x9e3779b1)
          const place = sketch + (run >>> 27)
          const value = (run >>> 10) & 0xffff
          if (value < sketches[place]!) sketches[place] = value
        }
        shape = Math.imul(shape ^ id, 0x01000193)
        shape ^= shape >>> 15
        let token = id
        switch (handling) {
          case plain:
            break
          case small: {
            const byte = bytes[at]!
            token = id | ((byte < 0x80 ? byte : unsigned(bytes, at)) << 10)
            break
          }
          case call: {
            const byte = bytes[at]!
            const callee = byte < 0x80 ? byte : unsigned(bytes, at)
            siteTargets[sites] = callee < functions ? callee : entities.missing
            siteContexts[sites++] = Math.imul(recent ^ (id << 3), 0x85ebca6b)
            break
          }
          case global: {
            siteTargets[sites] = entities.global(unsigned(bytes, at))
            siteContexts[sites++] = Math.imul(recent ^ (id << 3), 0x85ebca6b)
            break
          }
          case constant: {
            const value = signed(bytes, at)
            if (entities.mayBeAddress(value)) {
              siteTargets[sites] = entities.constant(value)
              siteContexts[sites++] = Math.imul(recent ^ (id << 3), 0x85ebca6b)
            } else token = id ^ Math.imul(value + 1, 0x9e3779b1)
            break
          }
          case memory: {
            const end = offsets[i + 1]!
            if (end - at <= 2) {
              token = id | (bytes[at]! << 10) | (bytes[at + 1]! << 18)
              break
            }
            token = immediates.memoryArgument(id, at)
            if (immediates.address >= 0) {
              siteTargets[sites] = entities.constant(immediates.address)
              siteContexts[sites++] = Math.imul(recent ^ (id << 3), 0x85ebca6b)
            }
            break
          }
          case raw: {
            const end = offsets[i + 1]!
            for (let byte = at; byte < end; byte++) token = Math.imul(token, 0x01000193) ^ bytes[byte]!
            break
          }
          case block: {
            const byte = bytes[at]!
            token = byte < 0x80 && byte >= 0x40 && offsets[i + 1] === at + 1 ? id | (byte << 10) : immediates.mixed(id, at, offsets[i + 1]!)
            break
          }
          default: {
            token = immediates.mixed(id, at, offsets[i + 1]!)
            for (let found = 0; found < immediates.found; found++) {
              siteTargets[sites] = immediates.targets[found]!
              siteContexts[sites++] = Math.imul(recent ^ (id << 3), 0x85ebca6b)
            }
          }
        }
        low = Math.imul(low ^ token, 0x01000193)
        low ^= low >>> 13
        high = Math.imul((high ^ (high >>> 15)) + token, 0x85ebca6b)
      }
    }
    this.sites = sites
    this.bodyLow[index] = low
    this.bodyHigh[index] = high ^ (high >>> 16)
    this.shapes[index] = shape
  }

  result(): Fingerprints {
    const { facts, entities, bodyLow, bodyHigh, shapes, types, sketches, siteStarts, sites } = this
    const { count } = facts.bodies
    siteStarts[count] = sites
    // Copies, so that what was reserved in vain is free again.
    const siteTargets = this.siteTargets.slice(0, sites)
    const siteContexts = this.siteContexts.slice(0, sites)
    return { facts, entities, count, bodyLow, bodyHigh, shapes, types, sketches, siteStarts, siteTargets, siteContexts }
  }

  private reserve(sites: number): void {
    if (sites <= this.siteTargets.length) return
    const length = Math.ceil(sites * 1.3)
    const [targets, contexts] = [new Uint32Array(length), new Int32Array(length)]
    targets.set(this.siteTargets)
    contexts.set(this.siteContexts)
    this.siteTargets = targets
    this.siteContexts = contexts
  }
}

// How an operator's immediates go into the hash of the body.
const plain = 0 // it has none
const small = 1 // one index that is part of the body: a local, a label
const call = 2
const global = 3
const constant = 4
const memory = 5
const raw = 6 // by its bytes
const block = 7
const mixed = 8 // some of it is the number of an entity or of a type

/** Immediates that are not here are mixed. */
const handlings: Partial<Record<Immediates, number>> = {
  '': plain,
  end: plain,
  else: plain,
  catch_all: plain,
  local: small,
  label: small,
  function: call,
  global,
  i32: constant,
  block,
  delegate: raw,
  'label*': raw,
  i64: raw,
  f32: raw,
  f64: raw,
  v128: raw,
  lane: raw,
  'lane*16': raw,
  order: raw,
  memory: raw,
  'memory memory': raw,
  table: raw,
  'table table': raw,
}

const handlingOf: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  const operator = operators[id]
  if (operator === undefined) return plain
  return operator.immediates === 'memarg' && id <= 0xff ? memory : (handlings[operator.immediates] ?? mixed)
})

/** The walker has checked that a LEB ends. */
function unsigned(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return value >>> 0
  }
}

function signed(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let shift = 0; ;) {
    const byte = bytes[at++]!
    value |= (byte & 0x7f) << shift
    shift += 7
    if (byte < 0x80) return shift < 32 ? (value << (32 - shift)) >> (32 - shift) : value
  }
}
