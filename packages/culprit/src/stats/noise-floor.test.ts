import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { noiseFloor } from './noise-floor.ts'
import { normalQuantile } from './normal.ts'
import { randomFrom } from './random.ts'
import { studentDistribution, studentQuantile } from './student.ts'

describe("Student's t", () => {
  // R 4.2: qt(p, df)
  test.each([
    [0.975, 1, 12.706204736432095],
    [0.975, 5, 2.5705818356363155],
    [0.975, 20, 2.0859634472658364],
    [0.98, 5, 2.756508521909475],
    [0.995, 3, 5.840909309732355],
    [0.6, 4, 0.2707222947075974],
  ])('has its quantile %f at %i degrees of freedom', (p, degrees, quantile) => {
    expect(studentQuantile(p, degrees) / quantile).toBeCloseTo(1, 9)
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-studentQuantile(p, degrees), 9)
  })

  test('comes near the normal distribution with many degrees of freedom', () => {
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(normalQuantile(0.975), 4)
    expect(studentDistribution(0, 7)).toBeCloseTo(0.5, 14)
  })

  test('refuses what has no quantile', () => {
    for (const p of [0, 1, Number.NaN]) expect(() => studentQuantile(p, 5)).toThrow(RangeError)
    expect(() => studentQuantile(0.9, 0)).toThrow(RangeError)
  })
})

describe('the noise floor', () => {
  test('is what the next campaign stays within, 24 times of 25', () => {
    const runs = 4000
    let beyond = 0
    for (let run = 0; run < runs; run++) {
      const random = randomFrom('floor').derive('campaigns', run)
      const draw = (): number => 0.01 * normalQuantile(random.uniform() + 2 ** -54)
      const floor = noiseFloor(Array.from({ length: 6 }, draw))!
      if (Math.abs(draw()) > Math.log1p(floor)) beyond++
    }
    expect(isWithin(0.04, { hits: beyond, runs })).toBe(true)
    expect(beyond / runs).toBeGreaterThan(0.03)
  })

  test('is unknown below five campaigns, and 0 when all of them found nothing', () => {
    expect(noiseFloor([0.01, 0.01, -0.02, 0])).toBe(null)
    expect(noiseFloor([])).toBe(null)
    expect(noiseFloor([0, 0, 0, 0, 0])).toBe(0)
    expect(() => noiseFloor([0, 0, Infinity, 0, 0])).toThrow(RangeError)
  })
})
