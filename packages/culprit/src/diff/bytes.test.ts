import { expect, test } from 'vitest'
import { equalBytes, equalRanges } from './bytes.ts'

test.each([0, 1, 3, 1_023, 1_024, 1_025, 4_099])('a difference in any of %i bytes is seen, wherever they lie in memory', length => {
  const content = Uint8Array.from({ length }, (_, place) => place * 7)
  for (let offset = 0; offset < 4; offset++) {
    for (let other = 0; other < 4; other++) {
      const [a, b] = [offset, other].map(start => {
        const bytes = new Uint8Array(length + 8).subarray(start)
        bytes.set(content)
        return bytes.subarray(0, length)
      }) as [Uint8Array, Uint8Array]
      expect(equalBytes(a, b)).toBe(true)
      for (const place of new Set(
        [0, 1, 4, length >> 1, length - 5, length - 2, length - 1].filter(place => place >= 0 && place < length),
      )) {
        b[place]! ^= 0x80
        expect(equalBytes(a, b), `byte ${place} of ${length} from ${offset} and ${other}`).toBe(false)
        // What lies outside of a range does not matter.
        expect(equalRanges(a, 0, b, 0, place)).toBe(true)
        expect(equalRanges(a, place + 1, b, place + 1, length - place - 1)).toBe(true)
        b[place]! ^= 0x80
      }
    }
  }
})

test('bytes are equal to themselves, and not to fewer', () => {
  const bytes = new Uint8Array(5_000)
  expect(equalBytes(bytes, bytes)).toBe(true)
  expect(equalBytes(bytes, bytes.subarray(1))).toBe(false)
})
