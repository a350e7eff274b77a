import { invalidModule } from '../model/errors.ts'
import type { ControlStack } from './control-stack.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { catchFrame, fixedSizes, frameOf, ifFrame, plainFrame, tryFrame } from './operator-lengths.ts'
import { operatorIdLimit, operators, prefixes, type Operator } from './operators.ts'
import { readFlags, readHeapType, readValueType, readValueTypes } from './types.ts'

/** Reads one operator after the other with every check of the binary format, and keeps the nesting of blocks. Every error comes from here. */
export class OperatorDecoder {
  private readonly cursor: Cursor
  private readonly stack: ControlStack
  private readonly features: Set<Feature>

  /** `features` gets what only an operator's immediates tell. */
  constructor(cursor: Cursor, stack: ControlStack, features: Set<Feature>) {
    this.cursor = cursor
    this.stack = stack
    this.features = features
  }

  /** The operator at the cursor; returns its id. */
  decode(): number {
    const { cursor } = this
    const start = cursor.position
    const opcode = cursor.u8('an operator')
    const prefix = prefixOf[opcode]
    const code = prefix ? cursor.u32('a sub-opcode') : opcode
    const id = prefix ? prefix.base + code : code
    if (prefix && code >= prefix.size) throw unknownOperator(opcode, code, start)
    const fixed = fixedBytes[id]!
    if (fixed !== notFixed) {
      cursor.skip(fixed, 'an operator')
      return id
    }
    const operator = operators[id]
    if (operator === undefined) throw unknownOperator(opcode, prefix ? code : null, start)
    this.immediates(operator, start)
    return id
  }

  private immediates(operator: Operator, start: number): void {
    const { cursor, features, stack } = this
    switch (operator.immediates) {
      case 'memarg':
        this.memoryArgument(operator)
        break
      case 'memarg lane':
        this.memoryArgument(operator)
        cursor.skip(1, 'a lane')
        break
      case 'i32':
        cursor.s32('an i32')
        break
      case 'i64':
        cursor.skip64('an i64', true)
        break
      case 'block':
        this.blockType()
        stack.push(frameOf(operator))
        break
      case 'block catch*':
        this.blockType()
        for (let left = cursor.count('catch clauses', 2); left > 0; left--) {
          const kind = cursor.u8('a catch clause')
          if (kind > 3) throw invalidModule(`0x${kind.toString(16)} is no kind of catch clause`, cursor.position - 1)
          if (kind < 2) cursor.u32('a tag')
          cursor.u32('a label')
        }
        stack.push(plainFrame)
        break
      case 'end':
        stack.pop()
        break
      case 'else':
        this.turn(operator, ifFrame, plainFrame, start)
        break
      case 'catch tag':
        cursor.u32('a tag')
        this.turn(operator, tryFrame | catchFrame, catchFrame, start)
        break
      case 'catch_all':
        this.turn(operator, tryFrame | catchFrame, plainFrame, start)
        break
      case 'delegate':
        cursor.u32('a label')
        this.turn(operator, tryFrame, plainFrame, start)
        stack.pop()
        break
      case 'label*':
        for (let left = cursor.count('branch targets', 1); left >= 0; left--) cursor.u32('a branch target')
        break
      case 'heaptype':
        readHeapType(cursor, features)
        break
      case 'valtype*':
        readValueTypes(cursor, features, 'types of a select', 1_000)
        break
      case 'cast label heaptype heaptype':
        readFlags(cursor, 'the flags of a cast', 3)
        cursor.u32('a label')
        readHeapType(cursor, features)
        readHeapType(cursor, features)
        break
      case 'order':
        if (this.memoryOrder(operator) !== 0) features.add('relaxed-atomics')
        break
      case 'order global':
      case 'order table':
      case 'order type':
        this.memoryOrder(operator)
        cursor.u32('an index')
        break
      case 'order type field':
        this.memoryOrder(operator)
        cursor.u32('an index')
        cursor.u32('an index')
        break
      case 'type tag handler*':
        cursor.u32('a type')
        cursor.u32('a tag')
        this.handlers()
        break
      case 'type handler*':
        cursor.u32('a type')
        this.handlers()
        break
      case 'local':
      case 'global':
      case 'function':
      case 'label':
      case 'type':
      case 'table':
      case 'memory':
      case 'tag':
      case 'data':
      case 'element':
        cursor.u32('an index')
        break
      case '':
      case 'lane':
      case 'f32':
      case 'f64':
      case 'v128':
      case 'lane*16':
        cursor.skip(fixedBytes[operator.id]!, 'an operator')
        break
      case 'type table':
      case 'type type':
      case 'type field':
      case 'type count':
      case 'type data':
      case 'type element':
      case 'type tag':
      case 'data memory':
      case 'memory memory':
      case 'element table':
      case 'table table':
        cursor.u32('an index')
        cursor.u32('an index')
    }
  }

  /** Alignment and flags, the memory when bit 6 says so, of atomics a memory order when bit 4 does, and an offset of up to 64 bits. */
  private memoryArgument(operator: Operator): void {
    const { cursor } = this
    const start = cursor.position
    const flags = cursor.u32('the alignment of a memory access')
    if (flags >= 0x80) throw invalidModule(`0x${flags.toString(16)} is no alignment of a memory access`, start)
    if ((flags & 0x40) !== 0) {
      this.features.add('multi-memory')
      cursor.u32('a memory')
    }
    if ((flags & 0x10) !== 0 && operator.class === 'atomic') {
      this.features.add('relaxed-atomics')
      this.memoryOrder(operator)
    }
    cursor.skip64('the offset of a memory access', false)
  }

  /**
   * 0 is sequentially consistent, 1 acquires and releases, 2 is relaxed. What reads and writes has an order for either, in four bits each,
   * which have to be the same; wasm-tools writes only one of them.
   */
  private memoryOrder(operator: Operator): number {
    const { cursor } = this
    const order = cursor.u8('a memory order')
    const [read, write] = [order & 0xf, order >> 4]
    if (read > 2 || (write !== 0 && (write !== read || !operator.mnemonic.includes('.rmw')))) {
      throw invalidModule(`0x${order.toString(16)} is no memory order of ${operator.mnemonic}`, cursor.position - 1)
    }
    return order
  }

  private blockType(): void {
    const { cursor } = this
    const form = cursor.peek('a block type')
    if (form === 0x40) cursor.position++
    else if (form < 0x80 && (form & 0x40) !== 0) readValueType(cursor, this.features)
    else {
      const start = cursor.position
      const index = cursor.s33('a block type')
      if (index < 0) throw invalidModule(`${index} is no block type`, start)
      this.features.add('multi-value')
    }
  }

  private handlers(): void {
    const { cursor } = this
    for (let left = cursor.count('handlers', 2); left > 0; left--) {
      const kind = cursor.u8('a handler')
      if (kind > 1) throw invalidModule(`0x${kind.toString(16)} is no kind of handler`, cursor.position - 1)
      cursor.u32('a tag')
      if (kind === 0) cursor.u32('a label')
    }
  }

  /** Makes the innermost block another kind, when it is one of the allowed ones. */
  private turn({ mnemonic }: Operator, allowed: number, next: number, start: number): void {
    if ((this.stack.innermost & allowed) === 0) throw invalidModule(`${mnemonic} has no block that it could belong to`, start)
    this.stack.innermost = next
  }
}

function unknownOperator(opcode: number, code: number | null, offset: number): Error {
  const name = [opcode, ...(code === null ? [] : [code])].map(byte => `0x${byte.toString(16).padStart(2, '0')}`).join(' ')
  return invalidModule(`${name} is no operator that this version of culprit knows`, offset)
}

const prefixOf = Array.from({ length: 256 }, (_, opcode) => prefixes.get(opcode))

const notFixed = 0xff
/** By id, how many bytes of immediates there are, when that is fixed. */
const fixedBytes: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  const operator = operators[id]
  return operator ? (fixedSizes[operator.immediates] ?? notFixed) : notFixed
})
