import { expect, test } from 'vitest'
import { printedTime } from './printed-time.ts'
import { parseTime, timeText } from './times.ts'

const reads = { reads: 'took (\\S+) ms', unit: 'ms' as const }

test('the last time that was printed counts, in its unit', () => {
  expect(printedTime('took 3 ms\ntook 17.5 ms\n', reads)).toEqual({ ns: 17.5e6 })
  expect(printedTime('x\n2e3\n', { reads: '^(.+)$', unit: 'us' })).toEqual({ ns: 2e6 })
})

test.each([
  ['', 'it printed nothing'],
  ['done in 3 s\n', 'it printed: "done in 3 s"'],
  ['took NaN ms', '"NaN", which is no time'],
  ['took -3 ms', '"-3", which is no time'],
  ['took 0 ms', '"0", which is no time'],
  ['took Infinity ms', '"Infinity", which is no time'],
  ['took 1e30 ms', '"1e30", which is no time'],
  ['took 12,5 ms', '"12,5", which is no time'],
  ['took 0x10 ms', '"0x10", which is no time'],
])('what is no time is said, and is never a fast one: %j', (output, why) => {
  expect(printedTime(output, reads)).toEqual({ why: expect.stringContaining(why) })
})

test('times have four digits and their unit, and are read again', () => {
  expect([1.5, 999.96, 98_321.7, 17_344_444, 60e9].map(timeText)).toEqual(['1.5 ns', '1 us', '98.32 us', '17.34 ms', '60 s'])
  for (const text of ['1.5 ns', '98.32 us', '17.34 ms', '345600 s']) expect(timeText(parseTime(text)!)).toBe(text)
  expect(['', '5', '5ms', '5 m', '-5 ms', 'NaN ms', '0 s', '0.0000001 ns', '345601 s', '1e3 ms'].map(parseTime)).toEqual(
    Array(10).fill(null),
  )
})
