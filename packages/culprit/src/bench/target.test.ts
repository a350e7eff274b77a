import { expect, test } from 'vitest'
import { CulpritError } from '../model/errors.ts'
import { parseTarget, targetState } from './target.ts'

test.each([
  ['< 10 ms', 'ns', 10e6, true],
  ['<=1.5us', 'ns', 1500, true],
  ['< 3 µs', 'ns', 3000, true],
  ['< 1e3 ns', 'ns', 1000, true],
  ['< 2 min', 'ns', 120e9, true],
  [' < 512 kB ', 'bytes', 512_000, true],
  ['< 1 MiB', 'bytes', 1_048_576, true],
  ['> 300 ops/s', 'ops/s', 300, false],
  ['>= 0 pages', 'pages', 0, false],
])('%j of a benchmark that counts %s is a bound of %d', (text, unit, limit, isUpper) => {
  expect(parseTarget(text, 'load', unit)).toEqual({ text: text.trim(), limit, isUpper })
})

test.each([
  '',
  '10 ms',
  '< ms',
  '< -3 ms',
  '< 10',
  '< NaN ms',
  '< Infinity ms',
  '< 0x10 ms',
  '< 1e999 ms',
  '= 3 ms',
  '< 10 ms 3',
  '< 10 ms\n3',
])('%j is no target', text => {
  expect(() => parseTarget(text, 'load', 'ns')).toThrow(CulpritError)
  expect(() => parseTarget(text, 'load', null)).toThrow('The target "')
})

test('a target in something else than what the benchmark counts is refused, and taken while that is not known', () => {
  expect(() => parseTarget('< 10 kB', 'load', 'ns')).toThrow('"< 10 kB" of "load" cannot be used: the benchmark counts ns')
  expect(() => parseTarget('< 10 constructor', 'load', 'ns')).toThrow('the benchmark counts ns')
  expect(parseTarget('< 10 kB', 'load', null)).toMatchObject({ limit: 10_000 })
})

test('a target is met at its bound, missed beyond it, and without a value neither', () => {
  const [upper, lower] = [parseTarget('< 10 ns', 'a', 'ns'), parseTarget('> 10 ns', 'a', 'ns')]
  expect([9, 10, 10.1, null].map(median => targetState(upper, median))).toEqual(['met', 'met', 'missed', 'not-measured'])
  expect([9.9, 10, 11, null].map(median => targetState(lower, median))).toEqual(['missed', 'met', 'met', 'not-measured'])
})
