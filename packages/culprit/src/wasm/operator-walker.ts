import { invalidModule } from '../model/errors.ts'
import { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { operatorIdLimit, operators, prefixes, type Immediates, type Operator } from './operators.ts'
import { readFlags, readHeapType, readValueType, readValueTypes } from './types.ts'

const batchSize = 4096

// Kinds of open blocks, one bit each. The function (or the expression) itself is a block.
const plainFrame = 1
const ifFrame = 2
const tryFrame = 4
const catchFrame = 8

const blockOpcode = 0x02
const ifOpcode = 0x04
const elseOpcode = 0x05
const tryOpcode = 0x06
const endOpcode = 0x0b

/**
 * The one decoder of operators. It fills a batch, two parallel arrays, and the consumer loops over the batch: no call and no object per
 * operator, and any number of consumers without a second decoder. Who only wants to know how many there are of each kind uses `tally`.
 *
 *     walker.enterBody(start, end)
 *     for (let length = walker.fill(); length > 0; length = walker.fill()) {
 *       for (let i = 0; i < length; i++) histogram[walker.ids[i]!]++
 *     }
 *
 * Operator `i` occupies the bytes from `offsets[i]` to `offsets[i + 1]`. Immediates are already checked; a consumer that needs one reads
 * it from the bytes (`Cursor`), after the opcode.
 *
 * What is checked is the binary format and the nesting of blocks; whether operands have the right types and indices exist is
 * validation, which engines do.
 */
export class OperatorWalker {
  readonly ids = new Uint16Array(batchSize)
  readonly offsets = new Uint32Array(batchSize + 1)
  private readonly view: DataView
  private readonly features: Set<Feature>
  private readonly cursor: Cursor
  private exact = true
  private depth = 0
  private frames = new Uint8Array(64)

  /** `features` gets what only an operator's immediates tell (a second memory, types); its mnemonic tells the rest. */
  constructor(bytes: Uint8Array, features: Set<Feature>) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.features = features
    this.cursor = new Cursor(bytes)
  }

  /** Behind the last operator of the batch. */
  get position(): number {
    return this.cursor.position
  }

  /** The operators of a function body, whose last `end` has to be the last byte before `end`. */
  enterBody(start: number, end: number): void {
    this.enter(start, end, true)
  }

  /** A constant expression: it ends with its own `end`, somewhere before `end`; then `position` is behind it. */
  enterExpression(start: number, end: number): void {
    this.enter(start, end, false)
  }

  private enter(start: number, end: number, exact: boolean): void {
    this.cursor.position = start
    this.cursor.end = end
    this.exact = exact
    this.depth = 1
    this.frames[1] = plainFrame
  }

  /** Decodes the next operators into the batch and returns how many; 0 when the body is at its end. */
  fill(): number {
    if (this.depth === 0) return 0
    const { ids, offsets, view, cursor } = this
    const { bytes, end } = cursor
    const limit = Math.min(end, bytes.length - 3)
    let { position } = cursor
    let { depth } = this
    let length = 0
    while (length < batchSize) {
      if (position < limit) {
        const word = view.getInt32(position, true)
        const opcode = word & 0xff
        const step = stepAt(bytes, position, word)
        if (step !== 0) {
          ids[length] = opcode
          offsets[length++] = position
          position += step
          if (opcode !== endOpcode || --depth !== 0) continue
          break
        }
        if (isPlainBlock(word)) {
          ids[length] = opcode
          offsets[length++] = position
          position += 2
          this.depth = depth
          this.open(frameOf(opcode))
          depth++
          continue
        }
        if (opcode >= firstPrefix) {
          const found = prefixedAt(bytes, position, end)
          if (found !== 0) {
            ids[length] = found & 0xffff
            offsets[length++] = position
            position += found >>> 16
            continue
          }
        }
      }
      // An operator that did not fit into the body has left `position` behind its end, which is seen here.
      cursor.position = offsets[length] = position
      this.depth = depth
      ids[length++] = this.decode()
      position = cursor.position
      depth = this.depth
      if (depth === 0) break
    }
    offsets[length] = cursor.position = position
    this.depth = depth
    this.checkEnd()
    return length
  }

  /**
   * Walks to the end of the body, counts its operators by id into `histogram`, and returns how many there are. As `fill`, but nothing
   * is stored for each operator, which makes it a fifth faster.
   */
  tally(histogram: Uint32Array): number {
    const { view, cursor } = this
    const { bytes, end } = cursor
    const limit = Math.min(end, bytes.length - 3)
    let { position } = cursor
    let { depth } = this
    let length = 0
    while (depth !== 0) {
      length++
      if (position < limit) {
        const word = view.getInt32(position, true)
        const opcode = word & 0xff
        const step = stepAt(bytes, position, word)
        if (step !== 0) {
          histogram[opcode]!++
          position += step
          if (opcode === endOpcode) depth--
          continue
        }
        if (isPlainBlock(word)) {
          histogram[opcode]!++
          position += 2
          this.depth = depth
          this.open(frameOf(opcode))
          depth++
          continue
        }
        if (opcode >= firstPrefix) {
          const found = prefixedAt(bytes, position, end)
          if (found !== 0) {
            histogram[found & 0xffff]!++
            position += found >>> 16
            continue
          }
        }
      }
      cursor.position = position
      this.depth = depth
      histogram[this.decode()]!++
      position = cursor.position
      depth = this.depth
    }
    cursor.position = position
    this.depth = depth
    this.checkEnd()
    return length
  }

  private checkEnd(): void {
    const { position, end } = this.cursor
    if (this.depth === 0 && this.exact && position !== end) throw invalidModule('operators follow the end of a function body', position)
  }

  /** Any operator at the cursor; returns its id. */
  private decode(): number {
    const { cursor } = this
    const start = cursor.position
    if (start >= cursor.end) throw this.unfinished(start)
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
    const { cursor, features } = this
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
        this.open(operator.id === ifOpcode ? ifFrame : operator.id === tryOpcode ? tryFrame : plainFrame)
        break
      case 'block catch*':
        this.blockType()
        for (let left = cursor.count('catch clauses', 2); left > 0; left--) {
          const kind = cursor.u8('a catch clause')
          if (kind > 3) throw invalidModule(`0x${kind.toString(16)} is no kind of catch clause`, cursor.position - 1)
          if (kind < 2) cursor.u32('a tag')
          cursor.u32('a label')
        }
        this.open(plainFrame)
        break
      case 'end':
        this.depth--
        break
      case 'else':
        this.replaceFrame(operator, ifFrame, plainFrame, start)
        break
      case 'catch tag':
        cursor.u32('a tag')
        this.replaceFrame(operator, tryFrame | catchFrame, catchFrame, start)
        break
      case 'catch_all':
        this.replaceFrame(operator, tryFrame | catchFrame, plainFrame, start)
        break
      case 'delegate':
        cursor.u32('a label')
        this.replaceFrame(operator, tryFrame, plainFrame, start)
        this.depth--
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

  private open(frame: number): void {
    if (++this.depth === this.frames.length) {
      const frames = new Uint8Array(this.frames.length * 2)
      frames.set(this.frames)
      this.frames = frames
    }
    this.frames[this.depth] = frame
  }

  private replaceFrame(operator: Operator, allowed: number, next: number, start: number): void {
    if ((this.frames[this.depth]! & allowed) === 0) throw invalidModule(`${operator.mnemonic} has no block that it could belong to`, start)
    this.frames[this.depth] = next
  }

  private unfinished(position: number): Error {
    const { end } = this.cursor
    const what = this.exact ? 'a function body' : 'an expression'
    return invalidModule(position === end ? `${what} has no end` : `the last operator of ${what} goes beyond its bytes`, end)
  }
}

function unknownOperator(opcode: number, code: number | null, offset: number): Error {
  const name = [opcode, ...(code === null ? [] : [code])].map(byte => `0x${byte.toString(16).padStart(2, '0')}`).join(' ')
  return invalidModule(`${name} is no operator that this version of culprit knows`, offset)
}

const lebGoesOn = 15

/** Immediates that are LEBs only: one, or two of which the first has one byte. */
const oneLeb: readonly Immediates[] = ['local', 'global', 'function', 'label', 'type', 'table', 'memory', 'tag', 'i32', 'i64']
const twoLebs: readonly Immediates[] = ['memarg', 'type table']

const fixedSizes: Partial<Record<Immediates, number>> = { '': 0, lane: 1, f32: 4, f64: 8, v128: 16, 'lane*16': 16 }

/**
 * The length of an operator, by its opcode and four bits of the next three bytes: bit 6 of the first, and the bits that say that a LEB
 * goes on after the first, the second, the third. 0 where these do not decide it; `lebGoesOn` where the LEB goes on behind the third.
 */
const stepOf: Uint8Array = Uint8Array.from({ length: 256 * 16 }, (_, index) => {
  const immediates = operators[index >> 4]?.immediates
  if (immediates === undefined) return 0
  if (immediates === 'end') return 1
  if (fixedSizes[immediates] !== undefined) return 1 + fixedSizes[immediates]
  const [bit6, first, second, third] = [index & 1, index & 2, index & 4, index & 8]
  const two = twoLebs.includes(immediates)
  if (!two && !oneLeb.includes(immediates)) return 0
  if (two && (first || (immediates === 'memarg' && bit6))) return 0
  if (!two && !first) return 2
  if (!second) return 3
  return third ? lebGoesOn : 4
})

/**
 * How many bytes the operator at `position` has, `word` being its first four, or 0 when more has to be looked at.
 *
 * Nineteen in twenty operators are decided by these bytes: a table gives the length from the opcode and the bits that say where its LEBs
 * end. One data-dependent branch for an operator, instead of one for each shape, is what makes this fast.
 */
function stepAt(bytes: Uint8Array, position: number, word: number): number {
  const step = stepOf[((word & 0xff) << 4) | ((word >>> 14) & 3) | ((word >>> 21) & 4) | ((word >>> 28) & 8)]!
  if (step !== lebGoesOn) return step
  return bytes[position + 4]! < 0x80 ? 5 : bytes[position + 5]! < 0x08 ? 6 : 0
}

/** Whether the operator is `block`, `loop`, `if` or `try` with a type of one byte. */
function isPlainBlock(word: number): boolean {
  const opcode = word & 0xff
  return opcode >= blockOpcode && opcode <= tryOpcode && opcode !== elseOpcode && plainBlockType[(word >>> 8) & 0xff] === 1
}

function frameOf(opcode: number): number {
  return opcode === ifOpcode ? ifFrame : opcode === tryOpcode ? tryFrame : plainFrame
}

/**
 * Of an operator with a prefix, its id and, from bit 16 on, how many bytes it has; 0 when more has to be looked at. It knows those whose
 * immediates have a fixed size, and ordinary memory accesses: in modules that use SIMD or threads they are up to one in fifteen.
 */
function prefixedAt(bytes: Uint8Array, position: number, end: number): number {
  const prefix = bytes[position]!
  let at = position + 1
  let code = bytes[at++]!
  if (code >= 0x80) {
    const high = bytes[at++]!
    if (high >= 0x80) return 0
    code = (code & 0x7f) | (high << 7)
  }
  if (code >= prefixSize[prefix]!) return 0
  const id = prefixBase[prefix]! + code
  let rest = quickBytes[id]!
  if (rest >= quickAccess) {
    // Flags that are more than an alignment, and offsets of more than four bytes, are looked at one by one.
    if (rest === notFixed || bytes[at++]! >= 0x10) return 0
    for (let left = 4; bytes[at++]! >= 0x80; left--) if (left === 1) return 0
    rest -= quickAccess
  }
  at += rest
  return at > end ? 0 : id | ((at - position) << 16)
}

const prefixOf = Array.from({ length: 256 }, (_, opcode) => prefixes.get(opcode))

const notFixed = 0xff
/** By id, how many bytes of immediates there are, when that is fixed. */
const fixedBytes: Uint8Array = Uint8Array.from({ length: operatorIdLimit }, (_, id) => {
  const operator = operators[id]
  return operator ? (fixedSizes[operator.immediates] ?? notFixed) : notFixed
})

/** Prefixes are the opcodes from here on. */
const firstPrefix = 0xfb
const prefixBase = Uint16Array.from(prefixOf, prefix => prefix?.base ?? 0)
const prefixSize = Uint16Array.from(prefixOf, prefix => prefix?.size ?? 0)

/** A memory access; one more for its lane. */
const quickAccess = 0x80
/** As `fixedBytes`, and for memory accesses what they have besides alignment and offset. */
const quickBytes: Uint8Array = Uint8Array.from(fixedBytes, (fixed, id) => {
  const immediates = operators[id]?.immediates
  return immediates === 'memarg' ? quickAccess : immediates === 'memarg lane' ? quickAccess + 1 : fixed
})

/** 1 for the bytes that are a block type by themselves: none, and the four number types. */
const plainBlockType: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => (byte === 0x40 || (byte >= 0x7c && byte <= 0x7f) ? 1 : 0))
