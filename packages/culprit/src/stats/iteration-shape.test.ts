import { describe, expect, test } from 'vitest'
import { namedRate, plantedRate, steadyWorlds } from '../../../../bench/statistics/shapes.ts'
import { isWithin, reaches } from '../../../../bench/statistics/rates.ts'
import { iterationShape } from './iteration-shape.ts'
import { trendOf } from './trend.ts'

// The short form of iteration-shape.full.test.ts, with its seeds.
describe.each(steadyWorlds)('steady iterations in the world "$name"', world => {
  test.each(['coarse-timer', 'trend', 'two-modes', 'never-steady'] as const)('are called %s in at most 2 %', kind => {
    expect(isWithin(0.02, namedRate(world, kind, { samples: 60, launches: 20, runs: 150 }))).toBe(true)
  })
})

test.each([
  ['10 % more over the launch', 'trend', 100, 0.98],
  ['3 % more over the launch', 'trend', 300, 0.7],
  ['alternating at random, 10 % apart', 'two-modes', 100, 0.8],
  ['alternating by fours, 8 % apart', 'two-modes', 100, 0.8],
  ['another level each eighth of the launch', 'never-steady', 100, 0.98],
] as const)('%s is called %s', (name, kind, samples, least) => {
  expect(reaches(least, plantedRate(name, kind, samples, 100))).toBe(true)
})

test('a single step is neither a trend nor two modes', () => {
  expect(isWithin(0.02, plantedRate('a step of 10 % in the middle', 'trend', 300, 150))).toBe(true)
  expect(isWithin(0.02, plantedRate('a step of 10 % in the middle', 'two-modes', 100, 100))).toBe(true)
})

describe('a trend', () => {
  const series = (time: (share: number) => number, batch = 1) => ({
    samplesNs: Array.from({ length: 200 }, (_, index) => 1e6 * time(index / 200) * (1 + 0.002 * Math.sin(index * 7.3))),
    steadyStart: null,
    batch,
    timerStepNs: 40,
  })
  const courseOf = (time: (share: number) => number) => {
    const shape = iterationShape(series(time))
    return shape.kind === 'trend' ? shape.course : shape.kind
  }

  test('that goes on is told from one that levels off and from one that gathers speed', () => {
    expect(courseOf(share => 1 + 0.2 * share)).toBe('linear')
    expect(courseOf(share => 1 + 0.3 * (1 - Math.exp(-3 * share)))).toBe('saturating')
    expect(courseOf(share => 1 + 0.5 * share ** 2)).toBe('accelerating')
  })

  test('has its slope per iteration and its growth over the part after the warm-up', () => {
    const shape = iterationShape(series(share => 1 + share, 10))
    if (shape.kind !== 'trend') throw new Error(shape.kind)
    // A million nanoseconds more in 200 samples of ten iterations.
    expect(shape.slopeNs.estimate).toBeCloseTo(500, -1)
    expect(shape.slopeNs.low).toBeLessThan(500)
    expect(shape.slopeNs.high).toBeGreaterThan(500)
    expect(shape.iterations).toBe(1500)
    expect(shape.growth).toBeCloseTo(2 / 1.25, 1)
  })

  test('downwards is no trend, for warming up looks like that', () => {
    expect(courseOf(share => 1.2 - 0.2 * share)).toBe('never-steady')
    expect(trendOf(series(share => 1.2 - 0.2 * share).samplesNs).rising).toBeGreaterThan(0.999)
  })
})

describe('the timer', () => {
  const times = (count: number, time: (index: number) => number) => Array.from({ length: count }, (_, index) => time(index))
  const of = (samplesNs: number[], batch = 1) => iterationShape({ samplesNs, steadyStart: 0, batch, timerStepNs: 100 })

  test('is too coarse when a sample takes fewer than a thousand of its steps', () => {
    expect(of(times(20, index => 50_000 + index))).toMatchObject({ kind: 'coarse-timer', stepsPerSample: 500.095 })
    expect(
      of(
        times(20, index => 50_000 + index),
        3,
      ).kind,
    ).toBe('steady')
    expect(of(times(20, () => 0))).toMatchObject({ kind: 'coarse-timer', stepsPerSample: 0, distinct: 1 })
  })

  test('is too coarse when samples take few values that lie far apart', () => {
    expect(of(times(60, index => 1e6 * (1 + (index % 4) / 100)))).toMatchObject({ kind: 'coarse-timer', distinct: 4, samples: 60 })
    expect(of(times(60, () => 1e6)).kind).toBe('steady')
  })
})

test('launches that fall into two groups are called so, with the levels and the shares', () => {
  const launchesNs = Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? 1.3e6 : 1e6) * (1 + 0.004 * Math.sin(index * 5)))
  const shape = iterationShape({ samplesNs: Array.from({ length: 20 }, () => 1e6), steadyStart: 0, batch: 1, timerStepNs: 40, launchesNs })
  expect(shape).toMatchObject({ kind: 'two-modes', where: 'launches', highShare: 1 / 3, count: 24 })
  if (shape.kind === 'two-modes') expect([shape.lowNs / 1e6, shape.highNs / 1e6].map(level => level.toFixed(2))).toEqual(['1.00', '1.30'])
})

test('too few samples are unclear, none are, and a negative one is refused', () => {
  const of = (samplesNs: number[]) => iterationShape({ samplesNs, steadyStart: null, batch: 1, timerStepNs: 40 })
  expect(of([]).kind).toBe('unclear')
  expect(of([1e6, 2e6, 3e6, 4e6]).kind).toBe('unclear')
  expect(() => of([1, -1])).toThrow(RangeError)
})
