import { lebAt, lebEnd } from './leb.ts'

const tryTable = 0x1f
const brTable = 0x0e
const resumeThrow = 0xe4

/**
 * Labels, counted from the blocks around the operator at an offset: the targets of a table, what the clauses of a `try_table` lead to, or the
 * handlers of a `resume`.
 */
export function labelsOf(bytes: Uint8Array, id: number, offset: number): number[] {
  let at = offset + 1
  const u32 = () => {
    const value = lebAt(bytes, at)
    at = lebEnd(bytes, at)
    return value
  }
  const labels: number[] = []
  if (id === brTable) for (let left = u32(); left >= 0; left--) labels.push(u32())
  else if (id === tryTable) {
    at = blockTypeEnd(bytes, at)
    for (let left = u32(); left > 0; left--) {
      const hasTag = bytes[at++]! < 2
      if (hasTag) u32()
      labels.push(u32())
    }
  } else {
    // The type of the continuation, and what is thrown into it.
    u32()
    if (id === resumeThrow) u32()
    for (let left = u32(); left > 0; left--) {
      const hasLabel = bytes[at++] === 0
      u32()
      if (hasLabel) labels.push(u32())
    }
  }
  return labels
}

/** Where the label of a conditional branch is: behind its opcode, and behind the flags of a cast. */
export function labelOffset(bytes: Uint8Array, id: number, offset: number): number {
  if (id < 0x100) return offset + 1
  return lebEnd(bytes, offset + 1) + 1
}

/** A block type is an index or a value type: references begin with a byte or two that others do not have. */
function blockTypeEnd(bytes: Uint8Array, offset: number): number {
  let at = offset
  if (bytes[at] === 0x63 || bytes[at] === 0x64) at++
  if (bytes[at] === exact || bytes[at] === shared) at++
  return lebEnd(bytes, at)
}

const exact = 0x62
const shared = 0x65
