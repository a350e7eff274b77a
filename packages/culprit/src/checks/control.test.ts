import { expect, test } from 'vitest'
import { factsAbout, sidesOf } from '../../../../test/facts.ts'
import type { Comparison } from '../model/comparison.ts'
import { control } from './control.ts'

function find(aa: readonly [estimate: number, low: number | null, high: number | null], estimate: number, more: Partial<Comparison> = {}) {
  const [ofCopy, low, high] = aa
  return control(
    factsAbout({
      aa: { estimate: ofCopy, low, high, confidence: 0.95, pairs: 8 },
      ratio: { estimate, low: estimate * 0.99, high: estimate * 1.01, confidence: 0.98 },
      ...more,
    }),
  )
}

const against = [{ supports: [], against: ['harness'] }]

test('a copy that equals the baseline speaks against the method', () => {
  const findings = find([1.002, 0.99, 1.01], 1.4)
  expect(sidesOf(findings)).toEqual(against)
  expect(findings[0]!.statement).toBe('The baseline against its own copy, measured in the same blocks: 1.002 (8 pairs).')
})

test('a copy that certainly differs as much as half of the candidate speaks for the method', () => {
  const supports = [{ supports: ['harness'], against: [] }]
  expect(sidesOf(find([1.3, 1.2, 1.4], 1.4))).toEqual(supports)
  expect(sidesOf(find([0.7, 0.6, 0.8], 1.4))).toEqual(supports)
  expect(sidesOf(find([1.3, 1.2, null], 0.7))).toEqual(supports)
})

test('a copy that may differ as much, and may not, speaks for nothing', () => {
  expect(sidesOf(find([1.3, 0.9, 1.4], 1.4))).toEqual([{ supports: [], against: [] }])
  expect(sidesOf(find([1.3, null, null], 1.4))).toEqual([{ supports: [], against: [] }])
})

test('a copy that differs by little against the candidate, or against the threshold, speaks against the method', () => {
  expect(sidesOf(find([1.05, 1.04, 1.06], 1.4))).toEqual(against)
  expect(sidesOf(find([1.009, 1.008, 1.01], 1.001))).toEqual(against)
})

test('without a copy or a ratio there is nothing to say', () => {
  expect(find([1, 1, 1], 1.4, { aa: null })).toEqual([])
  expect(find([1, 1, 1], 1.4, { ratio: null })).toEqual([])
})
