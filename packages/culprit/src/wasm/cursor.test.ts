import { expect, test } from 'vitest'
import { Cursor } from './cursor.ts'

const at = (...bytes: number[]) => new Cursor(Uint8Array.from(bytes))

test('an unsigned LEB may be padded to the five bytes of its type', () => {
  for (const [bytes, value] of [
    [[0x00], 0],
    [[0x80, 0x80, 0x80, 0x80, 0x00], 0],
    [[0x83, 0x80, 0x00], 3],
    [[0xe5, 0x8e, 0x26], 624_485],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 0xffff_ffff],
  ] as const) {
    const cursor = at(...bytes)
    expect(cursor.u32('x')).toBe(value)
    expect(cursor.left).toBe(0)
  }
})

test('an unsigned LEB that is longer or larger than its type is an error at its first byte', () => {
  for (const bytes of [
    [0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
    [0x80, 0x80, 0x80, 0x80, 0x10],
  ]) {
    const cursor = at(0xaa, ...bytes)
    cursor.position = 1
    expect(() => cursor.u32('a size')).toThrow(/a size .*\(at offset 0x1\)/)
  }
})

test('signed LEBs are read with their sign and checked against their width', () => {
  expect(at(0x7f).s32('x')).toBe(-1)
  expect(at(0x40).s32('x')).toBe(-64)
  expect(at(0x3f).s32('x')).toBe(63)
  expect(at(0x80, 0x80, 0x80, 0x80, 0x78).s32('x')).toBe(-(2 ** 31))
  expect(at(0xff, 0xff, 0xff, 0xff, 0x07).s32('x')).toBe(2 ** 31 - 1)
  expect(at(0xff, 0xff, 0xff, 0xff, 0x7f).s32('x')).toBe(-1)
  expect(() => at(0xff, 0xff, 0xff, 0xff, 0x0f).s32('x')).toThrow(/x does not fit 32 bits/)
  expect(() => at(0x80, 0x80, 0x80, 0x80, 0x70).s32('x')).toThrow(/x does not fit 32 bits/)
  expect(at(0xff, 0xff, 0xff, 0xff, 0x0f).s33('x')).toBe(2 ** 32 - 1)
  expect(() => at(0xff, 0xff, 0xff, 0xff, 0x1f).s33('x')).toThrow(/x does not fit 33 bits/)
})

test('LEBs of 64 bits have up to ten bytes', () => {
  const nine = Array.from({ length: 9 }, () => 0xff)
  expect(at(...nine, 0x01).u64('x')).toBe(2n ** 64n - 1n)
  expect(at(...nine, 0x7f).s64('x')).toBe(-1n)
  expect(at(...nine, 0x00).s64('x')).toBe(2n ** 63n - 1n)
  expect(() => at(...nine, 0x02).u64('x')).toThrow(/does not fit 64 bits/)
  expect(() => at(...nine, 0x01).s64('x')).toThrow(/does not fit 64 bits/)
  expect(() => at(...nine, 0x80, 0x00).u64('x')).toThrow(/more than 10 bytes/)
})

test('a skipped LEB of 64 bits is checked as a read one is', () => {
  const nine = Array.from({ length: 9 }, () => 0x80)
  for (const signed of [false, true]) {
    for (const last of [0x00, 0x01, 0x02, 0x7e, 0x7f, 0x80]) {
      const read = () => (signed ? at(...nine, last, 0x00).s64('x') : at(...nine, last, 0x00).u64('x'))
      const cursor = at(...nine, last, 0x00)
      const skip = () => cursor.skip64('x', signed)
      const accepted = (action: () => unknown) => {
        try {
          action()
          return true
        } catch {
          return false
        }
      }
      expect([signed, last, accepted(skip)]).toEqual([signed, last, accepted(read)])
    }
  }
})

test('nothing is read at or behind the end, even where the bytes go on', () => {
  const cursor = new Cursor(Uint8Array.from([0x80, 0x01, 0x02]), 0, 1)
  expect(() => cursor.u32('a size')).toThrow('the bytes end inside a size (at offset 0x1)')
})

test('a count that cannot fit into the bytes that follow is an error before anything is allocated', () => {
  const cursor = at(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00)
  expect(() => cursor.count('functions', 1)).toThrow('4294967295 functions do not fit into the 1 bytes that follow (at offset 0x0)')
})

test('a name is UTF-8, also among many', () => {
  const one = [2, 0xc3, 0xa9] // é
  const ascii = [2, 0x6f, 0x6b]
  const cursor = at(...Array.from({ length: 100 }, () => [...ascii, ...one]).flat(), 1, 0xff)
  for (let i = 0; i < 100; i++) expect([cursor.name('a name'), cursor.name('a name')]).toEqual(['ok', 'é'])
  expect(() => cursor.name('a name')).toThrow('a name is not UTF-8 (at offset 0x259)')
})
