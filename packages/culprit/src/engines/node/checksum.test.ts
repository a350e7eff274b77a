import { describe, expect, test } from 'vitest'
import { checksumText } from './checksum.ts'

describe('the checksum of what a run returned', () => {
  test.each([
    [1, 'number:1'],
    [0.1 + 0.2, 'number:0.30000000000000004'],
    [Number.NaN, 'number:NaN'],
    [1n, 'bigint:1'],
    [2n ** 80n, 'bigint:1208925819614629174706176'],
    [true, 'boolean:true'],
    ['', 'string:'],
    ['1', 'string:1'],
  ])('%o is %s: value and type', (value, text) => {
    expect(checksumText(value)).toBe(text)
  })

  test('of a long text is its length and its hash', () => {
    const long = 'a'.repeat(65)
    expect(checksumText('a'.repeat(64))).toBe(`string:${'a'.repeat(64)}`)
    expect(checksumText(long)).toBe('string:65:635361c48bb9eab14198e76ea8ab7f1a')
    expect(checksumText(`${long.slice(1)}b`)).not.toBe(checksumText(long))
  })

  test('of bytes is the same whichever view they are in, and only of the bytes in view', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4, 9)
    const seen = checksumText(Uint8Array.of(1, 2, 3, 4))
    expect(seen).toMatch(/^bytes:4:[0-9a-f]{32}$/)
    expect(checksumText(bytes.subarray(1, 5))).toBe(seen)
    expect(checksumText(new DataView(bytes.buffer, 1, 4))).toBe(seen)
    expect(checksumText(bytes.slice(1, 5).buffer)).toBe(seen)
    expect(checksumText(new Uint16Array(bytes.slice(1, 5).buffer))).toBe(seen)
    expect(checksumText(bytes.subarray(0, 4))).not.toBe(seen)
  })

  test('of an object is that of its JSON', () => {
    expect(checksumText({ a: [1, 2] })).toMatch(/^json:[0-9a-f]{32}$/)
    expect(checksumText({ a: [1, 2] })).toBe(checksumText({ a: [1, 2] }))
    expect(checksumText({ a: [1, 2] })).not.toBe(checksumText({ a: [2, 1] }))
    expect(checksumText([])).not.toBe(checksumText({}))
  })

  test('tells values of different types apart that look the same', () => {
    const values = [1, 1n, '1', true, 'true', [1], new Uint8Array([1])].map(checksumText)
    expect(new Set(values).size).toBe(values.length)
  })

  test.each([[undefined], [null], [() => 1], [Symbol('x')]])('of %o is none: nothing was returned', value => {
    expect(checksumText(value)).toBe(null)
  })

  test('of what cannot be written as JSON is none', () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    expect(checksumText(circular)).toBe(null)
    expect(checksumText({ toJSON: () => undefined })).toBe(null)
  })

  test('of a buffer from a pool is only of its own bytes', () => {
    expect(checksumText(Buffer.from([1, 2]))).toBe(checksumText(Uint8Array.of(1, 2)))
  })
})

test('what JSON cannot hold is part of the checksum all the same', () => {
  const values = [
    new Map([[1, 2]]),
    new Map(),
    new Set([1]),
    [Number.NaN],
    [null],
    { bytes: Uint8Array.of(1) },
    { bytes: Uint8Array.of(2) },
    [1n],
  ]
  const checksums = values.map(checksumText)
  expect(checksums).not.toContain(null)
  expect(new Set(checksums).size).toBe(values.length)
})
