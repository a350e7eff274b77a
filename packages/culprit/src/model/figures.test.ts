import { expect, test } from 'vitest'
import { bounds, changePercent, duration, percent, wholePercent } from './figures.ts'

test('a measured share has two digits and a threshold all that were given', () => {
  expect([0.1249, 0.00314, 1.4].map(share => percent(share))).toEqual(['12 %', '0.31 %', '140 %'])
  expect([0.125, 0.02, 0.005].map(threshold => percent(threshold, 3))).toEqual(['12.5 %', '2 %', '0.5 %'])
  expect([0.004, 0.965, 1.4].map(wholePercent)).toEqual(['0 %', '97 %', '140 %'])
})

test('a log ratio is a change in both directions, and never less than nothing', () => {
  expect([Math.log(1.025), Math.log(1 / 2), -1e-5].map(changePercent)).toEqual(['2.5 %', '-50.0 %', '0.0 %'])
})

test('a time is in the largest unit that it fills', () => {
  expect([0.5, 999, 1250, -2_345_678, 1.5e9].map(duration)).toEqual(['0.5 ns', '999 ns', '1.25 µs', '-2.35 ms', '1.5 s'])
})

test('a bound that the data do not give is called unbounded', () => {
  expect(bounds({ low: 0.998, high: 1.0123 })).toBe('0.998 to 1.012')
  expect(bounds({ low: null, high: 1.5 })).toBe('unbounded to 1.500')
  expect(bounds(null)).toBe('unbounded to unbounded')
})
