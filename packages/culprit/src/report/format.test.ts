import { describe, expect, test } from 'vitest'
import {
  bounds,
  change,
  confidence,
  count,
  counted,
  day,
  duration,
  excludes,
  measure,
  moment,
  number,
  percent,
  ratio,
  ratioParts,
  signed,
  size,
} from './format.ts'

const spaced = (text: string) => text.replaceAll('\u00a0', ' ')

describe('a duration', () => {
  test.each([
    [0, '0 ns'],
    [0.25, '0.250 ns'],
    [812, '812 ns'],
    [999.6, '1.00 µs'],
    [17_312_000, '17.3 ms'],
    [999_600_000, '1.00 s'],
    [94.2e9, '94.2 s'],
    [119.7e9, '2 min 0 s'],
    [3725e9, '62 min 5 s'],
    [7260e9, '2 h 1 min'],
    [-7.1e6, '−7.10 ms'],
  ])('of %d ns is %s', (ns, expected) => {
    expect(spaced(duration(ns))).toBe(expected)
  })
})

describe('a size', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1.00 KiB'],
    [1_048_575, '1.00 MiB'],
    [2_719_455, '2.59 MiB'],
    [-12_288, '−12.0 KiB'],
    [8_335_298_560, '7.76 GiB'],
    [5e15, '4656613 GiB'],
  ])('of %d bytes is %s', (bytes, expected) => {
    expect(spaced(size(bytes))).toBe(expected)
  })
})

describe('a ratio', () => {
  test.each([
    [1.409, '1.41×'],
    [1.0021, '1.002×'],
    [1, '1.000×'],
    [1.0003, '1.0003×'],
    [0.71, '0.71×'],
    [123.4, '123×'],
  ])('of %d is %s, and never 1 when it is not', (value, expected) => {
    expect(ratio(value)).toBe(expected)
  })

  test('has as many decimals as its interval needs', () => {
    expect(ratioParts({ estimate: 1.15, low: 1.004, high: 1.3 })).toEqual({ estimate: '1.150×', bounds: '1.004 to 1.300' })
    expect(ratioParts({ estimate: 1.41, low: null, high: 1.45 })).toEqual({ estimate: '1.41×', bounds: 'unbounded to 1.45' })
    expect(ratioParts({ estimate: 1.41, low: null, high: null })).toEqual({ estimate: '1.41×', bounds: 'unbounded' })
  })

  test('is a change with its sign', () => {
    expect([1.41, 0.977, 1].map(value => spaced(change(value)))).toEqual(['+41 %', '−2.3 %', '0 %'])
  })
})

test('a share has the digits that tell it from none', () => {
  expect([0.02, 0.008, 0.0004, 0.00001, 0, 0.413, 1].map(share => spaced(percent(share)))).toEqual([
    '2 %',
    '0.8 %',
    '0.04 %',
    '<0.01 %',
    '0 %',
    '41 %',
    '100 %',
  ])
})

test('a confidence is never shown as more than it is', () => {
  expect([0.98, 0.9967, 0.99999].map(value => spaced(confidence(value)))).toEqual(['98 %', '99.67 %', '99.99 %'])
})

test('an interval excludes a value only with a bound', () => {
  expect(excludes({ low: 1.1, high: null }, 1)).toBe(true)
  expect(excludes({ low: null, high: 0.9 }, 1)).toBe(true)
  expect(excludes({ low: null, high: null }, 1)).toBe(false)
  expect(excludes({ low: 0.9, high: 1.1 }, 1)).toBe(false)
  expect(bounds('1', null)).toBe('1 to unbounded')
})

test('counts have their thousands set apart and their noun in the right number', () => {
  expect([0, -0.4, 999.5, 1e15].map(count)).toEqual(['0', '0', '1,000', '1,000,000,000,000,000'])
  expect([count(1_234_567), count(-1211), spaced(counted(1, 'pair')), spaced(counted(0, 'launch', 'launches'))]).toEqual([
    '1,234,567',
    '−1,211',
    '1 pair',
    '0 launches',
  ])
})

test('a value is shown in the unit that a document names', () => {
  const shown = [
    measure(8.1, 'ns'),
    measure(2048, 'bytes'),
    measure(1.2, 'ratio'),
    measure(0.2, 'share'),
    measure(0.97, 'share of the change'),
    measure(3.4, 'percent'),
    measure(3, 'launches'),
    measure(0.123456, null),
  ]
  expect(shown.map(spaced)).toEqual(['8.10 ns', '2.00 KiB', '1.20×', '20 %', '97 % of the change', '3.4 %', '3 launches', '0.1235'])
  expect(number(-0.5)).toBe('−0.5')
  expect(signed(0, count)).toBe('0')
})

test('dates are in UTC, and what is no date is not shown as one', () => {
  expect(moment(Date.UTC(2026, 1, 3, 14, 5, 12))).toBe('2026-02-03 14:05 UTC')
  expect(moment(Number.NaN)).toBe('unknown')
  expect([day('2025-06-11T09:24:51.000Z'), day('soon'), day(null)]).toEqual(['2025-06-11', null, null])
})
