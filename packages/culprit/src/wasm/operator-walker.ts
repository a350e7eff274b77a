import { invalidModule } from '../model/errors.ts'
import { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { kernelDepth, sharedKernel, type BodyFacts, type Kernel } from './kernel/kernel.ts'
import { batchSize, bodyFacts } from './kernel/layout.ts'
import type { OperatorDigest } from './operator-digest.ts'
import { catchFrame, fixedSizes, frameOf, ifFrame, plainFrame, tryFrame } from './operator-lengths.ts'
import { operatorIdLimit, operators, prefixes, type Operator } from './operators.ts'
import { readFlags, readHeapType, readValueType, readValueTypes } from './types.ts'

// Who decides what. `decode` is the decoder: it reads one operator with every check, and every error comes from it. The kernel
// (`kernel/`) walks the operators of function bodies several times as fast, but only those that it knows to be well-formed: at any other, and at
// one whose bytes might not all be there, it stops as if it had not looked, `decode` reads that one, and the kernel goes on. So it can
// neither refuse anything nor word an error, and it cannot add a feature. What it takes it must know to be right: the tables in
// `operator-lengths.ts` say so for one operator, the kinds of the open blocks, which both keep in the same bytes, for the nesting.
// `kernel/kernel.test.ts` compares the two.

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
  private readonly features: Set<Feature>
  private readonly cursor: Cursor
  private readonly kernel: Kernel | null
  private exact = true
  private depth = 0
  /** Kinds of the open blocks, from place 1 on. */
  private ownFrames: Uint8Array = new Uint8Array(64)
  /** Those, or the kernel's while it is asked. */
  private frames: Uint8Array = this.ownFrames
  private histogram: Uint32Array = new Uint32Array(0)

  /**
   * `features` gets what only an operator's immediates tell (a second memory, types); its mnemonic tells the rest. The bytes may not change
   * as long as the walker is used. `kernel` is null where everything is to be decoded without it.
   */
  constructor(bytes: Uint8Array, features: Set<Feature>, kernel: Kernel | null = sharedKernel()) {
    this.features = features
    this.cursor = new Cursor(bytes)
    this.kernel = kernel
    kernel?.forget()
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
    this.frames = this.ownFrames
    this.frames[1] = plainFrame
  }

  /** Decodes the next operators into the batch and returns how many; 0 when the body is at its end. */
  fill(): number {
    if (this.depth === 0) return 0
    const { ids, offsets, cursor } = this
    let length = 0
    // An expression has two or three operators: calling the kernel would take longer.
    const kernel = this.exact ? this.lendFrames() : null
    while (length < batchSize && this.depth !== 0) {
      if (kernel !== null && this.kernelCanGoOn()) {
        cursor.position = kernel.fill(cursor.bytes, cursor.position, cursor.end, this.depth, batchSize - length)
        this.depth = kernel.depth
        const { count } = kernel
        ids.set(kernel.ids.subarray(0, count), length)
        offsets.set(kernel.offsets.subarray(0, count), length)
        length += count
        if (this.depth === 0 || length === batchSize || kernel.endsBefore(cursor.end, cursor.position)) continue
      }
      offsets[length] = cursor.position
      ids[length++] = this.decode()
    }
    if (kernel !== null) this.takeFramesBack()
    offsets[length] = cursor.position
    this.checkEnd()
    return length
  }

  /** Decodes the next operators into a digest, as many as its list has room for, and returns whether the body is at its end. */
  digest(digest: OperatorDigest): boolean {
    const { cursor } = this
    digest.count = 0
    const kernel = this.lendFrames()
    while (this.depth !== 0 && digest.count < digest.ids.length) {
      if (kernel !== null && this.kernelCanGoOn()) {
        cursor.position = kernel.digest(cursor.bytes, cursor.position, cursor.end, this.depth, digest)
        this.depth = kernel.depth
        addListed(digest, kernel)
        if (this.depth === 0 || digest.count === digest.ids.length || kernel.endsBefore(cursor.end, cursor.position)) continue
      }
      const start = cursor.position
      digest.add(cursor.bytes, this.decode(), start, cursor.position)
    }
    if (kernel !== null) this.takeFramesBack()
    this.checkEnd()
    return this.depth === 0
  }

  /** What `tally` counts while `walk` runs goes into `histogram`, by id. */
  count(histogram: Uint32Array, walk: () => void): void {
    const { kernel } = this
    this.histogram = histogram
    kernel?.histogram.fill(0)
    walk()
    if (kernel !== null) for (let id = 0; id < operatorIdLimit; id++) histogram[id]! += kernel.histogram[id]!
  }

  /** Walks to the end of the body, without storing anything for each operator, and returns how many there are. Only inside `count`. */
  tally(): number {
    return this.finish(this.lendFrames())
  }

  /**
   * Tallies entries of the code section, sizes and locals included, as many as the kernel can: from `start` on, whose facts go to place
   * `first` and behind. Returns how many; then `position` is behind them. 0 says nothing about the first: it is for others to read.
   */
  tallyBodies(start: number, end: number, facts: BodyFacts, first: number): number {
    const { cursor, kernel } = this
    if (kernel === null) return 0
    cursor.position = kernel.bodies(cursor.bytes, start, end, facts.ends.length - first)
    const { done, begun } = kernel
    if (kernel.hasVectors) this.features.add('simd')
    const known = done + (begun ? 1 : 0)
    for (const fact of bodyFacts) facts[fact].set(kernel.bodyFacts[fact].subarray(0, known), first)
    if (begun) {
      const last = first + done
      this.enter(cursor.position, facts.ends[last]!, true)
      this.depth = kernel.depth
      this.frames = kernel.frames
      facts.operators[last] = kernel.count
      facts.operators[last] += this.finish(kernel)
    }
    return known
  }

  /** To the end of the body; where the kernel is given, its frames are those of the body. */
  private finish(kernel: Kernel | null): number {
    const { cursor, histogram } = this
    let length = 0
    while (this.depth !== 0) {
      if (kernel !== null && this.kernelCanGoOn()) {
        cursor.position = kernel.tally(cursor.bytes, cursor.position, cursor.end, this.depth)
        this.depth = kernel.depth
        length += kernel.count
        if (this.depth === 0 || kernel.endsBefore(cursor.end, cursor.position)) continue
      }
      histogram[this.decode()]!++
      length++
    }
    this.checkEnd()
    return length
  }

  /** Null when the kernel cannot be used. */
  private lendFrames(): Kernel | null {
    const { kernel, depth, ownFrames } = this
    if (kernel === null || depth > kernelDepth) return null
    if (depth === 1) kernel.frames[1] = ownFrames[1]!
    else kernel.frames.set(ownFrames.subarray(1, depth + 1), 1)
    this.frames = kernel.frames
    return kernel
  }

  private kernelCanGoOn(): boolean {
    return this.depth <= kernelDepth && this.frames === this.kernel!.frames
  }

  private takeFramesBack(): void {
    const { frames, depth } = this
    this.frames = this.ownFrames
    if (depth === 0) return
    if (depth >= this.ownFrames.length) this.frames = this.ownFrames = new Uint8Array(depth * 2)
    this.ownFrames.set(frames.subarray(1, depth + 1), 1)
  }

  private checkEnd(): void {
    const { position, end } = this.cursor
    if (this.depth === 0 && this.exact && position !== end) throw invalidModule('operators follow the end of a function body', position)
  }

  /** Any operator at the cursor; returns its id. */
  private decode(): number {
    const { cursor } = this
    const start = cursor.position
    if (start >= cursor.end) throw this.unfinished()
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
        this.open(frameOf(operator))
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
      this.frames = this.ownFrames = frames
    }
    this.frames[this.depth] = frame
  }

  private replaceFrame(operator: Operator, allowed: number, next: number, start: number): void {
    if ((this.frames[this.depth]! & allowed) === 0) throw invalidModule(`${operator.mnemonic} has no block that it could belong to`, start)
    this.frames[this.depth] = next
  }

  private unfinished(): Error {
    return invalidModule(`${this.exact ? 'a function body' : 'an expression'} has no end`, this.cursor.end)
  }
}

/** What the kernel listed goes behind what is there. */
function addListed(digest: OperatorDigest, kernel: Kernel): void {
  const { ids, offsets, ends, runs, listed } = kernel
  const { count } = digest
  for (let place = 0; place < listed; place++) {
    digest.ids[count + place] = ids[place]!
    digest.offsets[count + place] = offsets[place]!
    digest.ends[count + place] = ends[place]!
    digest.runs[count + place] = runs[place]!
  }
  digest.count += listed
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
