import type { Additions } from './additions.ts'
import { ByteWriter } from './byte-writer.ts'
import { memoryAccess } from './counters.ts'

const pageBytes = 0x10000
const i32 = 0x7f
export const i32Load = 0x28
export const i64Load = 0x29
const i32Store = 0x36
export const i64Store = 0x37

/** Heads of lists of four bytes, by a hash: few enough that those which are in use stay in the processor's cache. Address 0 is none. */
const heads = 2 ** 14
const headBase = 64
const headMask = (heads - 1) * 4
/** Of a hash the upper bits choose the list, because the lower ones of a node's address are always zero. */
const hashShift = 16
/** Nodes are in a pool behind the heads. The first is the outside; the second stands for paths that found the pool full. */
const pool = headBase + heads * 4
const pagesOfGrowth = 16

/**
 * What lies in the pool are lines, as long as those of a processor's cache. A node has one, and more where its function calls many
 * others. It begins with: i32 zero; i32 id of its function; i32 next node of the list; i32 parent (its address); from 16 on i64 calls,
 * i64 instructions and, with a clock, i64 nanoseconds. A line that is the room of a node begins with: i32 how far it is behind the
 * beginning of its node; i32 zero.
 *
 * The rest of each line are slots, by which a function that was called from here before is found at once: i32 node, i32 id of its
 * function. What is in them can be lost: a node is found again by its list.
 */
export const lineBytes = 64
const idOffset = 4
const nextOffset = 8
const parentOffset = 12
export const callsOffset = 16
export const instructionsOffset = 24
export const timeOffset = 32
export const slotBytes = 8
const roomSlots = (lineBytes - slotBytes) / slotBytes

// From MurmurHash3; what matters here is that they are odd and irregular.
const multiplier = 0x85ebca6b | 0
const spread = 0xc2b2ae35 | 0

/** Nodes in an own memory of a module, which grows up to `limit` lines, and the function that finds or makes one. */
export interface NodePool {
  /** Address of the node that stands for the outside. */
  readonly firstNode: number
  /** Offset in a node, and how many slots its first line has. */
  readonly firstSlot: number
  readonly firstSlots: number
  /** (slot of the parent, id, cost, lines of a new node) -> node. */
  readonly child: number
  readonly access: (out: ByteWriter, opcode: number, offset: number) => void
  /** Leaves on the operand stack what the local 0 asks for: a number of the lines, or of -1 how many there are. */
  read(out: ByteWriter): void
}

/** Offset in a node of a slot behind those of the first line, from 0. */
export function roomSlot(place: number): number {
  return lineBytes * (1 + Math.floor(place / roomSlots)) + slotBytes * (1 + (place % roomSlots))
}

/** How many lines a node with so many slots behind those of the first line has. */
export function linesWith(roomSlotCount: number): number {
  return 1 + Math.ceil(roomSlotCount / roomSlots)
}

/** Leaves on the operand stack the node in which the address lies that `address` leaves there. Needs a local, an i32. */
export function nodeAt({ access }: Pick<NodePool, 'access'>, out: ByteWriter, local: number, address: () => void): void {
  address()
  constant(out, -lineBytes)
  out.u8(0x71)
  out.operator(0x22, local)
  out.operator(0x20, local)
  access(out, i32Load, 0)
  out.u8(0x6b)
}

export function nodePool(additions: Additions, limit: number, hasTime: boolean): NodePool {
  const firstSlot = hasTime ? timeOffset + 8 : timeOffset
  const rest = pool + lineBytes
  const mostPages = (1 + Math.ceil((limit * lineBytes) / (pagesOfGrowth * pageBytes))) * pagesOfGrowth
  const memory = additions.memory(pagesOfGrowth, mostPages, 'culprit.nodes')
  const free = additions.global('i32', pool + 2 * lineBytes, 'culprit.free')
  const access = (out: ByteWriter, opcode: number, offset: number) => memoryAccess(out, opcode, memory, offset)
  const child = additions.function(additions.type([i32, i32, i32, i32], [i32], 1, 'culprit.child'), childBody(), 'culprit.child')

  /**
   * It goes through the nodes of the list, brings the right one to the front and into the slot, and makes one when there is none. When
   * the pool is full it adds the cost to the rest's instructions and returns the rest.
   */
  function childBody(): Uint8Array {
    const [slot, id, cost, lines, parent, head, node, before, end] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    const out = new ByteWriter()
    const get = (local: number) => out.operator(0x20, local)
    const set = (local: number) => out.operator(0x21, local)
    const returnNode = () => {
      for (const [offset, value] of [
        [0, node],
        [4, id],
      ] as const) {
        get(slot)
        get(value)
        access(out, i32Store, offset)
      }
      get(node)
      out.u8(0x0f)
    }
    const returnInFront = () => {
      get(node)
      get(head)
      access(out, i32Load, headBase)
      access(out, i32Store, nextOffset)
      get(head)
      get(node)
      access(out, i32Store, headBase)
      returnNode()
    }
    out.raw([1, 5, i32])
    nodeAt({ access }, out, parent, () => get(slot))
    out.operator(0x22, parent)
    // (parent x multiplier ^ id x spread) >> shift & mask
    constant(out, multiplier)
    out.u8(0x6c)
    get(id)
    constant(out, spread)
    out.raw([0x6c, 0x73])
    constant(out, hashShift)
    out.u8(0x76)
    constant(out, headMask)
    out.u8(0x71)
    out.operator(0x22, head)
    access(out, i32Load, headBase)
    set(node)
    out.raw([0x02, 0x40, 0x03, 0x40]) // block, loop
    get(node)
    out.raw([0x45, 0x0d, 1]) // i32.eqz, br_if 1
    get(node)
    access(out, i32Load, parentOffset)
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
    returnNode()
    out.u8(0x0b)
    get(node)
    set(before)
    get(node)
    access(out, i32Load, nextOffset)
    set(node)
    out.raw([0x0c, 0, 0x0b, 0x0b]) // br 0, end, end

    // There is room unless the pool is at its limit, or the memory at its end cannot grow.
    out.raw([0x02, 0x40, 0x02, 0x40])
    out.operator(0x23, free)
    get(lines)
    constant(out, lineBytes)
    out.raw([0x6c, 0x6a])
    out.operator(0x22, end)
    constant(out, pool + limit * lineBytes)
    out.raw([0x4b, 0x0d, 0]) // i32.gt_u, br_if 0: full
    get(end)
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
    get(end)
    out.operator(0x24, free)
    for (const [offset, value] of [
      [parentOffset, parent],
      [idOffset, id],
    ] as const) {
      get(node)
      get(value)
      access(out, i32Store, offset)
    }
    // From the last line to the second: its distance.
    out.raw([0x02, 0x40, 0x03, 0x40])
    get(end)
    constant(out, lineBytes)
    out.u8(0x6b)
    out.operator(0x22, end)
    get(node)
    out.raw([0x4d, 0x0d, 1]) // i32.le_u, br_if 1
    get(end)
    get(end)
    get(node)
    out.u8(0x6b)
    access(out, i32Store, 0)
    out.raw([0x0c, 0, 0x0b, 0x0b])
    returnInFront()
    out.u8(0x0b)
    return out.written
  }

  return {
    firstNode: pool,
    firstSlot,
    firstSlots: Math.floor((lineBytes - firstSlot) / slotBytes),
    child,
    access,
    read(out) {
      out.raw([0x20, 0, 0x41, 0x7f, 0x46, 0x04, 0x7e]) // local.get 0, i32.const -1, i32.eq, if (result i64)
      out.operator(0x23, free)
      constant(out, pool)
      out.u8(0x6b)
      constant(out, lineBytes)
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
