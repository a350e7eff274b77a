import { expect, test } from 'vitest'
import { factsAbout, sidesOf } from '../../../../test/facts.ts'
import { order } from './order.ts'

const find = (orderEffect: number | null, estimate: number, threshold = 0.02) =>
  order(factsAbout({ orderEffect, threshold, ratio: { estimate, low: null, high: null, confidence: 0.98 } }))

test('an order that matters more than the change itself speaks for the way of measuring', () => {
  expect(sidesOf(find(0.1, 1.05))).toEqual([{ supports: ['harness'], against: [] }])
  expect(sidesOf(find(-0.1, 1.05))).toEqual([{ supports: ['harness'], against: [] }])
  expect(find(-0.1, 1.05)[0]!.statement).toBe(
    "Running first instead of second changes the candidate's ratio by -9.5 %; the coin balances it.",
  )
})

test('an order that matters less than the change or the threshold speaks for nothing', () => {
  expect(sidesOf(find(0.1, 1.4))).toEqual([{ supports: [], against: [] }])
  expect(sidesOf(find(0.015, 1))).toEqual([{ supports: [], against: [] }])
  expect(sidesOf(find(-0.1, 0.7))).toEqual([{ supports: [], against: [] }])
})

test('an order of which nothing is known is no finding', () => {
  expect(find(null, 1.4)).toEqual([])
  expect(order(factsAbout({ ratio: null }))).toEqual([])
})
