import type { ByteWriter } from '../assembler/byte-writer.ts'

/** Locals that a function gets, and what is known of it. */
export interface TreeFrame {
  /** From 1. */
  readonly id: number
  /** Whether it may be called by others than functions that have set a slot for it. */
  readonly isShared: boolean
  /** Instructions of each call. They are added when counts are read, but for calls that got no node of their own. */
  readonly entryCost: number
  /** Room that its nodes need for slots; see `CallSlots`. */
  readonly lines: number
  /** Whether the function itself makes its caller's node current again. */
  readonly restores: boolean
  /** i32: its own node. */
  readonly own: number
  /** i32: what was current when it was entered; only where the function restores it. */
  readonly saved: number
  /** i64: what it finds in a slot. */
  readonly found: number
}

/** Where the nodes of the tree of calls are, and how code reaches them. What it writes leaves the operand stack as it is. */
export interface TreeStore {
  /**
   * Whether nodes are made current by the functions that they belong to, at entry and exit and where control comes back. Otherwise each
   * function does so in front of each of its calls.
   */
  readonly isSettled: boolean
  /** Finds or makes the child of the current node, and counts a call. */
  enter(out: ByteWriter, frame: TreeFrame): void
  /** Makes the caller's node current again. */
  leave(out: ByteWriter, frame: TreeFrame): void
  /** As `leave`, for a function of which only the caller is known. */
  leaveForTailCall(out: ByteWriter, frame: TreeFrame): void
  /** Makes the frame's own node current again: control came back in a way that does not pass through `leave`. */
  settle(out: ByteWriter, frame: TreeFrame): void
  /** Makes the frame's own node current, with the slot at that offset for the function that is called; null when it is shared or not known. */
  call(out: ByteWriter, frame: TreeFrame, slot: number | null): void
  /** Adds executed instructions to the frame's node. */
  add(out: ByteWriter, frame: TreeFrame, instructions: number): void
  /** Adds them to the current node, in a function that has no node. `local` is an i32. */
  addToCurrent(out: ByteWriter, local: number, instructions: number): void
  /** Adds the function that reads a number, and says what there is to read. */
  finish(): TreeParts
}

export interface TreeParts {
  /** Index of the function that reads a number. */
  readonly read: number
  /** Address of the node that stands for the outside. */
  readonly firstNode: number
  /** The exported table in which the host has to put a clock. */
  readonly clock: string | null
  /** A module that has the nodes, and the exported table in which the host has to put its functions. */
  readonly helper: {
    readonly table: string
    readonly functions: readonly string[]
    readonly nodes: number
    readonly bytes: Uint8Array<ArrayBuffer>
  } | null
}
