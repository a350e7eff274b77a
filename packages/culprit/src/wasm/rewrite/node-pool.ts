import type { Additions } from './additions.ts'
import { ByteWriter } from './byte-writer.ts'
import { memoryAccess } from './counters.ts'

const pageBytes = 0x10000
const i32 = 0x7f
export const i32Load = 0x28
export const i64Load = 0x29
const i32Store = 0x36
export const i64Store = 0x37

/** Slots of four bytes: few enough that those which are in use stay in the processor's cache. Address 0 is none. */
const slots = 2 ** 14
export const slotBase = 8
const slotMask = (slots - 1) * 4
/** Of a hash the upper bits become the slot, because the lower ones of a node's address are always zero. */
const slotShift = 16
/** Nodes are in a pool behind the slots. The first is the outside; the second stands for paths that found the pool full. */
const pool = slots * 4 + 64
const pagesOfGrowth = 16

// A node: i32 parent (its address), i32 id of its function, i32 next node of the slot, and from 16 on
// i64 calls, i64 instructions and, with a clock, i64 nanoseconds.
const idOffset = 4
const nextOffset = 8
export const callsOffset = 16
export const instructionsOffset = 24
export const timeOffset = 32

// From MurmurHash3; what matters here is that they are odd and irregular.
const multiplier = 0x85ebca6b | 0
export const spread = 0xc2b2ae35 | 0

/** Nodes in an own memory of a module, which grows up to `limit` nodes, and the function that finds or makes one. */
export interface NodePool {
  readonly nodeBytes: number
  /** Address of the node that stands for the outside. */
  readonly firstNode: number
  /** Global: the address behind the last node. */
  readonly free: number
  /** (parent, id, cost) -> node. */
  readonly child: number
  readonly access: (out: ByteWriter, opcode: number, offset: number) => void
  hash(out: ByteWriter, parent: () => void, spreadId: () => void): void
  /** Leaves on the operand stack what the local 0 asks for: a number of the nodes, or of -1 how many there are. */
  read(out: ByteWriter): void
}

/**
 * Which child a node has for a function is looked up by a hash of both. A slot has the node that was found there last in front, so that
 * almost always one comparison is enough.
 */
export function nodePool(additions: Additions, limit: number, hasTime: boolean): NodePool {
  const nodeBytes = hasTime ? timeOffset + 8 : timeOffset
  const rest = pool + nodeBytes
  const mostPages = (1 + Math.ceil((limit * nodeBytes) / (pagesOfGrowth * pageBytes))) * pagesOfGrowth
  const memory = additions.memory(pagesOfGrowth, mostPages, 'culprit.nodes')
  const free = additions.global('i32', pool + 2 * nodeBytes, 'culprit.free')
  const access = (out: ByteWriter, opcode: number, offset: number) => memoryAccess(out, opcode, memory, offset)
  const child = additions.function(additions.type([i32, i32, i32], [i32], 1, 'culprit.child'), childBody(), 'culprit.child')

  /** (parent x multiplier ^ id x spread) >> shift & mask */
  function hash(out: ByteWriter, parent: () => void, spreadId: () => void): void {
    parent()
    constant(out, multiplier)
    out.u8(0x6c)
    spreadId()
    out.u8(0x73)
    constant(out, slotShift)
    out.u8(0x76)
    constant(out, slotMask)
    out.u8(0x71)
  }

  /**
   * (parent, id, cost) -> node. It goes through the nodes of the slot, brings the right one to the front, and makes one when there is
   * none. When the pool is full it adds the cost to the rest's instructions and returns the rest.
   */
  function childBody(): Uint8Array {
    const [parent, id, cost, slot, node, before] = [0, 1, 2, 3, 4, 5]
    const out = new ByteWriter()
    const get = (local: number) => out.operator(0x20, local)
    const set = (local: number) => out.operator(0x21, local)
    const returnInFront = () => {
      get(node)
      get(slot)
      access(out, i32Load, slotBase)
      access(out, i32Store, nextOffset)
      get(slot)
      get(node)
      access(out, i32Store, slotBase)
      get(node)
      out.u8(0x0f)
    }
    out.raw([1, 3, i32])
    hash(
      out,
      () => get(parent),
      () => {
        get(id)
        constant(out, spread)
        out.u8(0x6c)
      },
    )
    out.operator(0x22, slot)
    access(out, i32Load, slotBase)
    set(node)
    out.raw([0x02, 0x40, 0x03, 0x40]) // block, loop
    get(node)
    out.raw([0x45, 0x0d, 1]) // i32.eqz, br_if 1
    get(node)
    access(out, i32Load, 0)
    get(parent)
    out.u8(0x46)
    get(node)
    access(out, i32Load, idOffset)
    get(id)
    out.raw([0x46, 0x71, 0x04, 0x40]) // i32.eq, i32.and, if
    get(before)
    out.raw([0x04, 0x40])
    get(before)
    get(node)
    access(out, i32Load, nextOffset)
    access(out, i32Store, nextOffset)
    returnInFront()
    out.u8(0x0b)
    get(node)
    out.raw([0x0f, 0x0b])
    get(node)
    set(before)
    get(node)
    access(out, i32Load, nextOffset)
    set(node)
    out.raw([0x0c, 0, 0x0b, 0x0b]) // br 0, end, end

    // There is room unless the pool is at its limit, or the memory at its end cannot grow.
    out.raw([0x02, 0x40, 0x02, 0x40])
    out.operator(0x23, free)
    constant(out, pool + limit * nodeBytes)
    out.raw([0x4f, 0x0d, 0]) // i32.ge_u, br_if 0: full
    out.operator(0x23, free)
    constant(out, nodeBytes)
    out.u8(0x6a)
    out.operator(0x3f, memory)
    constant(out, 16)
    out.raw([0x74, 0x4d, 0x0d, 1]) // i32.shl, i32.le_u, br_if 1: it fits
    constant(out, pagesOfGrowth)
    out.operator(0x40, memory)
    constant(out, -1)
    out.raw([0x47, 0x0d, 1, 0x0b]) // i32.ne, br_if 1, end
    constant(out, 0)
    constant(out, 0)
    access(out, i64Load, rest + instructionsOffset)
    get(cost)
    out.raw([0xac, 0x7c]) // i64.extend_i32_s, i64.add
    access(out, i64Store, rest + instructionsOffset)
    constant(out, rest)
    out.raw([0x0f, 0x0b])
    out.operator(0x23, free)
    set(node)
    get(node)
    constant(out, nodeBytes)
    out.u8(0x6a)
    out.operator(0x24, free)
    get(node)
    get(parent)
    access(out, i32Store, 0)
    get(node)
    get(id)
    access(out, i32Store, idOffset)
    returnInFront()
    out.u8(0x0b)
    return out.written
  }

  return {
    nodeBytes,
    firstNode: pool,
    free,
    child,
    access,
    hash,
    read(out) {
      out.raw([0x20, 0, 0x41, 0x7f, 0x46, 0x04, 0x7e]) // local.get 0, i32.const -1, i32.eq, if (result i64)
      out.operator(0x23, free)
      constant(out, pool)
      out.u8(0x6b)
      constant(out, nodeBytes)
      out.raw([0x6e, 0xad, 0x05, 0x20, 0, 0x41, 3, 0x74]) // i32.div_u, i64.extend_i32_u, else
      access(out, i64Load, pool)
      out.u8(0x0b)
    },
  }
}

export function constant(out: ByteWriter, value: number): void {
  out.u8(0x41)
  out.s32(value)
}

/** Adds a constant to a number of the node whose address `get` leaves on the operand stack. */
export function addToNode({ access }: NodePool, out: ByteWriter, get: () => void, offset: number, amount: () => void): void {
  get()
  get()
  access(out, i64Load, offset)
  amount()
  out.u8(0x7c)
  access(out, i64Store, offset)
}
