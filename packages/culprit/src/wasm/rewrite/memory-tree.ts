import type { Additions } from './additions.ts'
import { ByteWriter, template, type Template } from './byte-writer.ts'
import { readerType } from './counters.ts'
import {
  addToNode,
  callsOffset,
  constant,
  i64Load,
  i64Store,
  instructionsOffset,
  lineBytes,
  nodeAt,
  slotBytes,
  timeOffset,
  type NodePool,
} from './node-pool.ts'
import type { TreeFrame, TreeStore } from './tree-store.ts'

const i64 = 0x7e
const getLocal = 0x20
const setLocal = 0x21
const teeLocal = 0x22
const getGlobal = 0x23
const setGlobal = 0x24

/** Exported when there is a clock: a table whose one function, () -> i64, the host replaces by one that gives the time. */
const clockTable = '__culprit_clock'

/**
 * Nodes in a memory of the module, which its functions reach by themselves. Current is the address of a slot in a node. The function that
 * is entered looks there; unless it may have been called by others than functions that set it (`isShared`): then it looks into the slots
 * that every line has, by its number. So it finds slots even where a trap has left the slot of another function current.
 */
export function memoryTree(additions: Additions, pool: NodePool, hasTime: boolean): TreeStore {
  const { access, firstNode, firstSlot, child } = pool
  const current = additions.global('i32', firstNode + firstSlot, 'culprit.node')
  const tick = hasTime ? additions.function(additions.type([], [], 0, 'culprit.tick'), tickBody(), 'culprit.tick') : null
  /** Leaves an address on the operand stack, and returns the offset from there of the slot into which a function looks. */
  const pushSlot = (out: ByteWriter, { id, isShared }: TreeFrame): number => {
    out.operator(getGlobal, current)
    if (!isShared) return 0
    constant(out, -lineBytes)
    out.u8(0x71)
    return firstSlot + slotBytes * (id % pool.firstSlots)
  }

  /** now = clock(); current.time += now - last; last = now */
  function tickBody(): Uint8Array {
    const last = additions.global('i64', 0, 'culprit.time')
    const type = additions.type([], [i64], 1, 'culprit.clock')
    const stopped = additions.function(type, Uint8Array.of(0, 0x42, 0, 0x0b), 'culprit.clock')
    const table = additions.table(1, 'culprit.clock')
    additions.elements(table, [stopped])
    additions.export(clockTable, 'table', table)
    const out = new ByteWriter()
    out.raw([2, 1, i64, 1, 0x7f, 0x41, 0])
    out.operator(0x11, type)
    out.u32(table)
    out.raw([setLocal, 0])
    nodeAt(pool, out, 1, () => out.operator(getGlobal, current))
    out.raw([setLocal, 1])
    addToNode(
      pool,
      out,
      () => out.raw([getLocal, 1]),
      timeOffset,
      () => {
        out.raw([getLocal, 0])
        out.operator(getGlobal, last)
        out.u8(0x7d)
      },
    )
    out.raw([getLocal, 0])
    out.operator(setGlobal, last)
    out.u8(0x0b)
    return out.written
  }

  const pushSum = (out: ByteWriter, opcode: number, index: number, offset: number) => {
    out.operator(opcode, index)
    if (offset === 0) return
    constant(out, offset)
    out.u8(0x6a)
  }
  const makeOwnCurrent = (out: ByteWriter, { own }: TreeFrame, offset: number) => {
    if (tick !== null) out.operator(0x10, tick)
    pushSum(out, getLocal, own, offset)
    out.operator(setGlobal, current)
  }
  const accessOf = (opcode: number, offset: number) => {
    const bytes = new ByteWriter()
    if (opcode === i64Store) bytes.u8(0x7c)
    access(bytes, opcode, offset)
    return bytes.written
  }
  const loads = { calls: accessOf(i64Load, callsOffset), instructions: accessOf(i64Load, instructionsOffset) }
  const stores = { calls: template(accessOf(i64Store, callsOffset)), instructions: template(accessOf(i64Store, instructionsOffset)) }
  /** By the local in which the node is: all before the number that is added. */
  const loadsOf = { calls: new Map<number, Template>(), instructions: new Map<number, Template>() }
  const loadOf = (node: number, name: keyof typeof loads) => {
    const known = loadsOf[name].get(node)
    if (known) return known
    const bytes = new ByteWriter(32)
    bytes.operator(getLocal, node)
    bytes.operator(getLocal, node)
    bytes.copy(loads[name], 0, loads[name].length)
    bytes.u8(0x42)
    const made = template(bytes.written)
    loadsOf[name].set(node, made)
    return made
  }
  // As `addToNode`, which is too slow for what is written so often.
  const add = (out: ByteWriter, node: number, name: keyof typeof loads, amount: number) => {
    out.template(loadOf(node, name))
    out.s32(amount)
    out.template(stores[name])
  }

  return {
    isSettled: hasTime,
    enter(out, frame) {
      const { id, entryCost, lines, restores, own, saved, found } = frame
      if (restores) {
        out.operator(getGlobal, current)
        out.operator(setLocal, saved)
      }
      const offset = pushSlot(out, frame)
      access(out, i64Load, offset)
      out.operator(teeLocal, found)
      out.u8(0xa7) // i32.wrap_i64
      out.operator(setLocal, own)
      out.operator(getLocal, found)
      out.raw([0x42, 32, 0x88, 0x42]) // i64.shr_u, i64.const
      out.s32(id)
      out.raw([0x52, 0x04, 0x40]) // i64.ne, if
      pushSlot(out, frame)
      constant(out, offset)
      out.u8(0x6a)
      constant(out, id)
      constant(out, entryCost)
      constant(out, lines)
      out.operator(0x10, child)
      out.operator(setLocal, own)
      out.u8(0x0b)
      if (hasTime) makeOwnCurrent(out, frame, firstSlot)
      add(out, own, 'calls', 1)
    },
    leave(out, { saved }) {
      if (tick !== null) out.operator(0x10, tick)
      out.operator(getLocal, saved)
      out.operator(setGlobal, current)
    },
    leaveForTailCall(out, { saved, own }) {
      if (tick !== null) out.operator(0x10, tick)
      nodeAt(pool, out, own, () => out.operator(getLocal, saved))
      constant(out, firstSlot)
      out.u8(0x6a)
      out.operator(setGlobal, current)
    },
    settle(out, frame) {
      out.operator(getGlobal, current)
      pushSum(out, getLocal, frame.own, firstSlot)
      out.raw([0x47, 0x04, 0x40]) // i32.ne, if
      makeOwnCurrent(out, frame, firstSlot)
      out.u8(0x0b)
    },
    call(out, { own }, slot) {
      pushSum(out, getLocal, own, slot ?? firstSlot)
      out.operator(setGlobal, current)
    },
    add: (out, { own }, instructions) => add(out, own, 'instructions', instructions),
    addToCurrent(out, local, instructions) {
      nodeAt(pool, out, local, () => out.operator(getGlobal, current))
      out.operator(setLocal, local)
      add(out, local, 'instructions', instructions)
    },
    finish() {
      const out = new ByteWriter()
      // Whoever reads the number -1 does so from outside; a trap may have left another node current.
      out.raw([0, 0x20, 0, 0x41, 0x7f, 0x46, 0x04, 0x40])
      if (tick !== null) out.operator(0x10, tick)
      constant(out, firstNode + firstSlot)
      out.operator(setGlobal, current)
      out.u8(0x0b)
      pool.read(out)
      out.u8(0x0b)
      const read = additions.function(readerType(additions), out.written, 'culprit.read')
      return { read, firstNode, clock: hasTime ? clockTable : null, helper: null }
    },
  }
}
