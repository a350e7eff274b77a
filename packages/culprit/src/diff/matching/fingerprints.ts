import type { ModuleFacts } from '../../wasm/module.ts'
import { OperatorDigest, sketchSize } from '../../wasm/operator-digest.ts'
import { OperatorWalker } from '../../wasm/operator-walker.ts'
import { operatorIdLimit, operators, type Immediates } from '../../wasm/operators.ts'
import { Entities } from './entities.ts'
import { mix } from './hashes.ts'
import { ImmediateReader } from './immediates.ts'
import { typeHashes } from './type-hashes.ts'

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
  /** `sketchSize` values for each function, of the sketch of its digest. Runs are without locals and labels. */
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
  private readonly siteStarts: Uint32Array
  private siteTargets: Uint32Array
  private siteContexts: Int32Array
  private sites = 0
  private readonly sketches: Uint16Array
  private readonly digest = new OperatorDigest({ plainBytes, isPassing })

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
    this.siteStarts = new Uint32Array(count + 1)
    // Memory that is reserved and never written costs nothing. Offsets that may be addresses come on top; then the array grows.
    let expected = 4 * batchReserve
    for (const operator of operators) if (operator && referring.includes(operator.immediates)) expected += histogram[operator.id]!
    this.siteTargets = new Uint32Array(expected)
    this.siteContexts = new Int32Array(expected)
    this.sketches = new Uint16Array(count * sketchSize)
  }

  /** A method for one body, and not one loop over all: an engine optimises what is called often much better than what runs long. */
  read(index: number): void {
    const { walker, digest } = this
    const { starts, operatorStarts, ends } = this.facts.bodies
    const type = this.types[index]!
    this.siteStarts[index] = this.sites
    const locals = this.immediates.locals(starts[index]!, operatorStarts[index]!, type)
    // Of the operators that are listed the digest has ids only: what their immediates say is hashed beside it, in the same order.
    let low = locals
    let high = type
    walker.enterBody(operatorStarts[index]!, ends[index]!)
    digest.begin(locals, Math.imul(locals, 0x2c1b3c6d) ^ type)
    for (let isDone = false; !isDone;) {
      isDone = walker.digest(digest)
      this.reserve(this.sites + 2 * digest.count)
      const { siteContexts } = this
      const { ids, runs, count } = digest
      for (let place = 0; place < count; place++) {
        let { sites } = this
        const token = this.readListed(place)
        low = Math.imul(low ^ token, 0x01000193)
        low ^= low >>> 13
        high = Math.imul((high ^ (high >>> 15)) + token, 0x85ebca6b)
        for (const context = Math.imul(runs[place]! ^ (ids[place]! << 3), 0x85ebca6b); sites < this.sites; sites++) {
          siteContexts[sites] = context
        }
      }
    }
    this.sketches.set(digest.sketch, index * sketchSize)
    this.bodyLow[index] = mix(digest.low, low)
    this.bodyHigh[index] = mix(digest.high, high)
    this.shapes[index] = digest.shape
  }

  /** Notes the entities to which a listed operator refers, and returns a number for what else its immediates say. */
  private readListed(place: number): number {
    const { digest, entities, immediates, siteTargets } = this
    const { bytes } = this.facts
    const id = digest.ids[place]!
    const at = digest.offsets[place]!
    const end = digest.ends[place]!
    switch (handlingOf[id]!) {
      case call: {
        const byte = bytes[at + 1]!
        const callee = byte < 0x80 ? byte : unsigned(bytes, at + 1)
        siteTargets[this.sites++] = callee < entities.functions ? callee : entities.missing
        return 0
      }
      case global:
        siteTargets[this.sites++] = entities.global(unsigned(bytes, at + 1))
        return 0
      case constant: {
        const value = signed(bytes, at + 1)
        if (!entities.mayBeAddress(value)) return bytesToken(bytes, at, end)
        siteTargets[this.sites++] = entities.constant(value)
        return 0
      }
      case memory: {
        const token = immediates.memoryArgument(id, at + 1)
        if (immediates.address >= 0) siteTargets[this.sites++] = entities.constant(immediates.address)
        return token
      }
      case raw:
        return bytesToken(bytes, at, end)
      default: {
        const token = immediates.mixed(id, at + 1, end)
        for (let found = 0; found < immediates.found; found++) siteTargets[this.sites++] = immediates.targets[found]!
        return token
      }
    }
  }

  result(): Fingerprints {
    const { facts, entities, bodyLow, bodyHigh, shapes, types, siteStarts, sites, sketches } = this
    const { count } = facts.bodies
    siteStarts[count] = sites
    const siteTargets = this.siteTargets.subarray(0, sites)
    const siteContexts = this.siteContexts.subarray(0, sites)
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

/** Operators of a batch, each of which may refer to something. */
const batchReserve = 4096

/** Immediates that are, or may be, one reference. */
const referring: readonly Immediates[] = ['function', 'global', 'i32']

// How an operator's immediates go into the hash of the body.
const raw = 0 // by its bytes
const call = 1
const global = 2
const constant = 3
const memory = 4
const block = 5 // mixed, unless the type is a number's or none
const mixed = 6 // some of it is the number of an entity or of a type

/** Immediates that are not here are mixed. */
const handlings: Partial<Record<Immediates, number>> = {
  '': raw,
  end: raw,
  else: raw,
  catch_all: raw,
  local: raw,
  label: raw,
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
  if (operator === undefined) return raw
  return operator.immediates === 'memarg' && id <= 0xff ? memory : (handlings[operator.immediates] ?? mixed)
})

/** Locals are a third of all operators and say least: compilers number and spill them as they like. So it is with labels. */
const isPassing: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) =>
  operators[id]?.immediates === 'local' || operators[id]?.immediates === 'label' ? 1 : 0,
)

/** Up to how many bytes, the opcode included, an operator is taken by its bytes: offsets and constants of one byte are no addresses. */
const plainBytes: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  switch (handlingOf[id]!) {
    case raw:
      return 4
    case memory:
      return 3
    case constant:
    case block:
      return 2
    default:
      return 0
  }
})

/** Up to four bytes are one little-endian word. */
function bytesToken(bytes: Uint8Array, start: number, end: number): number {
  let token = 0
  if (end - start <= 4) for (let at = end - 1; at >= start; at--) token = (token << 8) | bytes[at]!
  else for (let at = start; at < end; at++) token = Math.imul(token, 0x01000193) ^ bytes[at]!
  return token
}

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
