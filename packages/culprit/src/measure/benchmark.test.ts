import { describe, expect, test } from 'vitest'
import { failed } from '../../../../test/launches.ts'
import { MemoryJournal, scriptedContext, ScriptedMachine } from '../../../../test/scripted-machine.ts'
import type { Failed } from '../model/launch.ts'
import { launchBenchmark, tryBenchmark } from './benchmark.ts'

const settings = { sampleSize: 30, processes: 10, measurementNs: 3e9, warmUpNs: 100e6, threshold: 0.05, seed: 's' }
const plan = { batch: 1, warmUp: 1, samples: 3, perTurn: 3 }

/** A machine on which the first so many launches fail. */
function contextOf(failures: number, cause: Failed['cause'] = 'threw') {
  const machine = new ScriptedMachine({
    pilotSamplesNs: Array.from({ length: 40 }, () => 1e6),
    fails: (_, launch) => (launch < failures ? failed({ cause, message: 'no luck' }) : null),
  })
  return { machine, context: scriptedContext(machine, new MemoryJournal()) }
}

describe('a process of a benchmark', () => {
  test('that fails once is run again', async () => {
    const { machine, context } = contextOf(1)
    expect((await launchBenchmark(context, plan, 0)).outcome.kind).toBe('measured')
    expect(machine.ended).toBe(2)
  })

  test('is believed when it fails twice, and at once when it took the whole time limit', async () => {
    const twice = contextOf(2)
    expect((await launchBenchmark(twice.context, plan, 0)).outcome).toMatchObject({ kind: 'failed', cause: 'threw' })
    const slow = contextOf(1, 'timed-out')
    expect((await launchBenchmark(slow.context, plan, 0)).outcome).toMatchObject({ kind: 'failed', cause: 'timed-out' })
    expect(slow.machine.ended).toBe(1)
  })

  test('that is in the journal is not run again', async () => {
    const { machine, context } = contextOf(0)
    await launchBenchmark(context, plan, 3)
    await launchBenchmark(context, plan, 3)
    expect(machine.ended).toBe(1)
  })
})

describe('a trial', () => {
  test('settles that the values together take the time that was asked for', async () => {
    const { context } = contextOf(0)
    const tried = await tryBenchmark(context, settings)
    if (tried.kind === 'failed') throw new Error(tried.failure)
    // An iteration of 1 ms: 30 values of 100 ms each, three in each of ten processes.
    expect(tried.plan).toMatchObject({ batch: 100, samples: 3 })
    expect(tried.unit).toBe('ns')
  })

  test('that fails says in which phase, and with what', async () => {
    const { context } = contextOf(2)
    expect(await tryBenchmark(context, settings)).toEqual({ kind: 'failed', failure: 'threw in run: no luck' })
  })
})
