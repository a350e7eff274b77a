import { invalidModule } from '../model/errors.ts'

/**
 * A place in a module's bytes, and the primitives of the binary format read from it. It never reads at or beyond `end`; offsets in errors are
 * absolute. LEBs may be longer than they need to be, up to the length that their type allows (toolchains pad them so that they can be
 * patched in place).
 */
export class Cursor {
  readonly bytes: Uint8Array
  position: number
  end: number
  private readonly start: number
  private texts = 0
  private characters: string | null = null
  private words: DataView | null = null

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes
    this.start = position
    this.position = position
    this.end = end
  }

  get left(): number {
    return this.end - this.position
  }

  u8(what: string): number {
    if (this.position >= this.end) throw this.ends(what)
    return this.bytes[this.position++]!
  }

  peek(what: string): number {
    if (this.position >= this.end) throw this.ends(what)
    return this.bytes[this.position]!
  }

  u32(what: string): number {
    if (this.position < this.end) {
      const byte = this.bytes[this.position]!
      if (byte < 0x80) {
        this.position++
        return byte
      }
      if (this.position + 2 < this.end) {
        const second = this.bytes[this.position + 1]!
        const third = this.bytes[this.position + 2]!
        if (second < 0x80) {
          this.position += 2
          return (byte & 0x7f) | (second << 7)
        }
        if (third < 0x80) {
          this.position += 3
          return (byte & 0x7f) | ((second & 0x7f) << 7) | (third << 14)
        }
      }
    }
    return this.leb(what, 32, false)
  }

  s32(what: string): number {
    return this.leb(what, 32, true)
  }

  /** A type index, or a negative number that stands for a type. */
  s33(what: string): number {
    return this.leb(what, 33, true)
  }

  u64(what: string): bigint {
    return this.leb64(what, false)
  }

  s64(what: string): bigint {
    return this.leb64(what, true)
  }

  /** As u64 or s64, without making the value. */
  skip64(what: string, signed: boolean): void {
    const start = this.position
    for (let length = 1; length < 10; length++) if (this.u8(what) < 0x80) return
    const last = this.u8(what)
    if (last !== 0 && last !== (signed ? 0x7f : 1)) throw invalidModule(`${what} does not fit 64 bits`, start)
  }

  skip(count: number, what: string): void {
    if (count > this.left) throw this.ends(what)
    this.position += count
  }

  /**
   * The number of things that follow, each of which takes at least `smallest` bytes: more than can be there is an error, so that nothing
   * is allocated for a claim. `limit` is what engines accept (https://webassembly.github.io/spec/js-api/#limits).
   */
  count(what: string, smallest: number, limit = Infinity): number {
    const start = this.position
    const count = this.u32(`the number of ${what}`)
    if (count * smallest > this.left) throw invalidModule(`${count} ${what} do not fit into the ${this.left} bytes that follow`, start)
    if (count > limit) throw invalidModule(`${count} ${what} are more than the ${limit} that engines accept`, start)
    return count
  }

  /** A length and as many bytes of UTF-8. */
  name(what: string): string {
    const length = this.u32(what)
    const start = this.position
    this.skip(length, what)
    return this.text(start, this.position, what)
  }

  /** As `name`, for who makes the text later: only checks it, and returns where it begins. It ends at the position then. */
  skipName(what: string): number {
    const length = this.u32(what)
    const start = this.position
    this.skip(length, what)
    if (!isAscii(this.bytes, this.view(), start, this.position)) text(this.bytes, start, this.position, what)
    return start
  }

  /** Text of bytes between this cursor's first one and its end. */
  text(start: number, end: number, what: string): string {
    if (++this.texts > fewTexts && this.end - this.start <= largestText && isAscii(this.bytes, this.view(), start, end)) {
      // Making one string of all and cutting it is much faster than decoding each of 75 000 export names.
      this.characters ??= latin1(this.bytes, this.start, this.end)
      return this.characters.slice(start - this.start, end - this.start)
    }
    return text(this.bytes, start, end, what)
  }

  /** The bytes that belong to a size that was just read: a cursor over them, and this one goes behind them. */
  take(size: number, what: string): Cursor {
    const start = this.position
    this.skip(size, what)
    return new Cursor(this.bytes, start, this.position)
  }

  /** Throws unless everything was read. */
  finish(what: string): void {
    if (this.position !== this.end) throw invalidModule(`${this.left} bytes are left at the end of ${what}`, this.position)
  }

  ends(what: string): Error {
    return invalidModule(`the bytes end inside ${what}`, this.end)
  }

  private view(): DataView {
    return (this.words ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length))
  }

  /** Up to 33 bits: a LEB of five bytes has 35, which a number holds exactly. */
  private leb(what: string, bits: number, signed: boolean): number {
    const start = this.position
    let value = 0
    let scale = 1
    for (let length = 1; ; length++) {
      const byte = this.u8(what)
      value += (byte & 0x7f) * scale
      scale *= 128
      if (byte < 0x80) break
      if (length === 5) throw invalidModule(`${what} is a LEB of more than 5 bytes`, start)
    }
    if (signed && value >= scale / 2) value -= scale
    const span = 2 ** bits
    if (signed ? value < -span / 2 || value >= span / 2 : value >= span) throw invalidModule(`${what} does not fit ${bits} bits`, start)
    return value
  }

  private leb64(what: string, signed: boolean): bigint {
    const start = this.position
    let value = 0n
    let shift = 0n
    do {
      if (shift === 70n) throw invalidModule(`${what} is a LEB of more than 10 bytes`, start)
      value |= BigInt(this.u8(what) & 0x7f) << shift
      shift += 7n
    } while (this.bytes[this.position - 1]! >= 0x80)
    if (signed) value = BigInt.asIntN(Number(shift), value)
    if ((signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) !== value)
      throw invalidModule(`${what} does not fit 64 bits`, start)
    return value
  }
}

const fewTexts = 64
/** Engines have a longest string (V8: 512 MiB). */
const largestText = 2 ** 28

function isAscii(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
  let all = 0
  let i = start
  // Sixteen at a time: of a module with 75 000 long export names, this loop is a good part of the time that reading takes.
  for (; i + 15 < end; i += 16)
    all |= view.getInt32(i, true) | view.getInt32(i + 4, true) | view.getInt32(i + 8, true) | view.getInt32(i + 12, true)
  for (; i < end; i++) all |= bytes[i]!
  return (all & 0x8080_8080) === 0
}

/** One character for each byte. A Buffer copies them as they are; a TextDecoder takes ten times as long for it. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of some bytes; bytes that are no UTF-8 are an error. */
export function text(bytes: Uint8Array, start: number, end: number, what: string): string {
  try {
    return utf8.decode(bytes.subarray(start, end))
  } catch {
    throw invalidModule(`${what} is not UTF-8`, start)
  }
}
