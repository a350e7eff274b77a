import { addressTarget, missingTarget, type BodyDigests, type Listed } from './body-digests.ts'
import { leastConstant, leastOffset, type Numbering } from './numbering.ts'
import { openedFrames, otherBlockType } from './operator-lengths.ts'
import { operatorIdLimit, operators, type Immediates } from './operators.ts'

/**
 * Makes the digests of bodies, one after the other. The kernel does the same as `add` (`kernel/digest.ts`); `kernel.test.ts` compares the two.
 */
export class BodyDigester implements BodyDigests {
  readonly numbering: Numbering
  /** Bodies that are at their end. */
  count = 0
  readonly low: Int32Array
  readonly high: Int32Array
  readonly shapes: Int32Array
  readonly siteEnds: Uint32Array
  readonly seldomEnds: Uint32Array
  sites = 0
  seldom = 0
  listed: Listed
  /** Of the body that is walked: the three hashes, and the last four ids that are not passing, eight bits each. */
  readonly state = new Int32Array(4)

  /** Of so many bodies in so many bytes. */
  constructor(bodies: number, bytes: number, numbering: Numbering) {
    this.numbering = numbering
    // Enough for most modules; what is reserved and never written costs nothing.
    this.listed = emptyLists(bytes >>> 4, bytes >>> 6)
    this.low = new Int32Array(bodies)
    this.high = new Int32Array(bodies)
    this.shapes = new Int32Array(bodies)
    this.siteEnds = new Uint32Array(bodies)
    this.seldomEnds = new Uint32Array(bodies)
  }

  beginBody(): void {
    this.state.set(firstState)
  }

  endBody(): void {
    const place = this.count++
    this.low[place] = this.state[0]!
    this.high[place] = this.state[1]!
    this.shapes[place] = this.state[2]!
    this.siteEnds[place] = this.sites
    this.seldomEnds[place] = this.seldom
  }

  /** One operator of the body that was begun, which lies between two offsets. */
  add(bytes: Uint8Array, id: number, start: number, end: number): void {
    const { state } = this
    const isPlain = end - start <= plainBytes[id]! && (openedFrames[id]! & otherBlockType[bytes[start + 1]!]!) === 0
    if (isPassing[id] === 0) state[3] = (state[3]! << 8) ^ id
    const token = isPlain ? word(bytes, start, end) : this.list(bytes, id, start, end)
    state[0] = hashed(state[0]!, token, 13)
    state[1] = Math.imul((state[1]! ^ (state[1]! >>> 15)) + token, 0x85ebca6b)
    state[2] = hashed(state[2]!, id, 15)
  }

  /** Returns what goes into the hashes. */
  private list(bytes: Uint8Array, id: number, start: number, end: number): number {
    const { functions, globals, addressEnd } = this.numbering
    const context = Math.imul(this.state[3]! ^ (id << 3), 0x85ebca6b)
    switch (handlings[handling[id]!]!) {
      case 'call': {
        const callee = leb(bytes, start + 1, end)
        this.addSite(callee < functions ? callee : missingTarget, context)
        return id
      }
      case 'global': {
        const global = leb(bytes, start + 1, end)
        this.addSite(global < globals ? functions + global : missingTarget, context)
        return id
      }
      case 'constant': {
        const unused = Math.max(0, 32 - 7 * (end - start - 1))
        const value = (leb(bytes, start + 1, end) << unused) >> unused
        if (value < leastConstant || value >= addressEnd) return mixed(value, id)
        this.addSite(addressTarget + value, context)
        return id
      }
      case 'memory': {
        const flags = bytes[start + 1]!
        // More than one memory, or an offset of more than 32 bits.
        if (flags >= 0x40 || end - start > 7 || (end - start === 7 && bytes[end - 1]! >= 0x10)) break
        const offset = leb(bytes, start + 2, end)
        if (offset < leastOffset || offset >= addressEnd) return mixed(offset ^ (flags << 26), id)
        this.addSite(addressTarget + offset, context)
        return id | (flags << 10)
      }
      case 'raw': {
        let token = 0
        for (let at = start; at < end; at++) token = Math.imul(token, 0x01000193) ^ bytes[at]!
        return token
      }
      case 'seldom':
    }
    this.reserve(0, 1)
    const { listed } = this
    const place = this.seldom++
    listed.seldomIds[place] = id
    listed.seldomOffsets[place] = start
    listed.seldomNexts[place] = end
    listed.seldomContexts[place] = context
    listed.seldomSites[place] = this.sites
    return id
  }

  private addSite(target: number, context: number): void {
    this.reserve(1, 0)
    this.listed.siteTargets[this.sites] = target
    this.listed.siteContexts[this.sites++] = context
  }

  /** What a kernel did: so many bodies to their ends, and lists that begin with it, of so many sites and seldom operators. */
  append({ bodies, facts, sites, seldom, listed, state }: Appended): void {
    // For a body with typed blocks this comes at every one of them.
    for (let place = 0; place < this.state.length; place++) this.state[place] = state[place]!
    if (bodies === 0 && sites === 0 && seldom === 0) return
    this.reserve(sites, seldom)
    for (let body = 0; body < bodies; body++) {
      facts.siteEnds[body]! += this.sites
      facts.seldomEnds[body]! += this.seldom
    }
    for (const fact of digestFacts) copy(facts[fact], bodies, this[fact], this.count)
    for (let place = 0; place < seldom; place++) listed.seldomSites[place]! += this.sites
    for (const list of siteLists) copy(listed[list], sites, this.listed[list], this.sites)
    for (const list of seldomLists) copy(listed[list], seldom, this.listed[list], this.seldom)
    this.count += bodies
    this.sites += sites
    this.seldom += seldom
  }

  /** Makes room for so many more. */
  private reserve(sites: number, seldom: number): void {
    const { siteTargets, seldomIds } = this.listed
    const [needed, neededSeldom] = [this.sites + sites, this.seldom + seldom]
    if (needed <= siteTargets.length && neededSeldom <= seldomIds.length) return
    const grown = (length: number, least: number) => (least <= length ? length : Math.ceil(least * 1.5))
    const lists = emptyLists(grown(siteTargets.length, needed), grown(seldomIds.length, neededSeldom))
    for (const name of [...siteLists, ...seldomLists]) lists[name].set(this.listed[name])
    this.listed = lists
  }
}

/** What `BodyDigester.append` takes, and adds its own counts to. */
export interface Appended {
  readonly bodies: number
  readonly facts: Readonly<Record<(typeof digestFacts)[number], Uint32Array>>
  readonly sites: number
  readonly seldom: number
  readonly listed: Listed
  readonly state: Int32Array
}

/** What is known of each body. */
export const digestFacts = ['low', 'high', 'shapes', 'siteEnds', 'seldomEnds'] as const
const siteLists = ['siteTargets', 'siteContexts'] as const
const seldomLists = ['seldomIds', 'seldomOffsets', 'seldomNexts', 'seldomContexts', 'seldomSites'] as const

/** Calling the engine for a handful takes longer than copying it. */
const handful = 16

type Numbers = Uint32Array | Int32Array | Uint16Array

function copy(from: Numbers, count: number, to: Numbers, place: number): void {
  if (count > handful) to.set(from.subarray(0, count), place)
  else for (let at = 0; at < count; at++) to[place + at] = from[at]!
}

/** Of a body: the hashes, and nothing recent. */
export const firstState: readonly number[] = [0x2c1b3c6d, 0x297a2d39, 0x611c9dc5, 0]

function emptyLists(sites: number, seldom: number): Listed {
  return {
    siteTargets: new Uint32Array(sites),
    siteContexts: new Int32Array(sites),
    seldomIds: new Uint16Array(seldom),
    seldomOffsets: new Uint32Array(seldom),
    seldomNexts: new Uint32Array(seldom),
    seldomContexts: new Int32Array(seldom),
    seldomSites: new Uint32Array(seldom),
  }
}

/**
 * How an operator that is longer than its `plainBytes` goes into a digest: as the site of a function, of a global, or of a constant if it may be an
 * address; by flags and offset, which may be one too; by its bytes; or it is listed.
 */
export const handlings = ['call', 'global', 'constant', 'memory', 'raw', 'seldom'] as const
export type Handling = (typeof handlings)[number]

/** Immediates that are not here are seldom. */
const handlingOf: Partial<Record<Immediates, Handling>> = {
  '': 'raw',
  end: 'raw',
  else: 'raw',
  catch_all: 'raw',
  local: 'raw',
  label: 'raw',
  function: 'call',
  global: 'global',
  i32: 'constant',
  delegate: 'raw',
  'label*': 'raw',
  i64: 'raw',
  f32: 'raw',
  f64: 'raw',
  v128: 'raw',
  lane: 'raw',
  'lane*16': 'raw',
  order: 'raw',
  memory: 'raw',
  'memory memory': 'raw',
  table: 'raw',
  'table table': 'raw',
}

/** By operator id, a place in `handlings`. */
export const handling: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  const operator = operators[id]
  if (operator === undefined) return handlings.indexOf('raw')
  const isMemory = operator.immediates === 'memarg' && id <= 0xff
  return handlings.indexOf(isMemory ? 'memory' : (handlingOf[operator.immediates] ?? 'seldom'))
})

/** 1 for locals, which are a third of all operators and say least: compilers number and spill them as they like. So it is with labels. */
export const isPassing: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) =>
  operators[id]?.immediates === 'local' || operators[id]?.immediates === 'label' ? 1 : 0,
)

const plainBytesOf: Record<Handling, number> = { call: 0, global: 0, constant: 2, memory: 3, raw: 4, seldom: 0 }

/**
 * Up to how many bytes, the opcode included and four at most, an operator is taken by its bytes: offsets and constants of one byte are no
 * addresses. A block is so only if its type is a number's or none.
 */
export const plainBytes: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  if (operators[id]?.immediates === 'block') return 2
  return plainBytesOf[handlings[handling[id]!]!]
})

/** Up to four bytes, little-endian. */
function word(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = end - 1; at >= start; at--) value = (value << 8) | bytes[at]!
  return value
}

/** Of up to five bytes: 32 bits, with zeros above those that are there. */
function leb(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start, shift = 0; at < end; at++, shift += 7) value |= (bytes[at]! & 0x7f) << shift
  return value >>> 0
}

function hashed(hash: number, added: number, bits: number): number {
  const product = Math.imul(hash ^ added, 0x01000193)
  return product ^ (product >>> bits)
}

function mixed(value: number, id: number): number {
  return Math.imul(value, 0x9e3779b1) ^ id
}
