import { describe, expect, test } from 'vitest'
import { failed } from '../../../../test/launches.ts'
import { MemoryJournal, resultOf, scriptedContext, ScriptedMachine } from '../../../../test/scripted-machine.ts'
import type { Engine } from '../engines/engine.ts'
import type { MeasureContext } from '../measure/launch.ts'
import type { Arm } from '../model/launch.ts'
import { exponentDifference, exponents } from '../report/story/scaling.ts'
import { scaleSides } from './scale.ts'

interface Script {
  readonly baseline: (scale: number) => number
  readonly candidate: (scale: number) => number
  /** The candidate fails from this scale on. */
  readonly failsFrom?: number
}

/** Milliseconds per iteration by scale; how often each scale was launched is counted. */
function scaledContext(script: Script, journal = new MemoryJournal(), launches = new Map<number, number>()): MeasureContext {
  const machines = new Map<number, ScriptedMachine>()
  const machineAt = (scale: number): ScriptedMachine => {
    const iterationNs = { baseline: 1e6 * script.baseline(scale), candidate: 1e6 * script.candidate(scale) }
    const machine =
      machines.get(scale) ??
      new ScriptedMachine({
        iterationNs,
        launchNoise: 0.01,
        seed: `scale ${scale}`,
        pilotSamplesNs: Array.from({ length: 20 }, () => iterationNs.baseline),
        fails: arm => (arm === 'candidate' && scale >= (script.failsFrom ?? Infinity) ? failed({ message: 'too large\n  at run' }) : null),
      })
    machines.set(scale, machine)
    return machine
  }
  const engine = (arm: Arm): Engine => ({
    name: 'scripted@1',
    sha256: '0'.repeat(64),
    launch: request => {
      const { scale = 1 } = request
      launches.set(scale, (launches.get(scale) ?? 0) + 1)
      return machineAt(scale).engine(arm).launch(request)
    },
  })
  const context = scriptedContext(new ScriptedMachine(), journal)
  const side = (arm: 'baseline' | 'candidate' | 'control') => ({ ...context.sides[arm], engine: engine(arm) })
  return {
    ...context,
    workload: { kind: 'script', path: '/workload.mjs' },
    sides: { baseline: side('baseline'), candidate: side('candidate'), control: side('control') },
  }
}

const scales = [1, 2, 4, 8]
const linear = (n: number) => n
const quadratic = (n: number) => n * n

describe('the cost by scale', () => {
  test('is measured at every scale on both sides, in six rounds, and tells linear from quadratic', async () => {
    const launches = new Map<number, number>()
    const scaling = await resultOf(
      scaleSides(scaledContext({ baseline: linear, candidate: quadratic }, undefined, launches), [4, 1, 8, 2], 1e15),
    )
    expect(exponents(scaling)).toMatch(/^baseline n\^(0\.9|1\.0)\d, candidate n\^(1\.9|2\.0)\d$/)
    expect(exponentDifference(scaling)).toMatch(/^the candidate grows faster: exponents differ by (0\.9|1\.0)\d/)
    expect(scaling).toMatchObject({ scales, rounds: 6, failures: [] })
    expect(scaling.candidate.points.map(({ medianNs }) => Math.round(medianNs / 1e6))).toEqual([1, 4, 16, 64])
    // Two pilots and six pairs at each.
    expect(launches).toEqual(new Map(scales.map(scale => [scale, 14])))
  })

  test('shows no difference where both sides grow alike, and says when one does not grow', async () => {
    const alike = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: n => 1.5 * n }), scales, 1e15))
    expect(exponentDifference(alike)).toContain('no difference shown')
    const flat = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: () => 3 }), scales, 1e15))
    expect(exponents(flat)).toMatch(/candidate does not grow$/)
    expect(flat.difference).toBeNull()
  })

  test('leaves out a scale at which a side fails, and says so', async () => {
    const scaling = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: linear, failsFrom: 8 }), scales, 1e15))
    expect(scaling.scales).toEqual([1, 2, 4])
    expect(scaling.failures).toEqual([{ scale: 8, arm: 'candidate', why: 'threw: too large' }])
    expect(scaling.baseline.exponent).not.toBeNull()
    const nothing = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: linear, failsFrom: 4 }), scales, 1e15))
    expect(nothing).toMatchObject({ rounds: 0, baseline: { exponent: null, points: [] } })
  })

  test('ends with the budget, and then has no interval', async () => {
    const scaling = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: linear }), scales, 1))
    expect(scaling).toMatchObject({ rounds: 1, baseline: { exponent: { low: null, high: null } } })
  })

  test('is found in the journal by a run that goes on', async () => {
    const journal = new MemoryJournal()
    const first = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: quadratic }, journal), scales, 1e15))
    const launches = new Map<number, number>()
    const again = await resultOf(scaleSides(scaledContext({ baseline: linear, candidate: quadratic }, journal, launches), scales, 1e15))
    expect(again).toEqual(first)
    expect(launches.size).toBe(0)
    expect(new Set(journal.records.map(({ key }) => key)).size).toBe(journal.records.length)
  })

  test.each([
    [[1, 2], '1,2'],
    [[1, 2, 2], '1,2,2'],
    [[0, 1, 2], '0'],
    [[1, 2, Number.NaN], 'NaN'],
  ])('is refused for the scales %j', async (wanted, named) => {
    await expect(resultOf(scaleSides(scaledContext({ baseline: linear, candidate: linear }), wanted, 1e15))).rejects.toThrow(named)
  })

  test('is refused for workloads that cannot take a scale', async () => {
    const context = { ...scaledContext({ baseline: linear, candidate: linear }), workload: { kind: 'wasi' } as const }
    await expect(resultOf(scaleSides(context, scales, 1e15))).rejects.toThrow('--workload')
  })
})
