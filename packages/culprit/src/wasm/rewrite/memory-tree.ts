import type { Additions } from './additions.ts'
import { ByteWriter } from './byte-writer.ts'
import { readerType } from './counters.ts'
import {
  addToNode,
  callsOffset,
  constant,
  i32Load,
  i64Load,
  instructionsOffset,
  nodePool,
  slotBase,
  spread,
  timeOffset,
} from './node-pool.ts'
import type { TreeStore } from './tree-store.ts'

const i64 = 0x7e
const getLocal = 0x20
const getGlobal = 0x23

/** Exported when there is a clock: a table whose one function, () -> i64, the host replaces by one that gives the time. */
const clockTable = '__culprit_clock'

/** Nodes in a memory of the module, which its functions reach by themselves. */
export function memoryTree(additions: Additions, limit: number, hasTime: boolean): TreeStore {
  const pool = nodePool(additions, limit, hasTime)
  const { access, firstNode, child } = pool
  const current = additions.global('i32', firstNode, 'culprit.node')
  const tick = hasTime ? additions.function(additions.type([], [], 0, 'culprit.tick'), tickBody(), 'culprit.tick') : null

  /** now = clock(); current.time += now - last; last = now */
  function tickBody(): Uint8Array {
    const last = additions.global('i64', 0, 'culprit.time')
    const type = additions.type([], [i64], 1, 'culprit.clock')
    const stopped = additions.function(type, Uint8Array.of(0, 0x42, 0, 0x0b), 'culprit.clock')
    const table = additions.table(1, 'culprit.clock')
    additions.elements(table, [stopped])
    additions.export(clockTable, 'table', table)
    const out = new ByteWriter()
    out.raw([1, 1, i64, 0x41, 0])
    out.operator(0x11, type)
    out.u32(table)
    out.raw([0x21, 0])
    addToNode(
      pool,
      out,
      () => out.operator(getGlobal, current),
      timeOffset,
      () => {
        out.raw([0x20, 0])
        out.operator(getGlobal, last)
        out.u8(0x7d)
      },
    )
    out.raw([0x20, 0])
    out.operator(0x24, last)
    out.u8(0x0b)
    return out.written
  }

  const makeCurrent = (out: ByteWriter, local: number) => {
    if (tick !== null) out.operator(0x10, tick)
    out.operator(getLocal, local)
    out.operator(0x24, current)
  }
  const add = (out: ByteWriter, opcode: number, node: number, offset: number, amount: number) => {
    addToNode(
      pool,
      out,
      () => out.operator(opcode, node),
      offset,
      () => {
        out.u8(0x42)
        out.s32(amount)
      },
    )
  }

  return {
    enter(out, { id, entryCost, saved, own }) {
      pool.hash(
        out,
        () => {
          out.operator(getGlobal, current)
          out.operator(0x22, saved)
        },
        () => constant(out, Math.imul(id, spread)),
      )
      access(out, i32Load, slotBase)
      out.operator(0x22, own)
      // Parent and function of the node there; of none, zeros, which no node has.
      access(out, i64Load, 0)
      out.operator(getLocal, saved)
      out.raw([0xad, 0x42]) // i64.extend_i32_u, i64.const
      out.s64(BigInt(id) << 32n)
      out.raw([0x84, 0x52, 0x04, 0x40]) // i64.or, i64.ne, if
      out.operator(getLocal, saved)
      constant(out, id)
      constant(out, entryCost)
      out.operator(0x10, child)
      out.operator(0x21, own)
      out.u8(0x0b)
      makeCurrent(out, own)
      add(out, getLocal, own, callsOffset, 1)
    },
    leave(out, { saved }) {
      makeCurrent(out, saved)
    },
    settle(out, { own }) {
      if (tick === null) {
        makeCurrent(out, own)
        return
      }
      out.operator(getGlobal, current)
      out.operator(getLocal, own)
      out.raw([0x47, 0x04, 0x40]) // i32.ne, if
      makeCurrent(out, own)
      out.u8(0x0b)
    },
    add: (out, { own }, instructions) => add(out, getLocal, own, instructionsOffset, instructions),
    addToCurrent: (out, instructions) => add(out, getGlobal, current, instructionsOffset, instructions),
    finish() {
      const out = new ByteWriter()
      // Whoever reads the number -1 does so from outside; a trap may have left another node current.
      out.raw([0, 0x20, 0, 0x41, 0x7f, 0x46, 0x04, 0x40])
      if (tick !== null) out.operator(0x10, tick)
      constant(out, firstNode)
      out.operator(0x24, current)
      out.u8(0x0b)
      pool.read(out)
      out.u8(0x0b)
      const read = additions.function(readerType(additions), out.written, 'culprit.read')
      return { read, nodeBytes: pool.nodeBytes, firstNode, clock: hasTime ? clockTable : null, helper: null }
    },
  }
}
