/** Messages in the wire format of Protocol Buffers, as far as profiles need it: varints, and fields with a length. */
export class ProtobufWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  /** A field that holds a whole number, not negative; 0 is what a missing field means and is left out. */
  number(field: number, value: number): this {
    return value === 0 ? this : this.#varint(field * 8).#varint(value)
  }

  /** A repeated field of numbers in one piece ("packed"). */
  numbers(field: number, values: Iterable<number>): this {
    const packed = new ProtobufWriter()
    for (const value of values) packed.#varint(value)
    return this.#field(field, packed.bytes())
  }

  text(field: number, value: string): this {
    return this.#field(field, new TextEncoder().encode(value))
  }

  message(field: number, message: ProtobufWriter): this {
    return this.#field(field, message.bytes())
  }

  get length(): number {
    return this.#length
  }

  /** What was written. It stays valid until something else is written. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #field(field: number, content: Uint8Array): this {
    this.#varint(field * 8 + 2).#varint(content.length)
    this.#grow(content.length)
    this.#bytes.set(content, this.#length)
    this.#length += content.length
    return this
  }

  #varint(value: number): this {
    this.#grow(10)
    let rest = value
    // Numbers go up to 2^53, where bit operators would cut them.
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
    return this
  }

  #grow(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
