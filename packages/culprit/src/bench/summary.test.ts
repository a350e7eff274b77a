import { expect, test } from 'vitest'
import { summarise } from './summary.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, index) => ((index * 7919) % count) + 1)

test('the summary of one process is that of R: median, mean, sd, and boxplot fences', () => {
  const summary = summarise([[12.1, 11.8, 12.4, 11.9, 30.2, 12, 12.2, 12.3, 11.7, 12.5, 12.6, 9.1]])
  expect(summary).toEqual({
    median: expect.closeTo(12.15, 12),
    mean: expect.closeTo(13.4, 12),
    p95: null,
    p99: null,
    deviation: expect.closeTo(5.36978076410438, 12),
    low: 11.8,
    high: 12.5,
    confidence: 0.95,
    samples: 12,
    outliers: { low: 1, high: 1 },
  })
})

// quantile of R.
test.each([
  [3, null, null],
  [19, null, null],
  [20, 19.05, 19.81],
  [100, 95.05, 99.01],
])('of %i values the 95th percentile is %s and the 99th %s: none of too few', (count, p95, p99) => {
  const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 9))
  expect(summarise([upTo(count)])).toMatchObject({ p95: close(p95), p99: close(p99) })
})

// The rank of the lower bound by pbinom of R: the largest with P(X < rank) <= 0.025.
test.each([
  [6, 1],
  [8, 1],
  [9, 2],
  [12, 3],
  [17, 5],
  [20, 6],
  [30, 10],
  [50, 18],
  [100, 40],
  [1000, 469],
  [12019, 5902],
])('the interval of the median of %i values goes from the order statistic %i to its mirror image', (count, rank) => {
  expect(summarise([upTo(count)])).toMatchObject({ low: rank, high: count + 1 - rank, confidence: 0.95 })
})

test('six processes or more give the interval of their medians, however many samples each has', () => {
  const processes = [10, 11, 12, 13, 14, 15].map(centre => [centre - 5, centre, centre + 50])
  expect(summarise(processes)).toMatchObject({ low: 10, high: 15, confidence: 0.95, samples: 18 })
})

test('two to five processes give no interval, nor do five samples of one', () => {
  const none = { low: null, high: null, confidence: null }
  for (const count of [2, 5]) expect(summarise(Array.from({ length: count }, () => upTo(40)))).toMatchObject(none)
  expect(summarise([upTo(5)])).toMatchObject({ ...none, median: 3, outliers: { low: 0, high: 0 } })
})

test('one sample has no deviation, and none has nothing that is known', () => {
  expect(summarise([[7]])).toMatchObject({ median: 7, mean: 7, p99: null, deviation: null, samples: 1 })
  const nothing = {
    median: null,
    mean: null,
    p95: null,
    p99: null,
    deviation: null,
    low: null,
    high: null,
    confidence: null,
    samples: 0,
    outliers: null,
  }
  expect(summarise([])).toEqual(nothing)
  expect(summarise([[], []])).toEqual(nothing)
})

test('a process without samples is not counted as one', () => {
  expect(summarise([[], upTo(20)])).toEqual(summarise([upTo(20)]))
})
