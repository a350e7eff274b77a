export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && equalRanges(a, 0, b, 0, a.length)
}

/** Whether `length` bytes from these places on are equal; both have as many. */
export function equalRanges(a: Uint8Array, startA: number, b: Uint8Array, startB: number, length: number): boolean {
  const [fromA, fromB] = [a.byteOffset + startA, b.byteOffset + startB]
  if (a.buffer === b.buffer && fromA === fromB) return true
  if (length < worthViews || ((fromA ^ fromB) & 3) !== 0) return equalPlaces(a, startA, b, startB, length)
  // Both lie alike: four at a time.
  const before = -fromA & 3
  const words = (length - before) >>> 2
  const behind = before + words * 4
  return (
    equalPlaces(a, startA, b, startB, before) &&
    equalPlaces(new Int32Array(a.buffer, fromA + before, words), 0, new Int32Array(b.buffer, fromB + before, words), 0, words) &&
    equalPlaces(a, startA + behind, b, startB + behind, length - behind)
  )
}

/** Making views of fewer bytes takes longer than comparing them one by one. */
const worthViews = 1_024

function equalPlaces<Numbers extends Uint8Array | Int32Array>(
  a: Numbers,
  startA: number,
  b: Numbers,
  startB: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (a[startA + i] !== b[startB + i]) return false
  return true
}
