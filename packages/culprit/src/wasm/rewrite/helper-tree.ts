import type { ByteWriter } from '../assembler/byte-writer.ts'
import { FunctionAssembler } from '../assembler/function-assembler.ts'
import { call, callIndirect, get, getGlobal, i32, i64, tee, type Code } from '../assembler/instructions.ts'
import { opcodes, types } from '../assembler/opcodes.ts'
import { readModule } from '../module.ts'
import { Additions } from './additions.ts'
import { assemble } from './assemble.ts'
import { readerType } from './counters.ts'
import { addToNode, callsOffset, instructionsOffset, nodePool } from './node-pool.ts'
import type { TreeFrame, TreeStore } from './tree-store.ts'

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
  const signatures = {
    enter: additions.type(['i32', 'i32', 'i32', 'i64'], ['i32'], 'culprit.enter'),
    leave: additions.type(['i32', 'i64'], [], 'culprit.leave'),
    read: readerType(additions),
  }
  const table = additions.table(linked.length, 'culprit.tree')
  const unlinked = (name: (typeof linked)[number], result: Code, ownName: string) =>
    additions.function(signatures[name], new FunctionAssembler(0).body(result), ownName)
  // Until the helper is there: the node stays, nothing is counted, and there is nothing to read.
  additions.elements(table, [
    unlinked('enter', get({ index: 0 }), 'culprit.enter'),
    unlinked('leave', [], 'culprit.leave'),
    unlinked('read', i64.constant(0n), 'culprit.read.none'),
  ])
  additions.export(linkTable, 'table', table)

  const callLinked = (name: (typeof linked)[number], ...operands: readonly Code[]) =>
    callIndirect(table, signatures[name], i32.constant(linked.indexOf(name)), ...operands)
  const setGlobal = (out: ByteWriter, global: number, value: Code) => {
    out.raw(value)
    out.operator(opcodes.globalSet, global)
  }
  const settled: Code = callLinked('leave', getGlobal(current), getGlobal(pending))
  const settlePending = (out: ByteWriter) => {
    out.raw(settled)
    setGlobal(out, pending, i64.constant(0n))
  }
  const addPending = (out: ByteWriter, instructions: number) => {
    out.operator(opcodes.globalGet, pending)
    out.u8(opcodes.i64Const)
    out.s32(instructions)
    out.u8(opcodes.i64Add)
    out.operator(opcodes.globalSet, pending)
  }
  const leave = (out: ByteWriter, { saved }: TreeFrame) => {
    settlePending(out)
    setGlobal(out, current, get({ index: saved }))
  }
  return {
    isSettled: true,
    enter(out, { id, entryCost, saved, own }) {
      const parent = tee({ index: saved }, getGlobal(current))
      const entered = callLinked('enter', parent, i32.constant(id), i32.constant(entryCost), getGlobal(pending))
      setGlobal(out, current, tee({ index: own }, entered))
      setGlobal(out, pending, i64.constant(0n))
    },
    leave,
    leaveForTailCall: leave,
    settle(out, { own }) {
      out.raw(i32.notEqual(getGlobal(current), get({ index: own })))
      out.raw([opcodes.if, types.none])
      settlePending(out)
      setGlobal(out, current, get({ index: own }))
      out.u8(opcodes.end)
    },
    // The functions that are called do all that has to be done.
    call() {},
    add: (out, _, instructions) => addPending(out, instructions),
    addToCurrent: (out, _local, instructions) => addPending(out, instructions),
    finish() {
      const f = new FunctionAssembler(1)
      const asked = get(f.parameter(0))
      f.when(i32.equal(asked, i32.constant(-1)), () => {
        f.do(settled)
        f.setGlobal(pending, i64.constant(0n))
        f.setGlobal(current, i32.constant(firstNode))
      })
      const read = additions.function(signatures.read, f.body(callLinked('read', asked)), 'culprit.read')
      return { read, firstNode, clock: null, helper: { table: linkTable, functions: linked, nodes: limit, bytes: helper } }
    },
  }
}

/** Exports `enter` (parent, id, cost, instructions of the parent) -> node, `leave` (node, its instructions), and `read`. */
export function helperModule(limit: number): { bytes: Uint8Array<ArrayBuffer>; firstNode: number } {
  const empty = readModule(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  const additions = new Additions(empty)
  const pool = nodePool(additions, limit, false)
  const add = (name: (typeof linked)[number], type: number, body: Uint8Array) =>
    additions.export(name, 'function', additions.function(type, body, name))

  const enter = new FunctionAssembler(4)
  const [parent, id, cost, instructions] = [enter.parameter(0), enter.parameter(1), enter.parameter(2), enter.parameter(3, 'i64')]
  const node = enter.local('i32')
  enter.do(addToNode(pool, get(parent), instructionsOffset, get(instructions)))
  const slot = i32.add(get(parent), i32.constant(pool.firstSlot))
  enter.set(node, call(pool.child, slot, get(id), get(cost), i32.constant(1)))
  enter.do(addToNode(pool, get(node), callsOffset, i64.constant(1n)))
  add('enter', additions.type(['i32', 'i32', 'i32', 'i64'], ['i32'], 'enter'), enter.body(get(node)))

  const leave = new FunctionAssembler(2)
  leave.do(addToNode(pool, get(leave.parameter(0)), instructionsOffset, get(leave.parameter(1, 'i64'))))
  add('leave', additions.type(['i32', 'i64'], [], 'leave'), leave.body())

  const read = new FunctionAssembler(1)
  pool.read(read, get(read.parameter(0)))
  add('read', readerType(additions), read.body())
  const bytes = assemble(empty, { replaced: new Map(), appended: additions.sections, custom: () => null, added: [] })
  return { bytes, firstNode: pool.firstNode }
}
