import * as fc from 'fast-check'
import { SourceMap } from 'node:module'
import { describe, expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { CulpritError } from '../model/errors.ts'
import { readModule } from './module.ts'
import { sourceMapLines, sourceMapPlace } from './source-map.ts'

const body = build.body(Array.from({ length: 20 }, () => 0x01))
const facts = readModule(build.moduleOf(build.types(build.functionType([], [])), build.functions(0, 0), build.code(body, body)))
const [first, second] = [facts.bodies.starts[0]!, facts.bodies.starts[1]!]

type Mapping = readonly [offset: number, source?: number, line?: number, column?: number, name?: number]

function map(mappings: readonly Mapping[], extra: object = {}): string {
  const before = [0, 0, 0, 0, 0]
  const text = mappings.map(mapping =>
    mapping
      .map((value = 0, field) => {
        const delta = value - before[field]!
        before[field] = value
        return vlq(delta)
      })
      .join(''),
  )
  return JSON.stringify({ version: 3, sources: ['a.c', 'b.c'], names: ['n'], mappings: text.join(','), ...extra })
}

function vlq(value: number): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  let left = Math.abs(value) * 2 + (value < 0 ? 1 : 0)
  let text = ''
  do {
    const digit = left % 32
    left = Math.floor(left / 32)
    text += digits[digit + (left > 0 ? 32 : 0)]
  } while (left > 0)
  return text
}

test('an offset is from the last mapping before it in the same function', () => {
  const lines = sourceMapLines(facts, map([[first + 2, 0, 6, 4], [first + 5, 1, 1, 0, 0], [first + 9], [second + 3, 0, 0, 0]]))
  expect(lines.locate(first + 1)).toBe(null)
  expect(lines.locate(first + 2)).toEqual({ file: 'a.c', line: 7, column: 5 })
  expect(lines.locate(first + 8)).toEqual({ file: 'b.c', line: 2, column: 1 })
  expect(lines.locate(first + 9)).toBe(null)
  expect(lines.locate(second + 2)).toBe(null)
  expect(lines.locate(second + 3)).toEqual({ file: 'a.c', line: 1, column: 1 })
  expect(lines.locate(facts.bodies.ends[1]!)).toBe(null)
  expect(lines.frames(first + 2)).toEqual([])
})

test('a function is from the first mapping inside of it', () => {
  const lines = sourceMapLines(facts, map([[first - 1, 1, 90, 0], [first + 2], [first + 3, 0, 6, 4], [second, 1, 1, 1]]))
  expect(lines.first(first, facts.bodies.ends[0]!)).toMatchObject({ file: 'a.c', line: 7 })
  expect(lines.first(second, facts.bodies.ends[1]!)).toMatchObject({ file: 'b.c', line: 2 })
  expect(sourceMapLines(facts, map([[first - 1, 1, 90, 0]])).first(first, facts.bodies.ends[0]!)).toBe(null)
})

test('mappings that come in another order are sorted, and sources are below their root', () => {
  const lines = sourceMapLines(
    facts,
    map(
      [
        [second + 1, 0, 2, 0],
        [first + 1, 1, 1, 0],
      ],
      { sourceRoot: '/src/' },
    ),
  )
  expect(lines.locate(first + 4)).toMatchObject({ file: '/src/b.c', line: 2 })
  expect(lines.locate(second + 4)).toMatchObject({ file: '/src/a.c', line: 3 })
})

test('the numbers are those that Node reads', () => {
  const number = fc.nat({ max: 100_000 })
  const mapping = fc.tuple(fc.nat({ max: 18 }), fc.nat({ max: 1 }), number, number)
  fc.assert(
    fc.property(fc.uniqueArray(mapping, { selector: ([offset]) => offset, minLength: 1 }), mappings => {
      const sorted = mappings.map(([offset, ...rest]) => [first + offset, ...rest] as const).toSorted(([a], [b]) => a - b)
      const text = map(sorted)
      const oracle = new SourceMap(JSON.parse(text))
      const lines = sourceMapLines(facts, text)
      for (const [offset] of sorted) {
        const entry = oracle.findEntry(0, offset) as { originalSource: string; originalLine: number; originalColumn: number }
        expect(lines.locate(offset)).toEqual({
          file: entry.originalSource,
          line: entry.originalLine + 1,
          column: entry.originalColumn + 1,
        })
      }
    }),
    { seed: 20261121, numRuns: 100 },
  )
})

describe('damage', () => {
  test.each([
    ['no JSON', '{"version":3,', 'it is no JSON'],
    ['another version', map([], { version: 2 }), 'version'],
    ['no sources', '{"version":3,"mappings":""}', 'sources'],
    ['a character that is none', map([], { mappings: 'AA!A' }), 'a number cannot be read'],
    ['a number that does not end', map([], { mappings: 'g' }), 'a number cannot be read'],
    ['a number without end', map([], { mappings: `${'g'.repeat(40)}A` }), 'a number cannot be read'],
    ['two numbers', map([], { mappings: 'AA' }), 'a mapping has 2 numbers'],
    ['six numbers', map([], { mappings: 'AAAAAA' }), 'more than five numbers'],
    ['a source that is none', map([[first, 7, 0, 0]]), 'leads out of its sources'],
    ['an offset below 0', map([], { mappings: 'DAAA' }), 'leads out of its sources'],
  ])('%s is refused', (_, text, why) => expect(() => sourceMapLines(facts, text)).toThrow(why))

  test('changed characters are refused or read, never more', () => {
    const text = map([[first + 2, 0, 6, 4], [first + 5, 1, 1, 0, 0], [first + 9], [second + 3, 0, 0, 0]])
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.string({ minLength: 1, maxLength: 2 }), (at, replacement) => {
        try {
          sourceMapLines(facts, text.slice(0, at) + replacement + text.slice(at + 1)).locate(first + 6)
        } catch (error) {
          expect(error).toBeInstanceOf(CulpritError)
        }
      }),
      { seed: 20261121, numRuns: 2000 },
    )
  })
})

test('a URL leads to a text, to a file beside the module, or elsewhere', () => {
  const text = '{"version":3,"sources":["ä.c"]}'
  expect(sourceMapPlace(`data:application/json;base64,${Buffer.from(text).toString('base64')}`)).toEqual({ kind: 'embedded', text })
  expect(sourceMapPlace(`data:application/json;charset=utf-8,${encodeURIComponent(text)}`)).toEqual({ kind: 'embedded', text })
  expect(sourceMapPlace('maps/my%20module.wasm.map')).toEqual({ kind: 'file', path: 'maps/my module.wasm.map' })
  for (const url of ['https://example.com/a.map', '//example.com/a.map', 'file:///etc/passwd', 'broken%2', 'wasm://x'])
    expect(sourceMapPlace(url)).toEqual({ kind: 'elsewhere' })
  for (const url of ['data:application/json;base64,%%%', 'data:application/json;base64', 'data:text/plain,%zz'])
    expect(() => sourceMapPlace(url)).toThrow('data: URL cannot be decoded')
})
