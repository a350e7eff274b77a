import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifier, quoted, quotedBytes } from './strings.ts'

test('a name is an identifier as it is where it can be one, and in quotes where it cannot', () => {
  expect(['main', 'env.abort', 'std::vec<u8>', 'a b', 'say "hi"\\', 'größe', ''].map(identifier)).toEqual([
    '$main',
    '$env.abort',
    '$std::vec<u8>',
    '$"a b"',
    '$"say \\"hi\\"\\\\"',
    '$"größe"',
    null,
  ])
})

test('what could act on a terminal, hide or turn the reading direction is written out', () => {
  expect(quoted('a\nb\u001b[2J\u202egnp\u200b\u05d0\u0301')).toBe('"a\\u{a}b\\u{1b}[2J\\u{202e}gnp\\u{200b}\\u{5d0}\\u{301}"')
})

test('no text leaves its quotes, and each can be read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const literal = quoted(text)
      expect(literal).toMatch(/^"(?:[^"\\\p{Cc}\p{Cf}]|\\["\\]|\\u\{[0-9a-f]+\})*"$/u)
      expect(unquoted(literal)).toBe(text.toWellFormed())
    }),
    { seed: 20_261_121, numRuns: 50 },
  )
})

test('a name of megabytes is cut where it stands for a thing', () => {
  expect(identifier('x'.repeat(2 ** 21))!.length).toBeLessThan(300)
})

test('bytes are printable characters or two digits', () => {
  expect(quotedBytes(Uint8Array.from([0x61, 0x00, 0x22, 0x5c, 0x7f, 0xff, 0x20]), 0, 7)).toBe('"a\\00\\22\\5c\\7f\\ff "')
})

function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\u\{([0-9a-f]+)\}|\\(["\\])/g, (_, digits: string | undefined, character: string) =>
      digits === undefined ? character : String.fromCodePoint(Number.parseInt(digits, 16)),
    )
}
