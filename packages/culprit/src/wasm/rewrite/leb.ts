// LEBs inside operators that the walker has already checked.

/** The u32 at an offset. */
export function lebAt(bytes: Uint8Array, offset: number): number {
  let value = 0
  let scale = 1
  for (let at = offset; ; at++) {
    const byte = bytes[at]!
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
    scale *= 128
  }
}

/** Behind the LEB at an offset. */
export function lebEnd(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (bytes[at]! >= 0x80) at++
  return at + 1
}
