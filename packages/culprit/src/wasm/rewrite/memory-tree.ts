import { template, templatesBy, type ByteWriter } from '../assembler/byte-writer.ts'
import { FunctionAssembler } from '../assembler/function-assembler.ts'
import { call, callIndirect, get, getGlobal, i32, i64 } from '../assembler/instructions.ts'
import { opcodes, types } from '../assembler/opcodes.ts'
import type { Additions } from './additions.ts'
import { readerType } from './counters.ts'
import { addToNode, callsOffset, instructionsOffset, lineBytes, nodeAt, slotBytes, timeOffset, type NodePool } from './node-pool.ts'
import type { TreeFrame, TreeStore } from './tree-store.ts'

/** Exported when there is a clock: a table whose one function, () -> i64, the host replaces by one that gives the time. */
const clockTable = '__culprit_clock'

/**
 * Nodes in a memory of the module, which its functions reach by themselves. Current is the address of a slot in a node. The function that
 * is entered looks there; unless it may have been called by others than functions that set it (`isShared`): then it looks into the slots
 * that every line has, by its number. So it finds slots even where a trap has left the slot of another function current.
 */
export function memoryTree(additions: Additions, pool: NodePool, hasTime: boolean): TreeStore {
  const { memory, firstNode, firstSlot, child } = pool
  const current = additions.global('i32', firstNode + firstSlot, 'culprit.node')
  const clock = hasTime ? addClock(additions, pool, current) : null
  const tick = (out: ByteWriter) => {
    if (clock !== null) out.operator(opcodes.call, clock)
  }
  /** Leaves an address on the operand stack, and returns the offset from there of the slot into which a function looks. */
  const pushSlot = (out: ByteWriter, { id, isShared }: TreeFrame): number => {
    out.operator(opcodes.globalGet, current)
    if (!isShared) return 0
    pushConstant(out, -lineBytes)
    out.u8(opcodes.i32And)
    return firstSlot + slotBytes * (id % pool.firstSlots)
  }
  const pushOwn = (out: ByteWriter, { own }: TreeFrame, offset: number) => {
    out.operator(opcodes.localGet, own)
    if (offset === 0) return
    pushConstant(out, offset)
    out.u8(opcodes.i32Add)
  }
  const makeOwnCurrent = (out: ByteWriter, frame: TreeFrame, offset: number) => {
    tick(out)
    pushOwn(out, frame, offset)
    out.operator(opcodes.globalSet, current)
  }
  // As `addToNode` and the like, which are too slow for what is written so often: templates.
  const loadSlot = templatesBy(offset => memory.loadI64([], offset))
  const nodeOfCurrent = templatesBy(local => nodeAt(pool, { index: local }, getGlobal(current)))
  const adding = (offset: number) => {
    const load = templatesBy(node => [...get({ index: node }), ...memory.loadI64(get({ index: node }), offset), opcodes.i64Const])
    const store = template(Uint8Array.from(memory.storeI64([], offset, [opcodes.i64Add])))
    return (out: ByteWriter, node: number, amount: number) => {
      out.template(load(node))
      out.s32(amount)
      out.template(store)
    }
  }
  const addCalls = adding(callsOffset)
  const addInstructions = adding(instructionsOffset)

  return {
    isSettled: hasTime,
    enter(out, frame) {
      const { id, entryCost, lines, restores, own, saved, found } = frame
      if (restores) {
        out.operator(opcodes.globalGet, current)
        out.operator(opcodes.localSet, saved)
      }
      const offset = pushSlot(out, frame)
      out.template(loadSlot(offset))
      out.operator(opcodes.localTee, found)
      out.u8(opcodes.i32WrapI64)
      out.operator(opcodes.localSet, own)
      out.operator(opcodes.localGet, found)
      out.raw([opcodes.i64Const, 32, opcodes.i64ShrU, opcodes.i64Const])
      out.s32(id)
      out.raw([opcodes.i64Ne, opcodes.if, types.none])
      pushSlot(out, frame)
      pushConstant(out, offset)
      out.u8(opcodes.i32Add)
      pushConstant(out, id)
      pushConstant(out, entryCost)
      pushConstant(out, lines)
      out.operator(opcodes.call, child)
      out.operator(opcodes.localSet, own)
      out.u8(opcodes.end)
      if (hasTime) makeOwnCurrent(out, frame, firstSlot)
      addCalls(out, own, 1)
    },
    leave(out, { saved }) {
      tick(out)
      out.operator(opcodes.localGet, saved)
      out.operator(opcodes.globalSet, current)
    },
    leaveForTailCall(out, { saved, own }) {
      tick(out)
      out.raw(i32.add(nodeAt(pool, { index: own }, get({ index: saved })), i32.constant(firstSlot)))
      out.operator(opcodes.globalSet, current)
    },
    settle(out, frame) {
      out.operator(opcodes.globalGet, current)
      pushOwn(out, frame, firstSlot)
      out.raw([opcodes.i32Ne, opcodes.if, types.none])
      makeOwnCurrent(out, frame, firstSlot)
      out.u8(opcodes.end)
    },
    call(out, frame, slot) {
      pushOwn(out, frame, slot ?? firstSlot)
      out.operator(opcodes.globalSet, current)
    },
    add: (out, { own }, instructions) => addInstructions(out, own, instructions),
    addToCurrent(out, local, instructions) {
      out.template(nodeOfCurrent(local))
      out.operator(opcodes.localSet, local)
      addInstructions(out, local, instructions)
    },
    finish() {
      const f = new FunctionAssembler(1)
      const asked = get(f.parameter(0))
      // Whoever reads the number -1 does so from outside; a trap may have left another node current.
      f.when(i32.equal(asked, i32.constant(-1)), () => {
        if (clock !== null) f.do(call(clock))
        f.setGlobal(current, i32.constant(firstNode + firstSlot))
      })
      pool.read(f, asked)
      const read = additions.function(readerType(additions), f.body(), 'culprit.read')
      return { read, firstNode, clock: hasTime ? clockTable : null, helper: null }
    },
  }
}

/** A function that adds the time since it was called last to the current node: the clock in the table gives it. */
function addClock(additions: Additions, pool: NodePool, current: number): number {
  const last = additions.global('i64', 0, 'culprit.time')
  const type = additions.type([], ['i64'], 'culprit.clock')
  const stopped = additions.function(type, new FunctionAssembler(0).body(i64.constant(0n)), 'culprit.clock')
  const table = additions.table(1, 'culprit.clock')
  additions.elements(table, [stopped])
  additions.export(clockTable, 'table', table)
  const f = new FunctionAssembler(0)
  const [now, node] = [f.local('i64'), f.local('i32')]
  f.set(now, callIndirect(table, type, i32.constant(0)))
  f.set(node, nodeAt(pool, node, getGlobal(current)))
  f.do(addToNode(pool, get(node), timeOffset, i64.subtract(get(now), getGlobal(last))))
  f.setGlobal(last, get(now))
  return additions.function(additions.type([], [], 'culprit.tick'), f.body(), 'culprit.tick')
}

function pushConstant(out: ByteWriter, value: number): void {
  out.u8(opcodes.i32Const)
  out.s32(value)
}
