import { invalidModule } from '../../model/errors.ts'

/** A place in a DWARF section, and what DWARF is made of, little-endian as always in WebAssembly. Never reads beyond `end`. */
export class DwarfCursor {
  readonly bytes: Uint8Array
  position: number
  end: number

  /** Offsets are absolute in the file. */
  constructor(bytes: Uint8Array, position: number, end: number) {
    this.bytes = bytes
    this.position = position
    this.end = end
  }

  get left(): number {
    return this.end - this.position
  }

  u8(): number {
    if (this.position >= this.end) throw this.ends()
    return this.bytes[this.position++]!
  }

  u16(): number {
    return this.u8() | (this.u8() << 8)
  }

  u24(): number {
    return this.u16() | (this.u8() << 16)
  }

  u32(): number {
    if (this.left < 4) throw this.ends()
    const { bytes, position } = this
    this.position += 4
    return (bytes[position]! | (bytes[position + 1]! << 8) | (bytes[position + 2]! << 16) | (bytes[position + 3]! << 24)) >>> 0
  }

  /** Rounded above 2^53: no offset and no address of a module is that large. */
  u64(): number {
    const low = this.u32()
    return this.u32() * 0x1_0000_0000 + low
  }

  /** An offset into another section: as wide as the unit's format says. */
  offset(wide: boolean): number {
    return wide ? this.u64() : this.u32()
  }

  /** An address or another number of `size` bytes. */
  sized(size: number): number {
    switch (size) {
      case 1:
        return this.u8()
      case 2:
        return this.u16()
      case 3:
        return this.u24()
      case 4:
        return this.u32()
      case 8:
        return this.u64()
      default:
        throw this.damaged(`a number of ${size} bytes`)
    }
  }

  uleb(): number {
    let value = 0
    let scale = 1
    for (let byte = 0x80; byte >= 0x80; scale *= 128) {
      byte = this.u8()
      value += (byte & 0x7f) * scale
    }
    return value
  }

  sleb(): number {
    let value = 0
    let scale = 1
    let byte = 0x80
    for (; byte >= 0x80; scale *= 128) {
      byte = this.u8()
      value += (byte & 0x7f) * scale
    }
    return (byte & 0x40) !== 0 ? value - scale : value
  }

  skip(count: number): void {
    if (!(count <= this.left)) throw this.ends()
    this.position += count
  }

  /** Up to a zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.position)
    if (end < 0 || end >= this.end) throw this.ends()
    const text = decoder.decode(this.bytes.subarray(this.position, end))
    this.position = end + 1
    return text
  }

  skipText(): void {
    const end = this.bytes.indexOf(0, this.position)
    if (end < 0 || end >= this.end) throw this.ends()
    this.position = end + 1
  }

  /** The size of a unit and where it ends; 64-bit DWARF (`wide`) announces itself. */
  unit(): { readonly end: number; readonly wide: boolean } {
    const length = this.u32()
    const wide = length === 0xffff_ffff
    const bytes = wide ? this.u64() : length
    if (bytes > this.left) throw this.damaged(`a unit claims ${bytes} bytes, but ${this.left} are left`)
    return { end: this.position + bytes, wide }
  }

  damaged(what: string): Error {
    return invalidModule(`debugging information: ${what}`, this.position)
  }

  private ends(): Error {
    return this.damaged('the bytes end too early')
  }
}

// Paths and names are for people to read; one bad byte in them is no reason to refuse the rest.
const decoder = new TextDecoder()
