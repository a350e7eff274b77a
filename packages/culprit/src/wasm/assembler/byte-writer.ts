/** Bytes that are written often, as words with the lowest byte first. */
export interface Template {
  readonly length: number
  readonly words: BigInt64Array
}

export function template(bytes: Uint8Array): Template {
  const words = new BigInt64Array(Math.ceil(bytes.length / wordBytes))
  const view = new DataView(new ArrayBuffer(words.length * wordBytes))
  new Uint8Array(view.buffer).set(bytes)
  return { length: bytes.length, words: words.map((_, word) => view.getBigInt64(word * wordBytes, true)) }
}

/** Templates of which each is made once. Mostly the same one is asked for again and again. */
export function templatesBy(bytesOf: (key: number) => readonly number[]): (key: number) => Template {
  const known = new Map<number, Template>()
  let lastKey = Number.NaN
  let last: Template | undefined
  return key => {
    if (last !== undefined && key === lastKey) return last
    let found = known.get(key)
    if (!found) known.set(key, (found = template(Uint8Array.from(bytesOf(key)))))
    lastKey = key
    return (last = found)
  }
}

/** Bytes that grow, and the primitives of the binary format written to them. LEBs are as short as they can be. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>
  private view: DataView<ArrayBuffer>
  private length: number
  private readonly start: number
  private readonly source: Uint8Array | null
  private readonly sourceView: DataView

  /**
   * From `source`, pieces are copied faster than from anything else. In front of what is written, the buffer has `room` for what others put
   * there.
   */
  constructor(capacity = 256, source: Uint8Array | null = null, room = 0) {
    this.bytes = new Uint8Array(room + capacity)
    this.length = this.start = room
    this.view = new DataView(this.bytes.buffer)
    this.source = source
    this.sourceView = source === null ? this.view : new DataView(source.buffer, source.byteOffset, source.length)
  }

  get position(): number {
    return this.length
  }

  /** What was written; it is valid until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(this.start, this.length)
  }

  /** Forgets what was written behind a position. */
  rewind(position: number): void {
    this.length = position
  }

  u8(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length++] = value
  }

  u32(value: number): void {
    if (this.length + 5 > this.bytes.length) this.reserve(5)
    const { bytes } = this
    let { length } = this
    let left = value
    while (left > 0x7f) {
      bytes[length++] = (left & 0x7f) | 0x80
      left >>>= 7
    }
    bytes[length++] = left
    this.length = length
  }

  s32(value: number): void {
    if (this.length + 5 > this.bytes.length) this.reserve(5)
    let left = value
    while (left < -0x40 || left > 0x3f) {
      this.bytes[this.length++] = (left & 0x7f) | 0x80
      left >>= 7
    }
    this.bytes[this.length++] = left & 0x7f
  }

  s64(value: bigint): void {
    let left = value
    while (left < -0x40n || left > 0x3fn) {
      this.u8(Number(left & 0x7fn) | 0x80)
      left >>= 7n
    }
    this.u8(Number(left & 0x7fn))
  }

  /** The form that most operators have: an opcode and an index. */
  operator(opcode: number, index: number): void {
    this.u8(opcode)
    this.u32(index)
  }

  raw(bytes: readonly number[]): void {
    if (this.length + bytes.length > this.bytes.length) this.reserve(bytes.length)
    for (let i = 0; i < bytes.length; i++) this.bytes[this.length++] = bytes[i]!
  }

  /** Copies `source` from `start` to `end`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const count = end - start
    let to = this.length
    if (to + count + wordBytes > this.bytes.length) this.reserve(count + wordBytes)
    const { bytes } = this
    if (count > shortCopy) bytes.set(source.subarray(start, end), to)
    else if (source === this.source && end + wordBytes <= source.length) {
      // What the last word has too much is written over later.
      const { view, sourceView } = this
      for (let from = start; from < end; from += wordBytes, to += wordBytes) view.setBigInt64(to, sourceView.getBigInt64(from, true), true)
    } else for (let from = start; from < end; from++) bytes[to++] = source[from]!
    this.length += count
  }

  /** Writes one; what its last word has too much is written over later. */
  template({ words, length }: Template): void {
    const { length: start } = this
    if (start + length + wordBytes > this.bytes.length) this.reserve(length + wordBytes)
    const { view } = this
    for (let word = 0; word < words.length; word++) view.setBigInt64(start + word * wordBytes, words[word]!, true)
    this.length = start + length
  }

  name(text: string): void {
    const start = this.length
    this.u32(text.length)
    if (this.length + text.length > this.bytes.length) this.reserve(text.length)
    const { bytes } = this
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place)
      if (code >= 0x80) {
        this.length = start
        this.encoded(text)
        return
      }
      bytes[this.length++] = code
    }
  }

  private encoded(text: string): void {
    const bytes = utf8.encode(text)
    this.u32(bytes.length)
    this.copy(bytes, 0, bytes.length)
  }

  /** What `write` writes, with its size before it. */
  sized(write: () => void): void {
    if (this.length + longestLeb > this.bytes.length) this.reserve(longestLeb)
    const start = this.length
    this.length += longestLeb
    write()
    const end = this.length
    this.length = start
    this.u32(end - start - longestLeb)
    this.bytes.copyWithin(this.length, start + longestLeb, end)
    this.length += end - start - longestLeb
  }

  section(id: number, write: () => void): void {
    this.u8(id)
    this.sized(write)
  }

  private reserve(count: number): void {
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count))
    bytes.set(this.bytes.subarray(0, this.length))
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }
}

const longestLeb = 5
const wordBytes = 8
/** Below this, a loop is faster than making a view. */
const shortCopy = 160
const utf8 = new TextEncoder()
