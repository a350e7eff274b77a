import { expect, test } from 'vitest'
import { factsAbout, sidesOf } from '../../../../test/facts.ts'
import type { Comparison } from '../model/comparison.ts'
import { cpuTime } from './cpu-time.ts'

const interval = (estimate: number) => ({ estimate, low: null, high: null, confidence: 0.98 })

function find(cpu: number | null, wall: number, more: Partial<Comparison> = {}) {
  const ratio = cpu === null ? null : interval(cpu)
  const metrics = [{ metric: 'cpu', unit: 'ns', baseline: 1, candidate: 1, ratio, pairs: 10 }] as const
  const verdict = wall > 1 ? 'regression' : 'improvement'
  return cpuTime(factsAbout({ metrics: [...metrics], ratio: interval(wall), verdict, decidedBy: 'wall', ...more }))
}

test('processor time that has at least half of the change speaks against the environment', () => {
  const agreeing = [{ supports: [], against: ['environment'] }]
  expect(sidesOf(find(1.4, 1.4))).toEqual(agreeing)
  expect(sidesOf(find(1.25, 1.4))).toEqual(agreeing)
  expect(sidesOf(find(0.6, 0.7))).toEqual(agreeing)
  expect(find(1.4, 1.41)[0]!.statement).toBe('Processor time agrees with the clock: ratio 1.400 against 1.410.')
})

test('processor time that has not speaks for the environment', () => {
  const disagreeing = [{ supports: ['environment'], against: [] }]
  expect(sidesOf(find(1.01, 1.4))).toEqual(disagreeing)
  expect(sidesOf(find(0.7, 1.4))).toEqual(disagreeing)
  expect(sidesOf(find(1.4, 0.7))).toEqual(disagreeing)
})

test('without a change that the clock measured there is nothing to agree with', () => {
  expect(find(null, 1.4)).toEqual([])
  expect(find(1.4, 1.4, { verdict: 'no-regression' })).toEqual([])
  expect(find(1.4, 1.4, { verdict: 'inconclusive' })).toEqual([])
  expect(find(1.4, 1.4, { decidedBy: 'failure' })).toEqual([])
  expect(find(1.4, 1.4, { ratio: null })).toEqual([])
  expect(find(1.4, 1.4, { metrics: [] })).toEqual([])
})
