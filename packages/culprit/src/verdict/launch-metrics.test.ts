import { describe, expect, test } from 'vitest'
import { failed, launchRecord, measured, unknownUsage } from '../../../../test/launches.ts'
import { launchMetricNames } from '../model/comparison.ts'
import { launchMetrics, metricUnits } from './launch-metrics.ts'

const observed = {
  modules: [],
  compileNs: 4e6,
  instantiateNs: 1e6,
  scripts: [],
  parts: { wasm: 1, javascript: 2, collector: 3, other: 4 },
}

describe('a timed launch', () => {
  const outcome = measured({ samplesNs: [900, 900, 100, 300, 200], warmUp: 2, cpuNs: 210, setupNs: 5e6, firstRunNs: 3e6 })

  test('yields one number per metric, of its samples the median without the warm-up', () => {
    expect(launchMetrics(launchRecord({ outcome, usage: { ...unknownUsage(1), peakMemoryBytes: 64e6 } }))).toEqual({
      wall: 200,
      cpu: 210,
      setup: 5e6,
      'first-run': 3e6,
      'peak-memory': 64e6,
    })
  })

  test('leaves out what the system does not tell', () => {
    expect(launchMetrics(launchRecord({ outcome: { ...outcome, cpuNs: null } }))).toEqual({ wall: 200, setup: 5e6, 'first-run': 3e6 })
  })

  test('yields no compile time, which only untimed launches have', () => {
    expect(launchMetrics(launchRecord({ outcome, observed }))).not.toHaveProperty('compile')
  })

  test('that failed yields nothing', () => {
    expect(launchMetrics(launchRecord({ outcome: failed() }))).toEqual({})
  })
})

describe('a launch that observes', () => {
  test('yields compile and instantiate times of a cold start, and no other', () => {
    expect(launchMetrics(launchRecord({ stage: 'cold', observed }))).toEqual({ compile: 4e6, instantiate: 1e6 })
    expect(launchMetrics(launchRecord({ stage: 'cold', observed: { ...observed, instantiateNs: null } }))).toEqual({ compile: 4e6 })
    expect(launchMetrics(launchRecord({ stage: 'cold', observed: null }))).toEqual({})
  })

  test.each(['pilot', 'watch', 'sample'] as const)('yields nothing as a %s', stage => {
    expect(launchMetrics(launchRecord({ stage, observed, usage: { ...unknownUsage(1), peakMemoryBytes: 64e6 } }))).toEqual({})
  })
})

test('every metric has a unit', () => {
  expect(Object.keys(metricUnits).sort()).toEqual([...launchMetricNames].sort())
})
