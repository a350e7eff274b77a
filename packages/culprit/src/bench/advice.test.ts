import { expect, test } from 'vitest'
import { adviceFor } from './advice.ts'

const unsteady = {
  unit: 'ns',
  mean: 100,
  deviation: 30,
  outliers: { low: 0, high: 0 },
  samples: 30,
  modes: 1,
  isSteady: true,
  waitShare: 0,
} as const

test('a deviation of up to a fifth of the mean needs no advice, nor does what is not known or 0', () => {
  expect(adviceFor({ ...unsteady, deviation: 20, waitShare: 1, modes: 2 })).toEqual([])
  expect(adviceFor({ ...unsteady, deviation: null })).toEqual([])
  expect(adviceFor({ ...unsteady, mean: null })).toEqual([])
  expect(adviceFor({ ...unsteady, mean: 0 })).toEqual([])
})

test.each([
  ['waited for a processor', { waitShare: 0.06 }, 'Others had the processor'],
  ['lies on two levels', { modes: 2 }, 'two levels'],
  ['was not warm', { isSteady: false }, '--warm-up-time'],
  ['has a few values far away', { outliers: { low: 1, high: 2 } }, 'the median says more than the mean'],
  ['has no cause that shows', {}, '--measurement-time'],
  ['has nothing known of it', { modes: null, isSteady: null, waitShare: null, outliers: null }, '--measurement-time'],
  ['has far too many values far away for them to be a few', { outliers: { low: 2, high: 2 } }, '--measurement-time'],
  ['counts bytes, which no other program changes', { unit: 'bytes', waitShare: 0.5 }, '--measurement-time'],
])('what scatters and %s is told what to do about that', (_, found, words) => {
  const advice = adviceFor({ ...unsteady, deviation: 20.1, ...found })
  expect(advice).toHaveLength(1)
  expect(advice[0]).toContain(words)
})

test('several causes are all named, others at the processor first', () => {
  const advice = adviceFor({ ...unsteady, waitShare: 0.2, modes: 2, isSteady: false, outliers: { low: 0, high: 1 } })
  expect(advice.map(text => text.split(' ')[0])).toEqual(['Others', 'The', 'It', 'A'])
})
