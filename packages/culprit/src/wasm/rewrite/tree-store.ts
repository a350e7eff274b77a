import type { ByteWriter } from './byte-writer.ts'

/** Two locals of a function: the node that was current when it was entered, and its own. */
export interface TreeFrame {
  /** From 1. */
  readonly id: number
  /** Instructions of each call. They are added when counts are read, but for calls that got no node of their own. */
  readonly entryCost: number
  readonly saved: number
  readonly own: number
}

/** Where the nodes of the tree of calls are, and how code reaches them. What it writes leaves the operand stack as it is. */
export interface TreeStore {
  /** Finds or makes the child of the current node, makes it current, and counts a call. */
  enter(out: ByteWriter, frame: TreeFrame): void
  /** Makes the caller's node current again. */
  leave(out: ByteWriter, frame: TreeFrame): void
  /** Makes the frame's own node current again: control came back in a way that does not pass through `leave`. */
  settle(out: ByteWriter, frame: TreeFrame): void
  /** Adds executed instructions to the frame's node. */
  add(out: ByteWriter, frame: TreeFrame, instructions: number): void
  /** Adds them to the current node. */
  addToCurrent(out: ByteWriter, instructions: number): void
  /** Adds the function that reads a number, and says what there is to read. */
  finish(): TreeParts
}

export interface TreeParts {
  /** Index of the function that reads a number. */
  readonly read: number
  readonly nodeBytes: number
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
