import { describe, expect, test } from 'vitest'
import { normalQuantile } from './normal.ts'
import { type Random, randomFrom } from './random.ts'
import { steadyStart } from './steady-state.ts'

/** Milliseconds per iteration of a real launch: the engine's tiers come in one after the other. */
const tierUp = [142, 97, 66, 27, 22, 22, 23, 23, 20, 19, 31, 31, 19, 19, 19, 19, 18, 18, 17.5]

function times(count: number, time: number): number[] {
  return Array.from({ length: count }, () => time)
}

/** How often each answer comes in 50 launches of `n` iterations of 1000 ns times `shape(index)`, noise of 1 %, and 3 % of the samples half as slow again. */
function answers(n: number, shape: (index: number) => number, noise = 0.01): Map<number | null, number> {
  const counts = new Map<number | null, number>()
  for (let run = 0; run < 50; run++) {
    const random = randomFrom('launches').derive(String(n), run)
    const samples = Array.from({ length: n }, (_, index) => 1000 * shape(index) * Math.exp(noise * normal(random)) * spike(random))
    const start = steadyStart(samples)
    counts.set(start, (counts.get(start) ?? 0) + 1)
  }
  return counts
}

function normal(random: Random): number {
  return normalQuantile(random.uniform() + 2 ** -54)
}

function spike(random: Random): number {
  return random.uniform() < 0.03 ? 1.5 : 1
}

/** How many of the 50 answers lie between two indices. */
function between(counts: Map<number | null, number>, first: number, last: number): number {
  return [...counts].reduce((sum, [start, count]) => sum + (start !== null && start >= first && start <= last ? count : 0), 0)
}

describe('the steady state of a launch', () => {
  test('begins when the last tier has come in', () => {
    expect(steadyStart([...tierUp, ...times(20, 17.2)])).toBe(18)
    expect(steadyStart([...tierUp, ...times(40, 17.2)].map((time, index) => time * (1 + 0.002 * (index % 3))))).toBe(19)
  })

  test('is not believed before it has lasted a quarter of the samples', () => {
    expect(steadyStart([...tierUp, ...times(4, 17.2)])).toBeNull()
    expect(steadyStart([...times(90, 1200), ...times(10, 1000)])).toBeNull()
    expect(steadyStart([...times(70, 1200), ...times(30, 1000)])).toBe(70)
    expect(steadyStart([...times(90, 1200), ...times(10, 1000)], { minimumShare: 0.1 })).toBe(90)
  })

  test('begins at once when nothing changes, in spite of noise and spikes', () => {
    expect(
      between(
        answers(60, () => 1),
        0,
        1,
      ),
    ).toBeGreaterThanOrEqual(45)
    expect(
      between(
        answers(60, () => 1, 0.05),
        0,
        0,
      ),
    ).toBeGreaterThanOrEqual(43)
    expect(
      between(
        answers(300, () => 1),
        0,
        1,
      ),
    ).toBeGreaterThanOrEqual(45)
  })

  test('begins at a step down, and at a step up', () => {
    expect(
      between(
        answers(60, index => (index < 20 ? 1.3 : 1)),
        20,
        22,
      ),
    ).toBeGreaterThanOrEqual(45)
    expect(
      between(
        answers(100, index => (index < 30 ? 1 : 1.1)),
        29,
        32,
      ),
    ).toBeGreaterThanOrEqual(45)
  })

  test('begins after a single slow sample at the start', () => {
    expect(steadyStart([5000, ...times(30, 1000)])).toBe(1)
    expect(
      between(
        answers(60, index => (index === 0 ? 3 : 1)),
        1,
        4,
      ),
    ).toBeGreaterThanOrEqual(45)
  })

  test('includes a short excursion to another level, and begins after a long one', () => {
    expect(steadyStart([...times(40, 1000), ...times(4, 1300), ...times(30, 1000)])).toBe(0)
    expect(steadyStart([...times(40, 1000), ...times(20, 1300), ...times(30, 1000)])).toBe(60)
  })

  test('begins in a short launch with a long warm-up', () => {
    // 1 + 2 exp(-i / 3) is 1.02 at i = 13.8.
    expect(
      between(
        answers(30, index => 1 + 2 * Math.exp(-index / 3), 0.003),
        12,
        17,
      ),
    ).toBeGreaterThanOrEqual(48)
  })

  test('begins at a small step in noise that is as large', () => {
    expect(
      between(
        answers(300, index => (index < 100 ? 1.05 : 1), 0.05),
        80,
        120,
      ),
    ).toBeGreaterThanOrEqual(38)
  })

  test('is not reached while the time keeps falling, or rising', () => {
    const shapes = [(i: number) => 1 - i / 200, (i: number) => 1 + i / 200, (i: number) => 1 + Math.exp(-i / 40), (i: number) => 0.99 ** i]
    for (const shape of shapes) expect(answers(100, shape, 0.003).get(null)).toBe(50)
    expect(answers(10, index => 0.95 ** index, 0.003).get(null)).toBeGreaterThanOrEqual(40)
  })

  test('begins when a warm-up that fades out is within the tolerance of its end', () => {
    // 1 + exp(-i / 5) is 1.02 at i = 19.6.
    expect(
      between(
        answers(100, index => 1 + Math.exp(-index / 5), 0.001),
        18,
        23,
      ),
    ).toBeGreaterThanOrEqual(48)
  })

  test('includes levels that differ by less than the tolerance', () => {
    const samples = [...times(20, 1500), ...times(20, 1015), ...times(20, 1000)]
    expect(steadyStart(samples)).toBe(20)
    expect(steadyStart(samples, { tolerance: 0.01 })).toBe(40)
  })

  test('does not depend on the unit', () => {
    const samples = [...tierUp, ...times(30, 17.2)]
    expect(steadyStart(samples.map(sample => sample * 1e6))).toBe(steadyStart(samples))
  })

  test('cannot be told from fewer than five samples', () => {
    expect(steadyStart([])).toBeNull()
    expect(steadyStart([1000])).toBeNull()
    expect(steadyStart(times(4, 1000))).toBeNull()
    expect(steadyStart(times(5, 1000))).toBe(0)
  })

  test('of samples that the timer did not see is the whole launch', () => {
    expect(steadyStart(times(10, 0))).toBe(0)
    expect(steadyStart([0, 5000, 0, 0, 5000, 0, 0, 0, 5000, 0])).not.toBeNaN()
  })

  test.each([-1, Number.NaN, Infinity])('of a launch with a sample of %s is refused', sample => {
    expect(() => steadyStart([1, 2, 3, sample, 5])).toThrow(RangeError)
  })
})
