import { describe, expect, test } from 'vitest'
import { failed, launchRecord, measured } from '../../../../test/launches.ts'
import type { Arm, LaunchRecord } from '../model/launch.ts'
import { signedRankInterval } from '../stats/signed-rank-interval.ts'
import { comparedMetrics, ratioInterval } from './metrics.ts'

const level = { level: 0.05, confidence: 0.95 }

function launch(block: number, arm: Arm, ns: number, fields: Partial<LaunchRecord> = {}): LaunchRecord {
  const outcome = measured({ samplesNs: [ns], warmUp: 0, cpuNs: null, setupNs: 2 * ns, firstRunNs: 0 })
  return launchRecord({ block, arm, outcome, ...fields })
}

/** Pairs of wall times, and a control that is far away. */
function pairs(...times: readonly (readonly [baseline: number, candidate: number])[]): LaunchRecord[] {
  return times.flatMap(([baseline, candidate], block) => [
    launch(block, 'candidate', candidate),
    launch(block, 'baseline', baseline),
    launch(block, 'control', 1e9),
  ])
}

describe('the metrics of some launches', () => {
  test('are those that a pair has, each with the median of both sides and the ratio of its pairs', () => {
    const metrics = comparedMetrics(pairs([100, 120], [200, 240], [100, 120], [300, 360], [100, 120], [100, 120]), level)
    expect(metrics.map(({ metric, unit, pairs }) => `${metric} ${unit} ${pairs}`)).toEqual(['wall ns 6', 'setup ns 6', 'first-run ns 6'])
    expect(metrics[0]).toMatchObject({ baseline: 100, candidate: 120, ratio: { confidence: 0.95 } })
    for (const bound of ['estimate', 'low', 'high'] as const) expect(metrics[0]!.ratio![bound]).toBeCloseTo(1.2, 12)
    expect(metrics[1]).toMatchObject({ baseline: 200, candidate: 240 })
  })

  test('have no ratio where a side is 0, and then still say what was measured', () => {
    expect(comparedMetrics(pairs([100, 120]), level)[2]).toMatchObject({
      metric: 'first-run',
      baseline: 0,
      candidate: 0,
      ratio: null,
      pairs: 1,
    })
  })

  test('pair launches of one block, whatever their order, and leave out those without a partner', () => {
    const records = [...pairs([100, 200], [1000, 2000]), launch(2, 'baseline', 7), launch(3, 'candidate', 9)].toReversed()
    const [wall] = comparedMetrics([...records, launch(2, 'candidate', 1, { outcome: failed() })], level)
    expect(wall).toMatchObject({ metric: 'wall', baseline: 550, candidate: 1100, pairs: 2 })
    expect(wall!.ratio!.estimate).toBeCloseTo(2, 12)
  })

  test('keep the cold starts apart from the timed launches of the same block', () => {
    const cold = (arm: Arm, compileNs: number) =>
      launch(0, arm, 1, { stage: 'cold', observed: { modules: [], compileNs, instantiateNs: null, scripts: [], parts: null } })
    const metrics = comparedMetrics([...pairs([100, 120]), cold('baseline', 40), cold('candidate', 60)], level)
    expect(metrics.map(({ metric, baseline, candidate }) => [metric, baseline, candidate])).toEqual([
      ['wall', 100, 120],
      ['setup', 200, 240],
      ['compile', 40, 60],
      ['first-run', 0, 0],
    ])
  })

  test('are none of launches that have no pair', () => {
    expect(comparedMetrics([], level)).toEqual([])
    expect(comparedMetrics([launch(0, 'baseline', 1), launch(0, 'control', 1), launch(1, 'candidate', 1)], level)).toEqual([])
  })
})

describe('the interval of a ratio', () => {
  const logRatios = [0.05, 0.11, -0.02, 0.08, 0.06, 0.1, 0.03, 0.09, 0.07, 0.04]

  test('is that of the signed-rank test at its level, and says the confidence that it is given', () => {
    const { low, high } = signedRankInterval(logRatios, 0.01)
    const ratio = ratioInterval(logRatios, { level: 0.01, confidence: 0.9 })
    expect(ratio).toMatchObject({ low: Math.exp(low!), high: Math.exp(high!), confidence: 0.9 })
    expect(ratio!.estimate).toBeCloseTo(Math.exp(0.0625), 2)
    expect(low).toBeLessThan(high!)
  })

  test('of few pairs has no bounds, and of none there is no ratio', () => {
    const ratio = ratioInterval([0.5, 0.7], level)
    expect(ratio).toMatchObject({ low: null, high: null })
    expect(ratio!.estimate).toBeCloseTo(Math.exp(0.6), 12)
    expect(ratioInterval([], level)).toBe(null)
  })
})
