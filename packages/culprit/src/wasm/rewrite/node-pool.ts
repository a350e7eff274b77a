import { FunctionAssembler } from '../assembler/function-assembler.ts'
import { get, getGlobal, i32, i64, memoryAt, tee, type Code, type Memory } from '../assembler/instructions.ts'
import type { Additions } from './additions.ts'

const pageBytes = 0x10000

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
  readonly memory: Memory
  /** Returns what an i32 asks for: of -1 how many lines there are, otherwise a number of them. */
  read(f: FunctionAssembler, asked: Code): void
}

/** Offset in a node of a slot behind those of the first line, from 0. */
export function roomSlot(place: number): number {
  return lineBytes * (1 + Math.floor(place / roomSlots)) + slotBytes * (1 + (place % roomSlots))
}

/** How many lines a node with so many slots behind those of the first line has. */
export function linesWith(roomSlotCount: number): number {
  return 1 + Math.ceil(roomSlotCount / roomSlots)
}

/** The node in which an address lies. The local, an i32, is for its use. */
export function nodeAt({ memory }: Pick<NodePool, 'memory'>, local: { readonly index: number }, address: Code): Code {
  return i32.subtract(tee(local, i32.and(address, i32.constant(-lineBytes))), memory.loadI32(get(local), 0))
}

/** Adds to a number of a node. */
export function addToNode({ memory }: Pick<NodePool, 'memory'>, node: Code, offset: number, amount: Code): Code {
  return memory.storeI64(node, offset, i64.add(memory.loadI64(node, offset), amount))
}

export function nodePool(additions: Additions, limit: number, hasTime: boolean): NodePool {
  const firstSlot = hasTime ? timeOffset + 8 : timeOffset
  const mostPages = (1 + Math.ceil((limit * lineBytes) / (pagesOfGrowth * pageBytes))) * pagesOfGrowth
  const memory = memoryAt(additions.memory(pagesOfGrowth, mostPages, 'culprit.nodes'))
  const free = additions.global('i32', pool + 2 * lineBytes, 'culprit.free')
  const type = additions.type(['i32', 'i32', 'i32', 'i32'], ['i32'], 'culprit.child')
  return {
    firstNode: pool,
    firstSlot,
    firstSlots: Math.floor((lineBytes - firstSlot) / slotBytes),
    child: additions.function(type, childBody(memory, free, limit), 'culprit.child'),
    memory,
    read(f, asked) {
      const lines = i32.divide(i32.subtract(getGlobal(free), i32.constant(pool)), i32.constant(lineBytes))
      f.when(i32.equal(asked, i32.constant(-1)), () => f.return(i64.extend(lines)))
      f.return(memory.loadI64(i32.shiftLeft(asked, i32.constant(3)), pool))
    },
  }
}

/**
 * It goes through the nodes of the list, brings the right one to the front and into the slot, and makes one when there is none. When
 * the pool is full it adds the cost to the rest's instructions and returns the rest.
 */
function childBody(memory: Memory, free: number, limit: number): Uint8Array {
  const rest = i32.constant(pool + lineBytes)
  const f = new FunctionAssembler(4)
  const [slot, id, cost, lines] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3)]
  const [parent, head, node, before, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const part = (offset: number) => memory.loadI32(get(node), offset)
  const setPart = (offset: number, value: Code) => f.do(memory.storeI32(get(node), offset, value))
  const returnNode = () => {
    f.do(memory.storeI32(get(slot), 0, get(node)))
    f.do(memory.storeI32(get(slot), 4, get(id)))
    f.return(get(node))
  }
  const returnInFront = () => {
    setPart(nextOffset, memory.loadI32(get(head), headBase))
    f.do(memory.storeI32(get(head), headBase, get(node)))
    returnNode()
  }

  f.set(parent, nodeAt({ memory }, parent, get(slot)))
  const hash = i32.xor(i32.multiply(get(parent), i32.constant(multiplier)), i32.multiply(get(id), i32.constant(spread)))
  f.set(head, i32.and(i32.shiftRight(hash, i32.constant(hashShift)), i32.constant(headMask)))
  f.set(node, memory.loadI32(get(head), headBase))
  f.block('missing', () => {
    f.loop('next', () => {
      f.branchIf('missing', i32.isZero(get(node)))
      f.when(i32.and(i32.equal(part(parentOffset), get(parent)), i32.equal(part(idOffset), get(id))), () => {
        f.when(get(before), () => {
          f.do(memory.storeI32(get(before), nextOffset, part(nextOffset)))
          returnInFront()
        })
        returnNode()
      })
      f.set(before, get(node))
      f.set(node, part(nextOffset))
      f.branch('next')
    })
  })

  f.block('room', () => {
    f.block('full', () => {
      f.set(end, i32.add(getGlobal(free), i32.multiply(get(lines), i32.constant(lineBytes))))
      f.branchIf('full', i32.above(get(end), i32.constant(pool + limit * lineBytes)))
      f.branchIf('room', i32.atMost(get(end), i32.shiftLeft(memory.pages, i32.constant(16))))
      f.branchIf('room', i32.notEqual(memory.grow(i32.constant(pagesOfGrowth)), i32.constant(-1)))
    })
    f.do(addToNode({ memory }, rest, instructionsOffset, i64.extendSigned(get(cost))))
    f.return(rest)
  })
  f.set(node, getGlobal(free))
  f.setGlobal(free, get(end))
  setPart(parentOffset, get(parent))
  setPart(idOffset, get(id))
  // From the last line to the second: its distance.
  f.block('marked', () => {
    f.loop('line', () => {
      f.set(end, i32.subtract(get(end), i32.constant(lineBytes)))
      f.branchIf('marked', i32.atMost(get(end), get(node)))
      f.do(memory.storeI32(get(end), 0, i32.subtract(get(end), get(node))))
      f.branch('line')
    })
  })
  returnInFront()
  return f.body()
}
