import type { ModuleFacts } from '../../wasm/module.ts'
import { OperatorWalker, operatorWords } from '../../wasm/operator-walker.ts'
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
 * operators, but for what `detail` adds.
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
  /** Fills in the sketch and the contexts of a function, which only those need that are compared with another body than their own. */
  detail(body: number): void
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
  private sites = 0
  /** What goes into the hash for each operator of a batch. */
  private readonly words = operatorWords(plainBytes)

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
  }

  /** A method for one body, and not one loop over all: an engine optimises what is called often much better than what runs long. */
  read(index: number): void {
    const { walker, words, entities, immediates } = this
    const { ids, offsets } = walker
    const { bytes } = this.facts
    const { starts, operatorStarts, ends } = this.facts.bodies
    const { functions } = entities
    const type = this.types[index]!
    let { sites } = this
    this.siteStarts[index] = sites
    let low = immediates.locals(starts[index]!, operatorStarts[index]!, type)
    let high = Math.imul(low, 0x2c1b3c6d) ^ type
    let shape = 0x811c9dc5 | 0
    walker.enterBody(operatorStarts[index]!, ends[index]!)
    for (let length = walker.fill(words); length > 0; length = walker.fill(words)) {
      this.reserve(sites + 2 * length)
      const { siteTargets } = this
      const { words: tokens, others, othersCount } = words
      for (let place = 0; place < othersCount; place++) {
        const i = others[place]!
        const id = ids[i]!
        const at = offsets[i]!
        const next = offsets[i + 1]!
        let token = id
        switch (next - at <= plainBytes[id]! ? raw : handlingOf[id]!) {
          case call: {
            const byte = bytes[at + 1]!
            const callee = byte < 0x80 ? byte : unsigned(bytes, at + 1)
            siteTargets[sites++] = callee < functions ? callee : entities.missing
            break
          }
          case global:
            siteTargets[sites++] = entities.global(unsigned(bytes, at + 1))
            break
          case constant: {
            const value = signed(bytes, at + 1)
            if (entities.mayBeAddress(value)) siteTargets[sites++] = entities.constant(value)
            else token = bytesToken(bytes, at, next)
            break
          }
          case memory:
            token = immediates.memoryArgument(id, at + 1)
            if (immediates.address >= 0) siteTargets[sites++] = entities.constant(immediates.address)
            break
          case raw:
            token = bytesToken(bytes, at, next)
            break
          case block:
            // A type of one byte that is no index.
            token = next - at === 2 && bytes[at + 1]! >= 0x40 ? id | (bytes[at + 1]! << 8) : immediates.mixed(id, at + 1, next)
            break
          default:
            token = immediates.mixed(id, at + 1, next)
            for (let found = 0; found < immediates.found; found++) siteTargets[sites++] = immediates.targets[found]!
        }
        tokens[i] = token
      }
      for (let i = 0; i < length; i++) {
        const token = tokens[i]!
        shape = Math.imul(shape ^ ids[i]!, 0x01000193)
        shape ^= shape >>> 15
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
    const { facts, entities, bodyLow, bodyHigh, shapes, types, siteStarts, sites } = this
    const { count } = facts.bodies
    siteStarts[count] = sites
    const siteTargets = this.siteTargets.subarray(0, sites)
    const details = new DetailReader(this.facts, this.immediates, entities, siteStarts)
    const { sketches, siteContexts } = details
    const detail = (body: number) => details.read(body)
    return { facts, entities, count, bodyLow, bodyHigh, shapes, types, sketches, siteStarts, siteTargets, siteContexts, detail }
  }

  private reserve(sites: number): void {
    if (sites <= this.siteTargets.length) return
    const targets = new Uint32Array(Math.ceil(sites * 1.3))
    targets.set(this.siteTargets)
    this.siteTargets = targets
  }
}

/** Sketches and contexts of references, one function at a time. */
class DetailReader {
  readonly sketches: Uint16Array
  readonly siteContexts: Int32Array
  private readonly facts: ModuleFacts
  private readonly immediates: ImmediateReader
  private readonly entities: Entities
  private readonly siteStarts: Uint32Array
  private readonly walker: OperatorWalker
  private readonly words = operatorWords(plainBytes)
  private readonly recents = new Int32Array(this.words.words.length)
  private readonly done: Uint8Array

  constructor(facts: ModuleFacts, immediates: ImmediateReader, entities: Entities, siteStarts: Uint32Array) {
    this.facts = facts
    this.immediates = immediates
    this.entities = entities
    this.siteStarts = siteStarts
    this.walker = new OperatorWalker(facts.bytes, new Set())
    this.sketches = new Uint16Array(facts.bodies.count * sketchSize)
    this.siteContexts = new Int32Array(siteStarts.at(-1)!)
    this.done = new Uint8Array(facts.bodies.count)
  }

  read(index: number): void {
    if (this.done[index] === 1) return
    this.done[index] = 1
    const { sketches, siteContexts, walker, words, recents } = this
    const { ids, offsets } = walker
    const { operatorStarts, ends } = this.facts.bodies
    const sketch = index * sketchSize
    sketches.fill(noValue, sketch, sketch + sketchSize)
    let site = this.siteStarts[index]!
    // The last four operators that are not locals, eight bits each; what is older was shifted out.
    let recent = 0
    let any = 0
    walker.enterBody(operatorStarts[index]!, ends[index]!)
    for (let length = walker.fill(words); length > 0; length = walker.fill(words)) {
      for (let i = 0; i < length; i++) {
        const id = ids[i]!
        // Locals are a third of all operators and say least: compilers number and spill them as they like. Nothing branches on it; what
        // was just there changes no sketch.
        const kept = isSmall[id]! - 1
        any |= kept
        recent ^= (recent ^ (recent << 8) ^ id) & kept
        recents[i] = recent
        const run = Math.imul(recent, 0x9e3779b1)
        const place = sketch + (run >>> 27)
        const value = (run >>> 10) & 0xffff
        if (value < sketches[place]! && any !== 0) sketches[place] = value
      }
      for (let place = 0; place < words.othersCount; place++) {
        const i = words.others[place]!
        const id = ids[i]!
        if (offsets[i + 1]! - offsets[i]! <= plainBytes[id]!) continue
        for (let found = this.references(id, offsets[i]!, offsets[i + 1]!); found > 0; found--) {
          siteContexts[site++] = Math.imul(recents[i]! ^ (id << 3), 0x85ebca6b)
        }
      }
    }
  }

  /** To how many entities an operator refers. */
  private references(id: number, at: number, end: number): number {
    const { immediates, entities } = this
    switch (handlingOf[id]!) {
      case call:
      case global:
        return 1
      case constant:
        return entities.mayBeAddress(signed(this.facts.bytes, at + 1)) ? 1 : 0
      case memory:
        if (end - at <= 3) return 0
        immediates.memoryArgument(id, at + 1)
        return immediates.address >= 0 ? 1 : 0
      case mixed:
        immediates.mixed(id, at + 1, end)
        return immediates.found
      default:
        return 0
    }
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
const block = 5
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

/** 1 for operators with one index that is part of the body: a local, a label. */
const isSmall: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) =>
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
