import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { MemoryJournal, resultOf, scriptedContext, ScriptedMachine, type Script } from '../../../../test/scripted-machine.ts'
import { defaultExperimentPlan } from '../verdict/decide.ts'
import { allLogRatios, pairLogRatios, pairsOf } from '../verdict/pairs.ts'
import { interleave, type Interleaved } from './interleave.ts'

const plans = { wall: defaultExperimentPlan, cpu: defaultExperimentPlan }
const iterations = { batch: 1, warmUp: 2, samples: 5, perTurn: 2 }

function run(script: Script, { journal = new MemoryJournal(), budgetNs = 1e15, seed = 'order' } = {}): Promise<Interleaved> {
  return resultOf(
    interleave(scriptedContext(new ScriptedMachine(script), journal, seed), iterations, budgetNs, plans, { busy: 1, differentWork: false }),
  )
}

const slower = (share: number) => ({ candidate: 1e6 * (1 + share) })
/** Others take so much of the processor that what the clock says depends on the moment. */
const crowded = (clockNs: number): number => 0.3 + 0.25 * Math.sin(clockNs / 7e6)

describe('a contended pair', () => {
  test('is measured once more, both sides, and then only the second time counts', async () => {
    const one = await run({ waitShare: clockNs => (clockNs > 60e6 && clockNs < 90e6 ? 0.5 : 0) })
    const repeated = one.blocks.filter(({ attempt }) => attempt === 1)
    expect(repeated.length).toBeGreaterThan(0)
    expect(one.blocks.filter(({ contended }) => contended).every(({ attempt }) => attempt === 0)).toBe(true)
    expect(pairsOf(one.blocks).map(({ block }) => block)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(one).toMatchObject({ decidedBy: 'wall', decision: { verdict: 'no-regression', pairs: 10 } })
  })

  test('that stays contended does not count for the clock', async () => {
    // Long enough for both attempts of one pair.
    const { blocks, decidedBy } = await run({ waitShare: clockNs => (clockNs > 60e6 && clockNs < 130e6 ? 0.5 : 0) })
    const dropped = pairsOf(blocks).filter(({ contended }) => contended)
    expect(dropped.length).toBeGreaterThan(0)
    expect(decidedBy).toBe('wall')
    expect(pairLogRatios(blocks, 'wall')).toHaveLength(allLogRatios(blocks, 'wall').length - dropped.length)
  })

  test('is none where nobody waited, however slow the machine is', async () => {
    const { blocks } = await run({ slowness: clockNs => 1 + (clockNs % 3e7) / 3e7, waitShare: () => 0.05 })
    expect(blocks.some(({ contended, attempt }) => contended || attempt > 0)).toBe(false)
  })
})

describe('a machine that is busy all the time', () => {
  test('makes processor time decide, which finds 5 % that the clock could not show', async () => {
    const result = await run({ iterationNs: slower(0.05), launchNoise: 0.005, waitShare: crowded })
    expect(result).toMatchObject({ decidedBy: 'cpu', stoppedBy: 'decision', decision: { verdict: 'regression' } })
    expect(result.decision.ratio!.low).toBeGreaterThan(1.03)
    expect(result.decision.ratio!.high).toBeLessThan(1.07)
  })

  test('costs three repeated pairs and no more', async () => {
    const { blocks } = await run({ launchNoise: 0.005, waitShare: crowded })
    expect(blocks.filter(({ attempt }) => attempt === 1).map(({ block }) => block)).toEqual([0, 1, 2])
  })

  test('makes processor time decide what a small budget could measure', async () => {
    const result = await run({ launchNoise: 0.005, waitShare: crowded }, { budgetNs: 60e6 })
    expect(result).toMatchObject({ decidedBy: 'cpu', stoppedBy: 'budget', decision: { verdict: 'inconclusive', pairs: 1 } })
  })

  test('leaves the clock to decide where processor time is not known', async () => {
    const { decidedBy, blocks } = await run({ launchNoise: 0.005, slowness: () => 2 })
    expect(decidedBy).toBe('wall')
    expect(blocks.some(({ contended }) => contended)).toBe(false)
  })

  test('claims nothing more often than promised', async () => {
    const claims = []
    for (let seed = 0; seed < 80; seed++) {
      const { decision, decidedBy } = await run(
        { launchNoise: 0.02, seed: `crowded ${seed}`, waitShare: crowded },
        { seed: `order ${seed}` },
      )
      expect(decidedBy).toBe('cpu')
      claims.push(decision.verdict)
    }
    const wrong = claims.filter(verdict => verdict === 'regression' || verdict === 'improvement' || verdict === 'small-change').length
    expect(isWithin(defaultExperimentPlan.alpha, { hits: wrong, runs: claims.length })).toBe(true)
  })
})

test('a machine that becomes busy between two looks spends one error rate for both metrics', async () => {
  const busyFrom = (clockNs: number) => (clockNs > 700e6 ? 0.4 : 0)
  const claims = []
  let switched = 0
  for (let seed = 0; seed < 80; seed++) {
    const { decision, decidedBy } = await run({ launchNoise: 0.05, seed: `later ${seed}`, waitShare: busyFrom }, { seed: `order ${seed}` })
    claims.push(decision.verdict)
    if (decidedBy === 'cpu') switched++
  }
  expect(switched).toBeGreaterThan(20)
  const wrong = claims.filter(verdict => verdict === 'regression' || verdict === 'improvement' || verdict === 'small-change').length
  expect(isWithin(defaultExperimentPlan.alpha, { hits: wrong, runs: claims.length })).toBe(true)
})

test('a run that goes on decides as one that was never interrupted', async () => {
  const script: Script = { launchNoise: 0.03, waitShare: crowded }
  const whole = new MemoryJournal()
  const once = await run(script, { journal: whole })
  // The journal ends in the middle of a repeated pair.
  for (const kept of [3, 7, 12]) {
    const again = await run({ ...script, seed: 'another machine' }, { journal: new MemoryJournal(whole.records), budgetNs: 1e15 })
    expect(again.decision).toEqual(once.decision)
    const cut = new MemoryJournal(whole.records.slice(0, kept))
    const resumed = await run(script, { journal: cut })
    expect(resumed.blocks.map(({ block, attempt, order }) => ({ block, attempt, order })).slice(0, 6)).toEqual(
      once.blocks.map(({ block, attempt, order }) => ({ block, attempt, order })).slice(0, 6),
    )
  }
})
