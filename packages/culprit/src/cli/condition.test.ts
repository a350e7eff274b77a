import { expect, test } from 'vitest'
import { parseCondition } from './condition.ts'

test.each([
  ['ratio > 1.5', { operator: '>', ratio: 1.5 }],
  [' ratio>=120% ', { operator: '>=', ratio: 1.2 }],
  ['ratio < 0.8', { operator: '<', ratio: 0.8 }],
  ['ratio <= 80 %', { operator: '<=', ratio: 0.8 }],
])('"%s" is a condition', (text, condition) => {
  expect(parseCondition(text)).toEqual(condition)
})

test.each(['', 'time > 1.5', 'ratio = 1.5', 'ratio > fast', 'ratio > -1', '1.5 < ratio', 'ratio > 1.5 && ratio < 2', 'ratio > 1e999'])(
  '"%s" is none',
  text => {
    expect(() => parseCondition(text)).toThrow("Expected a condition such as 'ratio > 1.5'")
  },
)

test.each(['ratio > 5%', 'ratio > 1', 'ratio >= 1.0', 'ratio < 1.5'])('"%s" calls the good end bad, and is refused', text => {
  expect(() => parseCondition(text)).toThrow('The good end fulfils')
})
