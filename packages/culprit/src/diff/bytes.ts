export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && equalRanges(a, 0, b, 0, a.length)
}

/** Whether `length` bytes from these places on are equal; both have as many. */
export function equalRanges(a: Uint8Array, startA: number, b: Uint8Array, startB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[startA + i] !== b[startB + i]) return false
  return true
}
