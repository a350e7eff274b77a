import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failed, launchRecord, measured } from '../../../../test/launches.ts'
import { pairLogRatio } from './pair-ratio.ts'

function launchOf(samplesNs: readonly number[], warmUp = 0) {
  return launchRecord({ outcome: measured({ samplesNs: [...samplesNs], warmUp }) })
}

const times = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 6, maxLength: 6 })
const seed = 20261121

describe('the ratio of a pair', () => {
  test('is that of samples that ran next to each other, so a slow spell of both does not move it', () => {
    const a = [100, 100, 100, 900, 900, 900, 900]
    expect(pairLogRatio(launchOf(a), launchOf(a.map(ns => ns * 1.1)), 'wall')).toBeCloseTo(Math.log(1.1), 12)
    // The slow spell ends between the launches' third turns: the launches' own medians differ by a factor of nine.
    expect(pairLogRatio(launchOf([900, 900, 900, 900, 100, 100, 100]), launchOf([990, 990, 990, 110, 110, 110, 110]), 'wall')).toBeCloseTo(
      Math.log(1.1),
      12,
    )
  })

  test('is above 0 when the second launch is slower', () => {
    expect(pairLogRatio(launchOf([100]), launchOf([200]), 'wall')).toBeCloseTo(Math.log(2), 12)
  })

  test('changes its sign and nothing else when the launches are swapped', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(pairLogRatio(launchOf(a), launchOf(b), 'wall')! + pairLogRatio(launchOf(b), launchOf(a), 'wall')!).toBeCloseTo(0, 12)
      }),
      { seed },
    )
  })

  test('does not depend on the speed of the machine', () => {
    fc.assert(
      fc.property(times, times, times, (a, b, slowness) => {
        const slowed = (values: readonly number[]) => launchOf(values.map((ns, index) => ns * slowness[index]!))
        expect(pairLogRatio(slowed(a), slowed(b), 'wall')).toBeCloseTo(pairLogRatio(launchOf(a), launchOf(b), 'wall')!, 9)
      }),
      { seed },
    )
  })

  test('leaves the warm-up of each launch out', () => {
    expect(pairLogRatio(launchOf([7000, 7000, 100, 100], 2), launchOf([9, 9, 150, 150], 2), 'wall')).toBeCloseTo(Math.log(1.5), 12)
  })

  test('leaves out samples that a coarse timer took for nothing', () => {
    expect(pairLogRatio(launchOf([0, 100, 100, 100]), launchOf([200, 0, 200, 200]), 'wall')).toBeCloseTo(Math.log(2), 12)
    expect(pairLogRatio(launchOf([0, 0]), launchOf([0, 0]), 'wall')).toBe(null)
  })

  test('is of as many samples as both have', () => {
    expect(pairLogRatio(launchOf([100, 100, 100]), launchOf([200]), 'wall')).toBeCloseTo(Math.log(2), 12)
    expect(pairLogRatio(launchOf([100]), launchOf([200, 900, 900]), 'wall')).toBeCloseTo(Math.log(2), 12)
  })

  test('is unknown when a launch failed or is missing', () => {
    const broken = launchRecord({ outcome: failed() })
    expect(pairLogRatio(broken, launchOf([100]), 'wall')).toBe(null)
    expect(pairLogRatio(launchOf([100]), broken, 'wall')).toBe(null)
    expect(pairLogRatio(undefined, launchOf([100]), 'wall')).toBe(null)
    expect(pairLogRatio(launchOf([100]), undefined, 'wall')).toBe(null)
    expect(pairLogRatio(launchOf([]), launchOf([]), 'wall')).toBe(null)
  })
})
