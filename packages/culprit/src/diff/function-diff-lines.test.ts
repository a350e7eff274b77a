import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchLines } from './function-diff-lines.ts'

function matched(a: string, b: string): string {
  const codes = (text: string) => Uint32Array.from(text, character => character.charCodeAt(0))
  const partner = matchLines(codes(a), codes(b))
  return Array.from(partner, (place, index) => (place < 0 ? '-' : (expect(b[place]).toBe(a[index]), a[index]!))).join('')
}

test('what was added, removed and moved is left over, and the rest belongs together', () => {
  expect(matched('abcdef', 'abXcdef')).toBe('abcdef')
  expect(matched('abcdef', 'acdf')).toBe('a-cd-f')
  expect(matched('abc', 'xyz')).toBe('---')
  expect(matched('', 'abc')).toBe('')
  expect(matched('abc', '')).toBe('---')
})

const text = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }).map(lines => Uint32Array.from(lines))

test('partners are equal and in the same order, and as many as there can be where few lines differ', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const pairs = [...matchLines(a, b).entries()].filter(([, place]) => place >= 0)
      for (const [index, place] of pairs) expect(b[place]).toBe(a[index])
      for (const [at, [, place]] of pairs.entries()) if (at > 0) expect(place).toBeGreaterThan(pairs[at - 1]![1])
      expect(pairs.length).toBe(longestCommon(a, b))
    }),
    { seed: 20_261_121, numRuns: 2000 },
  )
})

/** Numbers that look like chance, the same each time. */
function scattered(): () => number {
  let state = 1
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16
}

test('long texts of which most differs are held together by the lines that each has once', () => {
  const random = scattered()
  const chapter = (number: number) => [1_000 + number, ...Array.from({ length: 1_000 }, () => random() % 200)]
  const text = () => Uint32Array.from(Array.from({ length: 20 }, (_, number) => chapter(number)).flat())
  const partner = matchLines(text(), text())
  expect(Array.from({ length: 20 }, (_, number) => partner[number * 1_001])).toEqual(
    Array.from({ length: 20 }, (_, number) => number * 1_001),
  )
})

test('two texts of 200,000 lines that have nothing but common operators in common end in bounded time', () => {
  const random = scattered()
  const lines = (own: number) =>
    Uint32Array.from({ length: 200_000 }, () => (random() % 3 === 0 ? own + (random() % 5_000) : random() % 40))
  const matched = matchLines(lines(100), lines(10_000)).filter(place => place >= 0)
  expect(matched.length).toBeGreaterThan(15_000)
  expect(matched).toEqual(matched.toSorted())
}, 30_000)

/** By the textbook's table. */
function longestCommon(a: Uint32Array, b: Uint32Array): number {
  let row = Array.from({ length: b.length + 1 }, () => 0)
  for (const line of a) {
    const next = [0]
    for (let at = 0; at < b.length; at++) next.push(line === b[at] ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!))
    row = next
  }
  return row[b.length]!
}
