import { describe, expect, test } from 'vitest'
import { failed, measured } from '../../../../test/launches.ts'
import { MemoryJournal, resultOf, scriptedContext, ScriptedMachine } from '../../../../test/scripted-machine.ts'
import type { LaunchRequest, LaunchResult } from '../engines/engine.ts'
import { pilot, planIterations } from './pilot.ts'

const times = { pilotNs: 1.5e9, measuredNs: 500e6, longestWarmUpNs: 750e6, longestMeasuredNs: 3e9, longestSampleNs: 20e6 }

/** A pilot with a flat series: so many samples of a batch, each iteration as long. */
function flat(iterationNs: number, batch: number, samples = 100) {
  return measured({ batch, samplesNs: Array.from({ length: samples }, () => iterationNs) })
}

describe('the iterations of every launch', () => {
  test('are one plan for both sides, which does not depend on which of them is the candidate', () => {
    const [slow, fast] = [flat(2e6, 1), flat(1e6, 2)]
    expect(planIterations([slow, fast], [10, 4], times)).toEqual(planIterations([fast, slow], [4, 10], times))
  })

  test('warm up as many as the side that needs more, and a quarter more', () => {
    // 40 samples of one iteration against 30 of two: sixty iterations, and a quarter more, in samples of two.
    const { batch, warmUp } = planIterations([flat(1e6, 1), flat(1e6, 2)], [40, 30], times)
    expect(batch).toBe(2)
    expect(warmUp).toBe(Math.ceil((1.25 * 60) / 2) + 1)
  })

  test('warm up half of the pilot when it did not become steady', () => {
    expect(planIterations([flat(1e6, 1, 80), flat(1e6, 1, 80)], [null, 0], times).warmUp).toBe(1.25 * 40 + 1)
  })

  test('warm up no longer than is worth it', () => {
    const { batch, warmUp } = planIterations([flat(1e6, 5, 4000), flat(1e6, 5, 4000)], [3000, 3000], times)
    expect(warmUp * batch * 1e6).toBeLessThanOrEqual(times.longestWarmUpNs)
    expect(warmUp * batch * 1e6).toBeGreaterThan(0.95 * times.longestWarmUpNs)
  })

  test('are measured for as long as is wanted', () => {
    expect(planIterations([flat(1e6, 1), flat(1e6, 1)], [0, 0], times)).toMatchObject({ batch: 1, samples: 500, perTurn: 10 })
    expect(planIterations([flat(100, 1000), flat(100, 1000)], [0, 0], times)).toMatchObject({ batch: 1000, samples: 1000, perTurn: 100 })
  })

  test.each([
    ['eleven, when one takes a fifth of a second', 200e6, 11],
    ['as many as three seconds hold, when one takes a second', 1e9, 3],
    ['one, when one takes a minute', 60e9, 1],
  ])('are at least %s', (_, iterationNs, samples) => {
    expect(planIterations([flat(iterationNs, 1, 2), flat(iterationNs, 1, 2)], [0, 0], times)).toEqual({
      batch: 1,
      warmUp: 1,
      samples,
      perTurn: 1,
    })
  })

  test('come in the larger batch when both sides bear it', () => {
    expect(planIterations([flat(1000, 100), flat(900, 111)], [0, 0], times).batch).toBe(111)
  })

  test('come in no batch that keeps the slower side for long: a side whose work is gone wants millions', () => {
    const { batch, warmUp, samples } = planIterations([flat(5e6, 1), flat(0.5, 10_000_000)], [0, 0], times)
    expect(batch).toBe(times.longestSampleNs / 5e6)
    expect((warmUp + samples) * batch * 5e6).toBeLessThan(times.longestWarmUpNs + times.longestMeasuredNs)
  })

  test('come in a batch that the faster side needs as far as the slower one bears it, and never in less than both want', () => {
    expect(planIterations([flat(30e6, 1), flat(10, 10_000)], [0, 0], times).batch).toBe(1)
    expect(planIterations([flat(30e6, 7), flat(10, 10_000)], [0, 0], times).batch).toBe(7)
  })

  test('are never none: each number is a whole one from 1', () => {
    for (const slow of [0.1, 10, 1e4, 1e7, 1e10, 1e12]) {
      for (const fast of [0.1, 10, 1e4, 1e7, 1e10, 1e12]) {
        const plan = planIterations([flat(slow, 1, 1), flat(fast, Math.max(1, Math.round(1e6 / fast)), 1)], [null, 0], times)
        for (const value of Object.values(plan)) expect(Number.isSafeInteger(value) && value >= 1).toBe(true)
      }
    }
  })
})

describe('the pilots', () => {
  const series = (levels: readonly number[]) => levels.flatMap(ns => Array.from({ length: 40 }, () => ns))
  const budgetNs = 300e9

  test('of sides that run and become steady give the plan', async () => {
    const machine = new ScriptedMachine({ pilotSamplesNs: series([3e6, 1e6, 1e6, 1e6]) })
    const result = await resultOf(pilot(scriptedContext(machine, new MemoryJournal()), budgetNs))
    expect(result).toMatchObject({ kind: 'ready', steady: true, plan: { batch: 1, warmUp: 51, samples: 500, perTurn: 10 } })
    expect(machine.launched).toEqual(['baseline', 'candidate'])
  })

  test('of sides that never become steady say so', async () => {
    const machine = new ScriptedMachine({ pilotSamplesNs: Array.from({ length: 160 }, (_, index) => 4e6 * 0.98 ** index) })
    expect(await resultOf(pilot(scriptedContext(machine, new MemoryJournal()), budgetNs))).toMatchObject({ kind: 'ready', steady: false })
  })

  test.each([
    ['threw', 3],
    ['timed-out', 2],
  ] as const)('of a side that %s are tried %s times before that is believed', async (cause, times) => {
    const fails = (arm: string) => (arm === 'candidate' ? failed({ cause, message: 'Error: broken' }) : null)
    const machine = new ScriptedMachine({ pilotSamplesNs: series([1e6]), fails })
    expect(await resultOf(pilot(scriptedContext(machine, new MemoryJournal()), budgetNs))).toEqual({
      kind: 'broken',
      failures: [{ arm: 'candidate', cause, phase: 'run', message: 'Error: broken', stderr: '', times }],
      alone: { plan: expect.objectContaining({ batch: 1 }), pilot: expect.objectContaining({ kind: 'measured' }) },
    })
    expect(machine.launched.filter(arm => arm === 'candidate')).toHaveLength(times)
  })

  test('of a side that fails once are no failure', async () => {
    const machine = new ScriptedMachine({ pilotSamplesNs: series([1e6]), fails: (_, launch) => (launch === 0 ? failed() : null) })
    expect((await resultOf(pilot(scriptedContext(machine, new MemoryJournal()), budgetNs))).kind).toBe('ready')
  })

  test('of a side that measures itself are refused, because pairs are compared by time', async () => {
    const context = scriptedContext(new ScriptedMachine(), new MemoryJournal())
    const { engine } = context.sides.candidate
    const launch = async (request: LaunchRequest): Promise<LaunchResult> => ({
      ...(await engine.launch(request)),
      outcome: measured({ values: { unit: 'bytes', samples: [1, 2, 3, 4] } }),
    })
    const candidate = { ...context.sides.candidate, engine: { ...engine, launch } }
    await expect(resultOf(pilot({ ...context, sides: { ...context.sides, candidate } }, budgetNs))).rejects.toMatchObject({
      code: 'measures-itself',
      message: expect.stringContaining('measures itself in bytes'),
      hint: expect.stringContaining('`culprit bench` and `culprit alarm` take it'),
    })
  })

  test('are not made again when the journal has them', async () => {
    const journal = new MemoryJournal()
    const fails = (arm: string, launch: number) => (arm === 'baseline' && launch < 2 ? failed() : null)
    const first = await resultOf(pilot(scriptedContext(new ScriptedMachine({ pilotSamplesNs: series([1e6]), fails }), journal), budgetNs))
    const idle = new ScriptedMachine()
    expect(await resultOf(pilot(scriptedContext(idle, journal), budgetNs))).toEqual(first)
    expect(idle.launched).toEqual([])
  })
})
