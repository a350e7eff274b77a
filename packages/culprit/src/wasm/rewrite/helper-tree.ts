import { readModule } from '../module.ts'
import { Additions } from './additions.ts'
import { assemble } from './assemble.ts'
import { ByteWriter } from './byte-writer.ts'
import { readerType } from './counters.ts'
import { addToNode, callsOffset, constant, instructionsOffset, nodePool } from './node-pool.ts'
import type { TreeFrame, TreeStore } from './tree-store.ts'

const i32 = 0x7f
const i64 = 0x7e
const getGlobal = 0x23

/** Exported: a table of the functions `enter`, `leave` and `read`, which the host replaces by those of the helper. */
const linkTable = '__culprit_tree'
const linked = ['enter', 'leave', 'read'] as const

/**
 * Nodes in the memory of a second module, the helper: for engines in which a module can have one memory only. Instructions are gathered
 * in a global, and go to the current node when another one becomes current.
 */
export function helperTree(additions: Additions, limit: number): TreeStore {
  const { bytes: helper, firstNode } = helperModule(limit)
  const current = additions.global('i32', firstNode, 'culprit.node')
  const pending = additions.global('i64', 0, 'culprit.instructions')
  const types = {
    enter: additions.type([i32, i32, i32, i64], [i32], 1, 'culprit.enter'),
    leave: additions.type([i32, i64], [], 0, 'culprit.leave'),
    read: readerType(additions),
  }
  const table = additions.table(linked.length, 'culprit.tree')
  // Until the helper is there: the node stays, nothing is counted, and there is nothing to read.
  additions.elements(table, [
    additions.function(types.enter, Uint8Array.of(0, 0x20, 0, 0x0b), 'culprit.enter'),
    additions.function(types.leave, Uint8Array.of(0, 0x0b), 'culprit.leave'),
    additions.function(types.read, Uint8Array.of(0, 0x42, 0, 0x0b), 'culprit.read.none'),
  ])
  additions.export(linkTable, 'table', table)

  const call = (out: ByteWriter, name: (typeof linked)[number]) => {
    out.raw([0x41, linked.indexOf(name)])
    out.operator(0x11, types[name])
    out.u32(table)
  }
  const resetPending = (out: ByteWriter) => {
    out.raw([0x42, 0])
    out.operator(0x24, pending)
  }
  const settlePending = (out: ByteWriter) => {
    out.operator(getGlobal, current)
    out.operator(getGlobal, pending)
    call(out, 'leave')
    resetPending(out)
  }
  const addPending = (out: ByteWriter, instructions: number) => {
    out.operator(getGlobal, pending)
    out.u8(0x42)
    out.s32(instructions)
    out.u8(0x7c)
    out.operator(0x24, pending)
  }
  const makeCurrent = (out: ByteWriter, local: number) => {
    out.operator(0x20, local)
    out.operator(0x24, current)
  }
  const leave = (out: ByteWriter, { saved }: TreeFrame) => {
    settlePending(out)
    makeCurrent(out, saved)
  }
  return {
    isSettled: true,
    enter(out, { id, entryCost, saved, own }) {
      out.operator(getGlobal, current)
      out.operator(0x22, saved)
      out.u8(0x41)
      out.s32(id)
      out.u8(0x41)
      out.s32(entryCost)
      out.operator(getGlobal, pending)
      call(out, 'enter')
      out.operator(0x22, own)
      out.operator(0x24, current)
      resetPending(out)
    },
    leave,
    leaveForTailCall: leave,
    settle(out, { own }) {
      out.operator(getGlobal, current)
      out.operator(0x20, own)
      out.raw([0x47, 0x04, 0x40]) // i32.ne, if
      settlePending(out)
      makeCurrent(out, own)
      out.u8(0x0b)
    },
    // The functions that are called do all that has to be done.
    call() {},
    add: (out, _, instructions) => addPending(out, instructions),
    addToCurrent: (out, _local, instructions) => addPending(out, instructions),
    finish() {
      const out = new ByteWriter()
      out.raw([0, 0x20, 0, 0x41, 0x7f, 0x46, 0x04, 0x40])
      settlePending(out)
      out.u8(0x41)
      out.s32(firstNode)
      out.operator(0x24, current)
      out.raw([0x0b, 0x20, 0])
      call(out, 'read')
      out.u8(0x0b)
      const read = additions.function(types.read, out.written, 'culprit.read')
      return { read, firstNode, clock: null, helper: { table: linkTable, functions: linked, nodes: limit, bytes: helper } }
    },
  }
}

/** Exports `enter` (parent, id, cost, instructions of the parent) -> node, `leave` (node, its instructions), and `read`. */
export function helperModule(limit: number): { bytes: Uint8Array<ArrayBuffer>; firstNode: number } {
  const empty = readModule(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  const additions = new Additions(empty)
  const pool = nodePool(additions, limit, false)

  const leave = new ByteWriter()
  const charge = (out: ByteWriter, amount: number) => {
    addToNode(
      pool,
      out,
      () => out.raw([0x20, 0]),
      instructionsOffset,
      () => out.operator(0x20, amount),
    )
  }
  leave.u8(0)
  charge(leave, 1)
  leave.u8(0x0b)

  const enter = new ByteWriter()
  enter.raw([1, 1, i32])
  charge(enter, 3)
  enter.raw([0x20, 0])
  constant(enter, pool.firstSlot)
  enter.raw([0x6a, 0x20, 1, 0x20, 2])
  constant(enter, 1)
  enter.operator(0x10, pool.child)
  enter.raw([0x21, 4])
  addToNode(
    pool,
    enter,
    () => enter.raw([0x20, 4]),
    callsOffset,
    () => enter.raw([0x42, 1]),
  )
  enter.raw([0x20, 4, 0x0b])

  const read = new ByteWriter()
  read.u8(0)
  pool.read(read)
  read.u8(0x0b)

  const enterType = additions.type([i32, i32, i32, i64], [i32], 1, 'enter')
  additions.export('enter', 'function', additions.function(enterType, enter.written, 'enter'))
  additions.export('leave', 'function', additions.function(additions.type([i32, i64], [], 0, 'leave'), leave.written, 'leave'))
  additions.export('read', 'function', additions.function(readerType(additions), read.written, 'read'))
  const bytes = assemble(empty, { replaced: new Map(), appended: additions.sections, custom: () => null, added: [] })
  return { bytes, firstNode: pool.firstNode }
}
