import { invalidModule } from '../model/errors.ts'
import type { BodyDigester } from './body-digester.ts'
import { ControlStack } from './control-stack.ts'
import { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { sharedKernel, type BodyFacts, type Kernel } from './kernel/kernel.ts'
import { batchSize, bodyFacts } from './kernel/layout.ts'
import { OperatorDecoder } from './operator-decoder.ts'
import { operatorIdLimit } from './operators.ts'

// Who decides what. The decoder reads one operator with every check, and every error comes from it. The kernel
// (`kernel/`) walks the operators of function bodies several times as fast, but only those that it knows to be well-formed: at any other, and at
// one whose bytes might not all be there, it stops as if it had not looked, the decoder reads that one, and the kernel goes on. So it can
// neither refuse anything nor word an error, and it cannot add a feature. What it takes it must know to be right: the tables in
// `operator-lengths.ts` say so for one operator, the control stack, which both keep in the same bytes, for the nesting.
// Digests of bodies are made by whichever decodes an operator, by the same rules (`body-digester.ts`). `kernel/kernel.test.ts` compares the two.

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
  private readonly stack = new ControlStack()
  private readonly decoder: OperatorDecoder
  private exact = true
  private histogram: Uint32Array = new Uint32Array(0)

  /**
   * `features` gets what only an operator's immediates tell (a second memory, types); its mnemonic tells the rest. The bytes may not change
   * as long as the walker is used. `kernel` is null where everything is to be decoded without it.
   */
  constructor(bytes: Uint8Array, features: Set<Feature>, kernel: Kernel | null = sharedKernel()) {
    this.features = features
    this.cursor = new Cursor(bytes)
    this.decoder = new OperatorDecoder(this.cursor, this.stack, features)
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
    this.stack.reset()
  }

  /** Decodes the next operators into the batch and returns how many; 0 when the body is at its end. */
  fill(): number {
    const { ids, offsets, cursor, stack } = this
    if (stack.depth === 0) return 0
    let length = 0
    // An expression has two or three operators: calling the kernel would take longer.
    const kernel = this.exact ? this.lend() : null
    while (length < batchSize && stack.depth !== 0) {
      if (kernel !== null && stack.isWith(kernel)) {
        cursor.position = kernel.fill(cursor.bytes, cursor.position, cursor.end, stack.depth, batchSize - length)
        stack.depth = kernel.depth
        const { count } = kernel
        ids.set(kernel.ids.subarray(0, count), length)
        offsets.set(kernel.offsets.subarray(0, count), length)
        length += count
        if (stack.depth === 0 || length === batchSize || kernel.endsBefore(cursor.end, cursor.position)) continue
      }
      offsets[length] = cursor.position
      ids[length++] = this.decode()
    }
    if (kernel !== null) stack.takeBack()
    offsets[length] = cursor.position
    this.checkEnd()
    return length
  }

  /** What `tally` counts while `walk` runs goes into `histogram`, by id. */
  count(histogram: Uint32Array, walk: () => void): void {
    const { kernel } = this
    this.histogram = histogram
    kernel?.histogram.fill(0)
    walk()
    if (kernel !== null) for (let id = 0; id < operatorIdLimit; id++) histogram[id]! += kernel.histogram[id]!
  }

  /**
   * Walks to the end of the body, without storing anything for each operator, and returns how many there are. Only inside `count`. Where digests
   * are given, they get the body.
   */
  tally(digests: BodyDigester | null = null): number {
    digests?.beginBody()
    return this.finish(this.lend(), digests)
  }

  /**
   * Tallies entries of the code section, sizes and locals included, as many as the kernel can: from `start` on, whose facts go to place
   * `first` and behind. Returns how many; then `position` is behind them. 0 says nothing about the first: it is for others to read.
   */
  tallyBodies(start: number, end: number, facts: BodyFacts, first: number, digests: BodyDigester | null): number {
    const { cursor, kernel } = this
    if (kernel === null) return 0
    cursor.position = kernel.bodies(cursor.bytes, start, end, facts.ends.length - first, digests)
    const { done, begun } = kernel
    if (kernel.hasVectors) this.features.add('simd')
    const known = done + (begun ? 1 : 0)
    for (const fact of bodyFacts) facts[fact].set(kernel.bodyFacts[fact].subarray(0, known), first)
    if (begun) {
      const last = first + done
      this.enter(cursor.position, facts.ends[last]!, true)
      this.stack.take(kernel)
      facts.operators[last] = kernel.count
      facts.operators[last] += this.finish(kernel, digests)
    }
    return known
  }

  /** To the end of the body; where the kernel is given, its frames are those of the body. */
  private finish(kernel: Kernel | null, digests: BodyDigester | null): number {
    const { cursor, histogram, stack } = this
    let length = 0
    while (stack.depth !== 0) {
      if (kernel !== null && stack.isWith(kernel)) {
        cursor.position = kernel.restOfBody(cursor.bytes, cursor.position, cursor.end, stack.depth, digests)
        stack.depth = kernel.depth
        length += kernel.count
        if (stack.depth === 0 || kernel.endsBefore(cursor.end, cursor.position)) continue
      }
      const start = cursor.position
      const id = this.decode()
      histogram[id]!++
      length++
      digests?.add(cursor.bytes, id, start, cursor.position)
      if (stack.depth === 0) digests?.endBody()
    }
    this.checkEnd()
    return length
  }

  /** The kernel, with the control stack; null when it cannot be used. */
  private lend(): Kernel | null {
    return this.kernel !== null && this.stack.lendTo(this.kernel) ? this.kernel : null
  }

  private checkEnd(): void {
    const { position, end } = this.cursor
    if (this.stack.depth === 0 && this.exact && position !== end)
      throw invalidModule('operators follow the end of a function body', position)
  }

  private decode(): number {
    const { cursor } = this
    if (cursor.position >= cursor.end) throw invalidModule(`${this.exact ? 'a function body' : 'an expression'} has no end`, cursor.end)
    return this.decoder.decode()
  }
}
