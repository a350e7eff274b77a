// How long operators are and which blocks they open and close, as tables: what the kernel knows of the format. A table says only what makes
// an operator well-formed if its bytes are all there; where that is not enough it says so (0, `notQuick`), and the decoder decides.
import { operatorIdLimit, operators, type Immediates, type Operator } from './operators.ts'

// Kinds of open blocks, one bit each. The function (or the expression) itself is a block.
export const plainFrame = 1
export const ifFrame = 2
export const tryFrame = 4
export const catchFrame = 8

/** The kind of block that an operator opens whose immediates are a block type. */
export function frameOf({ mnemonic }: Operator): number {
  return mnemonic === 'if' ? ifFrame : mnemonic === 'try' ? tryFrame : plainFrame
}

export const fixedSizes: Partial<Record<Immediates, number>> = { '': 0, lane: 1, f32: 4, f64: 8, v128: 16, 'lane*16': 16 }

/** By id, the kind of block that an operator opens; 0 for those that open none, or one whose head the tables do not know. */
export const openedFrames: Uint8Array = byId(operator => (operator.immediates === 'block' ? frameOf(operator) : 0))

/** By id, how many more blocks are open behind an operator of which the tables know the length; as unsigned bytes. */
export const depthChanges: Uint8Array = byId(({ immediates }) =>
  immediates === 'block' ? 1 : immediates === 'end' || immediates === 'delegate' ? 0xff : 0,
)

/** 0 for the bytes that are a block type by themselves (none, and the four number types), 0xff for the others. */
export const otherBlockType: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x40 || (byte >= 0x7c && byte <= 0x7f) ? 0 : 0xff,
)

/** Immediates that are LEBs of at most 32 bits (64 bits for `i64`), and how many. */
const lebs: Partial<Record<Immediates, number>> = {
  local: 1,
  global: 1,
  function: 1,
  label: 1,
  type: 1,
  table: 1,
  memory: 1,
  tag: 1,
  data: 1,
  element: 1,
  i32: 1,
  i64: 1,
  'type table': 2,
  'type type': 2,
  'type field': 2,
  'type count': 2,
  'type data': 2,
  'type element': 2,
  'type tag': 2,
  'data memory': 2,
  'memory memory': 2,
  'element table': 2,
  'table table': 2,
}

/**
 * The length of an operator without a prefix, by its opcode (from bit 5 on) and five bits of the next four bytes: bit 6 of the first, and
 * from bit 1 on those that say that a LEB goes on after the first, second, third and fourth. 0 where these do not decide it.
 */
export const lengths: Uint8Array = Uint8Array.from({ length: 256 * 32 }, (_, index) => {
  const operator = operators[index >> 5]
  if (operator === undefined) return 0
  const { immediates } = operator
  const bit6 = (index & 1) !== 0
  /** Bytes of the LEBs that begin with the immediate at `place`; 0 when they go on behind the fourth. */
  const lebBytes = (place: number, count: number) => {
    let left = count
    for (let end = place; end < 4; end++) if (((index >> (end + 1)) & 1) === 0 && --left === 0) return end + 1 - place
    return 0
  }
  const behindOpcode = (length: number) => (length === 0 ? 0 : length + 1)
  if (immediates === 'end') return 1
  if (fixedSizes[immediates] !== undefined) return 1 + fixedSizes[immediates]
  if (lebs[immediates] !== undefined) return behindOpcode(lebBytes(0, lebs[immediates]))
  const firstGoesOn = ((index >> 1) & 1) === 1
  // A block type of one byte; which one it is, `otherBlockType` tells.
  if (immediates === 'block') return bit6 && !firstGoesOn ? 2 : 0
  // Alignment without flags, then the offset.
  if (immediates === 'memarg' && !bit6 && !firstGoesOn) {
    const offset = lebBytes(1, 1)
    return offset === 0 ? 0 : 2 + offset
  }
  return 0
})

/** Operators without a prefix of which `lengths` is 0, but that are easy to look at: by opcode what has to be done, 0 for others. */
export const looks = [
  'decode',
  'u32',
  'u32 u32',
  'i32',
  'i64',
  'memarg',
  'else',
  'catch',
  'catch_all',
  'delegate',
  'br_table',
  'prefix',
] as const
export type Look = (typeof looks)[number]

const looksOf: Partial<Record<Immediates, Look>> = {
  i32: 'i32',
  i64: 'i64',
  memarg: 'memarg',
  else: 'else',
  'catch tag': 'catch',
  catch_all: 'catch_all',
  delegate: 'delegate',
  'label*': 'br_table',
}

const lebLooks: readonly Look[] = ['decode', 'u32', 'u32 u32']

export const lookOf: Uint8Array = byId(({ immediates }) => looks.indexOf(looksOf[immediates] ?? lebLooks[lebs[immediates] ?? 0]!))

/** Behind a sub-opcode: so many bytes, */
const quickFixed = 0
/** so many LEBs of 32 bits, */
export const quickLebs = 0x40
/** alignment without flags, an offset of up to eight bytes, and so many bytes. */
export const quickAccess = 0x80
export const notQuick = 0xff

/** By id, what an operator with a prefix has behind its sub-opcode. */
export const quickBytes: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  const immediates = operators[id]?.immediates
  if (immediates === undefined) return notQuick
  if (fixedSizes[immediates] !== undefined) return quickFixed | fixedSizes[immediates]
  if (lebs[immediates] !== undefined) return quickLebs | lebs[immediates]
  if (immediates === 'memarg') return quickAccess
  return immediates === 'memarg lane' ? quickAccess | 1 : notQuick
})

function byId(valueOf: (operator: Operator) => number): Uint8Array {
  return Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
    const operator = operators[id]
    return operator ? valueOf(operator) : 0
  })
}
