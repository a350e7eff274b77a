import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import { parseDuration, parseFolder, parseShare, parseSize } from './quantities.ts'

describe('a duration', () => {
  test.each([
    ['100us', 1e5],
    ['500ms', 5e8],
    ['30s', 30e9],
    ['5m', 300e9],
    ['2h', 7200e9],
    ['30d', 30 * 86400e9],
    ['1.5s', 1.5e9],
    ['5 m', 300e9],
  ])('%s has its nanoseconds', (text, ns) => {
    expect(parseDuration(text)).toBe(ns)
  })

  test.each(['', '5', 's', '0s', '-5s', '5M', '5min', '5ns', '1e3s', '.5s', '5.s', '5s6', ' 5s', 'Infinitys', '5toString', '5constructor'])(
    '%j is none',
    text => {
      expect(() => parseDuration(text)).toThrow(InvalidArgumentError)
    },
  )

  test('that is refused is named, with what would be right', () => {
    expect(() => parseDuration('5')).toThrow('Expected a duration such as 500ms, 30s, 5m, 2h or 30d, got "5".')
  })
})

test('a folder has a name: that of a variable that is not set is refused', () => {
  expect(parseFolder('./store')).toBe('./store')
  expect(() => parseFolder('')).toThrow(InvalidArgumentError)
  expect(() => parseFolder(' ')).toThrow(InvalidArgumentError)
})

describe('a size', () => {
  test.each([
    ['1B', 1],
    ['2kB', 2e3],
    ['500MB', 5e8],
    ['5GB', 5e9],
    ['0.5GB', 5e8],
  ])('%s has its bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  test.each(['', '5', '5gb', '5KB', '5MiB', '5T', '0GB', '-1GB'])('%j is none', text => {
    expect(() => parseSize(text)).toThrow(InvalidArgumentError)
  })
})

describe('a share', () => {
  test.each([
    ['2%', 0.02],
    ['0.02', 0.02],
    ['0.5 %', 0.005],
    ['99.9%', 0.999],
  ])('%s is a part of one', (text, share) => {
    expect(parseShare(text)).toBeCloseTo(share, 15)
  })

  test.each(['', '%', '0', '0%', '1', '100%', '2', '-2%', '2%%', '2e-2', 'NaN', '.02'])('%j is none', text => {
    expect(() => parseShare(text)).toThrow(InvalidArgumentError)
  })
})
