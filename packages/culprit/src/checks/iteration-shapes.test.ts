import { expect, test } from 'vitest'
import type { IterationShape } from '../stats/iteration-shape.ts'
import { shapeReservations } from './iteration-shapes.ts'

const messages = (shape: IterationShape) => shapeReservations('candidate', shape).map(({ code, message }) => `${code}: ${message}`)

test('steady and unclear iterations need no words', () => {
  expect(messages({ kind: 'steady', start: 3, levelNs: 1e6 })).toEqual([])
  expect(messages({ kind: 'unclear' })).toEqual([])
})

test('a trend is told with its slope, its interval, and what the total does', () => {
  const trend = {
    kind: 'trend',
    slopeNs: { estimate: 1200, low: 1100, high: 1340 },
    growth: 1.24,
    iterations: 200,
    course: 'linear',
  } as const
  expect(messages(trend)).toEqual([
    'iterations-slow-down: Each iteration of the candidate takes longer than the one before it: 24 % over 200 iterations, 1.2 µs each (95 % interval 1.1 µs to 1.34 µs). It grows as a line, so the time of all iterations together grows with the square of their number.',
  ])
  expect(messages({ ...trend, course: 'saturating' })[0]).toContain('levels off')
  expect(messages({ ...trend, course: 'accelerating' })[0]).toContain('faster than the square')
})

test('two modes are told with both levels and their shares', () => {
  const modes = { kind: 'two-modes', where: 'samples', lowNs: 1e6, highNs: 1.3e6, highShare: 0.25, count: 80 } as const
  expect(messages(modes)).toEqual([
    'two-modes: Within a launch the iterations of the candidate alternate between two speeds: 75 % at 1 ms, 25 % at 1.3 ms (80 samples).',
  ])
  expect(messages({ ...modes, where: 'launches' })).toEqual([
    'two-modes: The launches of the candidate fall into two groups: 75 % at 1 ms, 25 % at 1.3 ms (80 launches).',
  ])
})

test('levels that move and a coarse timer are told with their numbers', () => {
  expect(messages({ kind: 'never-steady', lowNs: 2e9, highNs: 2.5e9 })).toEqual([
    'no-steady-state: The iterations of the candidate never became steady: their time moves between 2 s and 2.5 s from one part of a launch to the next, also when interruptions are left out.',
  ])
  expect(messages({ kind: 'coarse-timer', stepsPerSample: 200, distinct: 9, samples: 60 })).toEqual([
    'coarse-timer: A sample of the candidate takes 200 steps of the timer, and 60 samples take 9 different values.',
  ])
})
