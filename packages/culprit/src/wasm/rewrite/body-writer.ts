import { ByteWriter } from '../assembler/byte-writer.ts'
import { opcodes, types } from '../assembler/opcodes.ts'
import { lebAt, lebEnd } from './leb.ts'

/** A hint about a branch, by the absolute offset of its operator. */
export interface Hint {
  readonly offset: number
  readonly likely: number
}

/** Copies bodies, with something written in between. It knows where the operators went that hints belong to. */
export class BodyWriter {
  readonly out: ByteWriter
  private readonly bytes: Uint8Array
  private at = 0
  private bodyStart = 0
  private start = 0
  private hints: readonly Hint[] = []
  private nextHint = 0
  private moved: Hint[] = []

  /** `room` is that of a `ByteWriter`. */
  constructor(bytes: Uint8Array, capacity: number, room = 0) {
    this.bytes = bytes
    this.out = new ByteWriter(capacity, bytes, room)
  }

  /** Begins a body whose declaration of locals is at `start`; `hints` are in the order of their offsets. */
  begin(start: number, hints: readonly Hint[]): void {
    this.at = start
    this.bodyStart = start
    this.start = this.out.position
    this.hints = hints
    this.nextHint = 0
    this.moved = []
  }

  /** Copies what lies before `position` and was not copied yet. */
  copyUntil(position: number): void {
    if (this.nextHint < this.hints.length) this.moveHints(position)
    this.out.copy(this.bytes, this.at, position)
    this.at = position
  }

  private moveHints(position: number): void {
    for (; this.nextHint < this.hints.length && this.hints[this.nextHint]!.offset < position; this.nextHint++) {
      const { offset, likely } = this.hints[this.nextHint]!
      if (offset >= this.at) this.moved.push({ offset: this.out.position - this.start + (offset - this.at), likely })
    }
  }

  /** Leaves out what lies before `position`. */
  skipUntil(position: number): void {
    this.at = position
  }

  /** Makes the `br_if` at `position` an `if` with a branch in it, behind what is written until `endTaken`. Its label must take no values. */
  beginTaken(position: number): void {
    this.copyUntil(position)
    this.out.u8(opcodes.if)
    this.out.u8(types.none)
  }

  endTaken(position: number): void {
    this.out.operator(opcodes.br, lebAt(this.bytes, position + 1) + 1)
    this.out.u8(opcodes.end)
    // A hint about it stays with the `if`.
    this.skipUntil(lebEnd(this.bytes, position + 1))
  }

  /** Begins the body again. */
  restart(): void {
    this.out.rewind(this.start)
    this.begin(this.bodyStart, this.hints)
  }

  /** How large the body is so far. */
  get size(): number {
    return this.out.position - this.start
  }

  /** Of the body that was begun last: the hints, by the offset from its declaration of locals. */
  get movedHints(): readonly Hint[] {
    return this.moved
  }
}
