import { describe, expect, test } from 'vitest'
import { failed, launchRecord, measured, unknownLoad } from '../../../../test/launches.ts'
import type { LaunchRecord, Measured } from '../model/launch.ts'
import { busyReference, contentionOf, isContended } from './contention.ts'

const launched = (fields: Partial<Measured>, more: Partial<LaunchRecord> = {}) => launchRecord({ outcome: measured(fields), ...more })
const quiet = launched({ waitShare: 0.01 })

describe('a pair is contended', () => {
  test('when the main thread of either launch waited for a processor in more than a tenth of its time', () => {
    expect(isContended([quiet, launched({ waitShare: 0.11 })], 1)).toBe(true)
    expect(isContended([launched({ waitShare: 0.11 }), quiet], 1)).toBe(true)
    expect(isContended([quiet, launched({ waitShare: 0.1 })], 1)).toBe(false)
  })

  test('when a launch got a tenth less processor time than its pilots', () => {
    const busy = (share: number) =>
      launched({ samplesNs: [1e6, 1e6, 1e6], cpuSamplesNs: [share, share, share].map(one => one * 1e6), warmUp: 0 })
    expect(isContended([quiet, busy(0.85)], 1)).toBe(true)
    expect(isContended([quiet, busy(0.95)], 1)).toBe(false)
    // A workload that waits for timers gets little, and that is no contention.
    expect(isContended([quiet, busy(0.2)], 0.2)).toBe(false)
    // Helper threads that ran beside the pilots and not beside the launch.
    expect(isContended([quiet, busy(1.02)], busyReference([measured({ samplesNs: [1e6], cpuSamplesNs: [1.6e6], warmUp: 0 })]))).toBe(false)
  })

  test('when the hypervisor or the container took processors away', () => {
    const during = (stealNs: number, throttledPeriods: number) =>
      launched(
        {},
        {
          before: { ...unknownLoad, stealNs: 5e9, processorsNs: 100e9, throttledPeriods: 3 },
          after: { ...unknownLoad, stealNs: 5e9 + stealNs, processorsNs: 102e9, throttledPeriods: 3 + throttledPeriods },
        },
      )
    expect(isContended([quiet, during(30e6, 0)], 1)).toBe(true)
    expect(isContended([quiet, during(10e6, 0)], 1)).toBe(false)
    expect(isContended([quiet, during(0, 1)], 1)).toBe(true)
  })

  test('when other programs used more than half of the processors', () => {
    expect(isContended([quiet, launched({ waitShare: 0 }, { competition: 0.6 })], 1)).toBe(true)
    expect(isContended([quiet, launched({ waitShare: 0 }, { competition: 0.5 })], 1)).toBe(false)
  })

  test('by nothing that is not known, and not by a launch that failed or is missing', () => {
    expect(isContended([launched({ waitShare: null }), undefined, launchRecord({ outcome: failed() })], null)).toBe(false)
    expect(contentionOf(launched({ waitShare: null }), null)).toEqual({
      waitShare: null,
      busyDeficit: null,
      stealShare: null,
      throttledPeriods: null,
      competition: null,
    })
  })

  test('whichever side it was, so that dropping it says nothing about who was slower', () => {
    const one = launched({ waitShare: 0.3 })
    expect(isContended([one, quiet], 1)).toBe(isContended([quiet, one], 1))
  })
})
