import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { normal, seedOf } from '../../../../bench/statistics/worlds.ts'
import { growthOf, powerLaw, type ScaleRound } from './scaling.ts'

const scales = [1, 2, 4, 8]

/** Six rounds of times by scale, with noise of 1.4 % for each launch. */
function rounds(baseline: (n: number) => number, candidate: (n: number) => number, run = 0, count = 6): ScaleRound[] {
  const random = seedOf(`scaling ${String(baseline)} ${String(candidate)}`, run)
  const times = (time: (n: number) => number) => scales.map(n => 1e6 * time(n) * Math.exp(0.014 * normal(random)))
  return Array.from({ length: count }, () => ({ baselineNs: times(baseline), candidateNs: times(candidate) }))
}

describe('the exponent', () => {
  test('is exact without noise, whatever the overhead', () => {
    for (const exponent of [0.5, 1, 1.5, 2, 3]) {
      for (const overhead of [0, 1, 10]) {
        const law = powerLaw(
          scales,
          scales.map(n => 1e6 * (overhead + n ** exponent)),
        )!
        expect(law.exponent).toBeCloseTo(exponent, 4)
        expect(law.overheadNs / 1e6).toBeCloseTo(overhead, 3)
        expect(law.factorNs / 1e6).toBeCloseTo(1, 3)
      }
    }
  })

  test('does not depend on the unit of the scale', () => {
    const law = powerLaw(
      [1000, 3000, 9000, 50_000],
      [1000, 3000, 9000, 50_000].map(n => 5e5 + 2 * n ** 1.5),
    )!
    expect(law.exponent).toBeCloseTo(1.5, 4)
    expect(law.factorNs).toBeCloseTo(2, 2)
  })

  test('is not known when the time hardly grows, or falls', () => {
    expect(powerLaw(scales, [10, 10.2, 10.4, 10.8])).toBeNull()
    expect(powerLaw(scales, [8, 4, 2, 1])).toBeNull()
  })

  test.each([
    [
      [1, 2],
      [1, 2],
    ],
    [
      [1, 4, 2],
      [1, 2, 3],
    ],
    [
      [0, 1, 2],
      [1, 2, 3],
    ],
    [
      [1, 2, 4],
      [0, 1, 2],
    ],
    [
      [1, 2, 4],
      [1, Number.NaN, 2],
    ],
  ])('is refused for scales %j with times %j', (scales, times) => {
    expect(() => powerLaw(scales, times)).toThrow(RangeError)
  })
})

describe('the growth of both sides', () => {
  test('tells linear from quadratic, also behind an overhead of five times the first step', () => {
    const { baseline, candidate, difference } = growthOf(
      scales,
      rounds(
        n => 5 + n,
        n => 5 + n * n,
      ),
    )
    expect(baseline.exponent!.estimate).toBeCloseTo(1, 0)
    expect(candidate.exponent!.estimate).toBeCloseTo(2, 1)
    expect(difference!.low).toBeGreaterThan(0.5)
    expect(candidate.overheadNs! / 5e6).toBeCloseTo(1, 1)
  })

  test('has intervals that hold the exponents and their difference with 95 %, and with them no difference where none is', () => {
    const misses = { baseline: 0, difference: 0 }
    const runs = 60
    for (let run = 0; run < runs; run++) {
      const { baseline, difference } = growthOf(
        scales,
        rounds(
          n => 1 + n,
          n => 2 * (1 + n),
          run,
        ),
      )
      if (baseline.exponent!.low! > 1 || baseline.exponent!.high! < 1) misses.baseline++
      if (difference!.low! > 0 || difference!.high! < 0) misses.difference++
    }
    expect(isWithin(0.05, { hits: misses.baseline, runs })).toBe(true)
    expect(isWithin(0.05, { hits: misses.difference, runs })).toBe(true)
  })

  test('is not spoilt by one round that was disturbed', () => {
    const disturbed = rounds(
      n => n,
      n => n * n,
      0,
      7,
    )
    disturbed[3] = { ...disturbed[3]!, candidateNs: disturbed[3]!.candidateNs.map((time, index) => (index === 0 ? time * 20 : time)) }
    const { candidate } = growthOf(scales, disturbed)
    expect(candidate.exponent!.estimate).toBeCloseTo(2, 1)
  })

  test('has no interval below six rounds, and no exponent for a side that ignores the scale', () => {
    const few = growthOf(
      scales,
      rounds(
        n => n,
        () => 1,
        0,
        3,
      ),
    )
    expect(few.baseline.exponent).toMatchObject({ low: null, high: null })
    expect(few.candidate).toMatchObject({ exponent: null, overheadNs: null })
    expect(few.difference).toBeNull()
    expect(growthOf(scales, []).baseline.exponent).toBeNull()
  })

  test('is refused for a round that lacks a scale', () => {
    expect(() => growthOf(scales, [{ baselineNs: [1, 2, 3], candidateNs: [1, 2, 3, 4] }])).toThrow(RangeError)
  })
})
