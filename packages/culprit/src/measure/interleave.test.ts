import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { failed } from '../../../../test/launches.ts'
import { MemoryJournal, resultOf, scriptedContext, ScriptedMachine, type Script, startNs } from '../../../../test/scripted-machine.ts'
import type { Arm, LaunchRecord } from '../model/launch.ts'
import { defaultExperimentPlan } from '../verdict/decide.ts'
import { controlLogRatios, pairLogRatios } from '../verdict/pairs.ts'
import { interleave, type Interleaved } from './interleave.ts'
import { blockOrder, controlEvery } from './order.ts'

const iterations = { batch: 1, warmUp: 2, samples: 5, perTurn: 2 }
const experiment = defaultExperimentPlan
/** Of a launch in which an iteration takes 1 ms, and of three blocks of such launches. */
const launchNs = startNs + 7e6
const threeBlocksNs = 7 * launchNs

function run(
  script: Script,
  { budgetNs = 1e15, journal = new MemoryJournal(), machine = new ScriptedMachine(script), plan = iterations } = {},
): Promise<Interleaved> {
  return resultOf(
    interleave(scriptedContext(machine, journal), plan, budgetNs, { wall: experiment, cpu: experiment }, { busy: 1, differentWork: false }),
  )
}

const slower = (share: number) => ({ candidate: 1e6 * (1 + share) })

function ordersOf({ blocks }: Interleaved): string[] {
  return blocks.map(({ order }) => order.join(' '))
}

function spentNs(records: readonly LaunchRecord[]): number {
  return records.reduce((sum, { usage }) => sum + usage.wallNs, 0)
}

describe('the interleaved experiment', () => {
  test('finds a candidate that is 10 % slower, and how much slower it is', async () => {
    const results = []
    for (let seed = 0; seed < 25; seed++) results.push(await run({ iterationNs: slower(0.1), launchNoise: 0.02, seed: `slower ${seed}` }))
    expect(results.map(({ decision, stoppedBy }) => `${decision.verdict}, ${stoppedBy}`)).toEqual(results.map(() => 'regression, decision'))
    const missed = results.filter(({ decision: { ratio } }) => !(ratio!.low! < 1.1 && ratio!.high! > 1.1)).length
    expect(isWithin(1 - results[0]!.decision.ratio!.confidence, { hits: missed, runs: results.length })).toBe(true)
  })

  test('finds an improvement of the same size in the same way', async () => {
    const { decision } = await run({ iterationNs: { candidate: 1e6 / 1.1 }, launchNoise: 0.02 })
    expect(decision.verdict).toBe('improvement')
    expect(decision.ratio!.estimate).toBeGreaterThan(0.88)
    expect(decision.ratio!.estimate).toBeLessThan(0.94)
  })

  test('finds nothing where there is nothing', async () => {
    const claims = []
    for (let seed = 0; seed < 60; seed++) claims.push((await run({ launchNoise: 0.02, seed: `equal ${seed}` })).decision.verdict)
    const wrong = claims.filter(verdict => verdict === 'regression' || verdict === 'improvement' || verdict === 'small-change').length
    expect(isWithin(experiment.alpha, { hits: wrong, runs: claims.length })).toBe(true)
    expect(claims.filter(verdict => verdict === 'no-regression').length).toBeGreaterThan(20)
  })

  test('finds nothing in sides that take exactly the same time', async () => {
    const { decision, blocks } = await run({})
    expect(decision).toMatchObject({ verdict: 'no-regression', ratio: { estimate: 1, low: 1, high: 1 }, pairs: 10 })
    expect(blocks).toHaveLength(10)
  })

  test('runs the recorded coins, with the copy of the baseline in every third block', async () => {
    const machine = new ScriptedMachine()
    const result = await run({}, { machine })
    expect(result.blocks.map(({ order }) => order)).toEqual(
      result.blocks.map(({ block }) => blockOrder('order', 'steady', block, block % controlEvery === 0)),
    )
    expect(machine.launched).toEqual(result.blocks.flatMap(({ order }) => order))
    expect(result.blocks.filter(({ launches }) => launches.control !== undefined).map(({ block }) => block)).toEqual([0, 3, 6, 9])
    expect(controlLogRatios(result.blocks, 'wall')).toEqual([0, 0, 0, 0])
  })
})

describe('a budget', () => {
  test('ends what it cannot decide, with a last look at all pairs', async () => {
    const journal = new MemoryJournal()
    const budgetNs = 4.05 * threeBlocksNs
    const { stoppedBy, decision, blocks } = await run({ slowness: undecidable }, { budgetNs, journal })
    expect({ stoppedBy, verdict: decision.verdict, stop: decision.stop }).toEqual({
      stoppedBy: 'budget',
      verdict: 'inconclusive',
      stop: true,
    })
    expect(pairLogRatios(blocks, 'wall')).toHaveLength(blocks.length)
    expect(spentNs(journal.records)).toBeLessThanOrEqual(budgetNs)
  })

  test('that allows no block still gives one', async () => {
    const { stoppedBy, decision, blocks } = await run({}, { budgetNs: 1 })
    expect(blocks).toHaveLength(1)
    expect({ stoppedBy, verdict: decision.verdict, reason: decision.reason }).toEqual({
      stoppedBy: 'budget',
      verdict: 'inconclusive',
      reason: 'too-few-pairs',
    })
  })
})

describe('a journal', () => {
  const script = { iterationNs: slower(0.03), launchNoise: 0.03 }

  test('that has everything gives the same blocks and decision without one launch', async () => {
    const journal = new MemoryJournal()
    const first = await run(script, { journal })
    const kept = journal.records.length
    const idle = new ScriptedMachine()
    expect(await run({}, { journal, machine: idle })).toEqual(first)
    expect(idle.launched).toEqual([])
    expect(journal.records).toHaveLength(kept)
  })

  test.each([0, 1, 4, 9])('of a run that was killed after %s blocks is gone on with, in the same order', async blocks => {
    const journal = new MemoryJournal()
    const whole = await run({ iterationNs: slower(0.1) }, { journal })
    const kept = new MemoryJournal(journal.records.filter(({ block }) => block < blocks))
    const machine = new ScriptedMachine({ iterationNs: slower(0.1) })
    expect(await run({}, { journal: kept, machine })).toEqual(whole)
    expect(machine.launched).toEqual(whole.blocks.slice(blocks).flatMap(({ order }) => order))
    expect(kept.records).toEqual(journal.records)
  })

  test('of a run that was killed ends at the budget that the whole run would have ended at', async () => {
    const budgetNs = 7.3 * threeBlocksNs
    const equal = { journal: new MemoryJournal(), budgetNs }
    const whole = await run({ slowness: clock => 1 + (Math.round(clock / 1e6) % 3) }, equal)
    const kept = new MemoryJournal(equal.journal.records.filter(({ block }) => block < 8))
    const resumed = await run({}, { budgetNs, journal: kept, machine: new ScriptedMachine({}) })
    expect(whole.blocks.slice(0, 8)).toEqual(resumed.blocks.slice(0, 8))
    expect(spentNs(kept.records)).toBeLessThanOrEqual(budgetNs)
  })

  test('never holds a part of a block: what broke off is measured again as a whole', async () => {
    const journal = new MemoryJournal()
    const fails = (arm: Arm, launch: number) => {
      if (arm === 'candidate' && launch === 2) throw new Error('stopped')
      return null
    }
    const machine = new ScriptedMachine({ fails })
    await expect(run({}, { journal, machine })).rejects.toThrow('stopped')
    expect(machine.ended).toBe(machine.launched.length)
    expect(journal.records.map(({ block }) => block)).toEqual([0, 0, 0, 1, 1])
    expect(ordersOf(await run({}, { journal }))).toEqual(ordersOf(await run({})))
  })
})

describe('launches that fail', () => {
  const failing = (failingArm: Arm, which: (launch: number) => boolean): Script => ({
    fails: (arm, launch) => (arm === failingArm && which(launch) ? failed() : null),
  })

  test('end the experiment at the seventh', async () => {
    const { stoppedBy, blocks, decision } = await run(failing('candidate', () => true))
    expect({ stoppedBy, blocks: blocks.length, verdict: decision.verdict, ratio: decision.ratio }).toEqual({
      stoppedBy: 'failures',
      blocks: 7,
      verdict: 'inconclusive',
      ratio: null,
    })
  })

  test('end it whichever side they are on', async () => {
    const fails = (arm: Arm, launch: number) => (arm !== 'control' && launch % 2 === (arm === 'baseline' ? 0 : 1) ? failed() : null)
    const { stoppedBy, blocks } = await run({ fails })
    expect({ stoppedBy, blocks: blocks.length }).toEqual({ stoppedBy: 'failures', blocks: 7 })
  })

  test('cost their pair and nothing else while they are fewer', async () => {
    const { stoppedBy, blocks, decision } = await run(failing('candidate', launch => launch % 2 === 0 && launch < 12))
    expect({ stoppedBy, verdict: decision.verdict, pairs: decision.pairs }).toEqual({
      stoppedBy: 'decision',
      verdict: 'no-regression',
      pairs: 10,
    })
    expect(blocks).toHaveLength(16)
  })

  test('of the copy of the baseline do not count', async () => {
    const { stoppedBy, blocks } = await run({ ...failing('control', () => true), slowness: undecidable })
    expect({ stoppedBy, blocks: blocks.length }).toEqual({ stoppedBy: 'decision', blocks: 60 })
    expect(controlLogRatios(blocks, 'wall')).toEqual([])
  })
})

describe('a change that is decided', () => {
  const wide = { iterationNs: slower(0.2), launchNoise: 0.06 }
  const seeds = Array.from({ length: 20 }, (_, seed) => `refined ${seed}`)
  const widthOf = ({ decision: { ratio } }: Interleaved): number => Math.log(ratio!.high! / ratio!.low!)

  test('is measured on until its interval is at most half as wide as it is large', async () => {
    let refined = 0
    for (const seed of seeds) {
      const result = await run({ ...wide, seed })
      expect({ verdict: result.decision.verdict, stoppedBy: result.stoppedBy }).toEqual({ verdict: 'regression', stoppedBy: 'decision' })
      expect(widthOf(result)).toBeLessThanOrEqual(Math.log(result.decision.ratio!.estimate) / 2)
      expect(result.blocks).toHaveLength(result.decision.pairs)
      if (result.decision.pairs > 20) refined++
    }
    expect(refined).toBeGreaterThan(10)
  })

  test('is not measured on when its size is known', async () => {
    const { decision, blocks } = await run({ iterationNs: slower(0.2), launchNoise: 0.005 })
    expect({ verdict: decision.verdict, pairs: decision.pairs, blocks: blocks.length }).toEqual({
      verdict: 'regression',
      pairs: 10,
      blocks: 10,
    })
  })

  test.each([0, 1, 2, 3, 4])('is never measured on beyond a fifth of the budget (seed %s)', async seed => {
    const journal = new MemoryJournal()
    const script = { ...wide, seed: seeds[seed]! }
    const unlimited = await run(script, { journal })
    // Enough to decide in, and too little to go on to the end: a fifth is spent after about 16 blocks.
    const budgetNs = 5 * 16 * (threeBlocksNs / 3) * 1.1
    const limited = new MemoryJournal()
    const { decision, stoppedBy, blocks } = await run(script, { journal: limited, budgetNs })
    expect({ verdict: decision.verdict, stoppedBy }).toEqual({ verdict: 'regression', stoppedBy: 'decision' })
    expect(blocks.length).toBeLessThan(unlimited.blocks.length)
    const decidedAt = decision.pairs
    const afterwards = limited.records.filter(({ block }) => block >= decidedAt)
    if (afterwards.length > 0) expect(spentNs(limited.records)).toBeLessThanOrEqual(budgetNs / 5)
  })

  test('late is not measured on at all', async () => {
    const { decision, stoppedBy, blocks } = await run({ ...wide, seed: seeds[0]! }, { budgetNs: 10 * threeBlocksNs })
    expect({ verdict: decision.verdict, stoppedBy, blocks: blocks.length }).toEqual({
      verdict: 'regression',
      stoppedBy: 'decision',
      blocks: decision.pairs,
    })
  })
})

describe('what is said of a look', () => {
  const looks = async (differentWork: boolean): Promise<string[]> => {
    const context = scriptedContext(new ScriptedMachine({ iterationNs: slower(0.1) }), new MemoryJournal())
    const texts: string[] = []
    const plans = { wall: experiment, cpu: experiment }
    for await (const event of interleave(context, iterations, 1e15, plans, { busy: 1, differentWork })) {
      if (event.kind === 'look') texts.push(event.text)
    }
    return texts
  }

  test('is what it decided', async () => {
    expect(await looks(false)).toEqual(['10 pairs: ratio 1.100 (1.100 to 1.100), regression'])
  })

  test('is no verdict where the two sides return different checksums', async () => {
    expect(await looks(true)).toEqual(['10 pairs: ratio 1.100 (1.100 to 1.100), of different work: the checksums differ'])
  })
})

describe('what slows the machine slows both sides of a pair, so its ratio stays', () => {
  const plan = { batch: 1, warmUp: 3, samples: 30, perTurn: 2 }
  const ratios = async (slowness: (clockNs: number) => number): Promise<number[]> => {
    const { decision, blocks } = await run({ iterationNs: slower(0.1), slowness }, { plan })
    expect(decision).toMatchObject({ verdict: 'regression', pairs: 10 })
    return pairLogRatios(blocks, 'wall').map(Math.exp)
  }

  test('when it becomes slower all the time', async () => {
    for (const ratio of await ratios(clock => 1 + clock / 1e9)) expect(Math.abs(ratio - 1.1)).toBeLessThan(0.01)
  })

  test('when it becomes faster all the time', async () => {
    for (const ratio of await ratios(clock => 1 + Math.exp(-clock / 1e9))) expect(Math.abs(ratio - 1.1)).toBeLessThan(0.01)
  })

  test.each([20e6, 45e6, 70e6, 300e6])('when it is three times as slow in spells of %s ns', async lengthNs => {
    const spells = (clock: number): number => (Math.floor(clock / lengthNs) % 2 === 1 ? 3 : 1)
    for (const ratio of await ratios(spells)) expect(Math.abs(ratio - 1.1)).toBeLessThan(0.01)
  })
})

/** From one moment to the next twice as slow or not, by no rule: no pairs of this kind can decide anything. */
function undecidable(clockNs: number): number {
  return 1 + ((Math.abs(Math.sin(clockNs)) * 1e4) % 1)
}
