import { describe, expect, test } from 'vitest'
import { failed } from '../../../test/launches.ts'
import { MemoryJournal, resultOf, ScriptedMachine, scriptedContext } from '../../../test/scripted-machine.ts'
import { type BisectionProblem, defaultBisectionPlan } from './bisect/index.ts'
import { search, type Searched } from './search-versions.ts'
import { measurePair } from './stages/version-pair.ts'

const plan = { batch: 1, warmUp: 0, samples: 5, perTurn: 1 }

interface World {
  readonly same?: Readonly<Record<number, number>>
  /** Places that cannot be launched. */
  readonly missing?: readonly number[]
  /** Places whose launches fail. */
  readonly crashing?: readonly number[]
  readonly journal?: MemoryJournal
  readonly budgetNs?: number
  readonly waitShare?: (clockNs: number) => number
}

/** Twelve versions of which those from 7 on take 5 % longer, on a machine whose launches vary by 1 %. */
async function bisected({
  same = {},
  missing = [],
  crashing = [],
  journal = new MemoryJournal(),
  budgetNs = Infinity,
  waitShare,
}: World = {}) {
  const machine = new ScriptedMachine({
    launchNoise: 0.01,
    ...(waitShare ? { waitShare } : {}),
    fails: arm => (arm === 'control' ? failed() : null),
  })
  const context = scriptedContext(machine, journal)
  const asked: string[] = []
  const problem: BisectionProblem = {
    versions: Array.from({ length: 12 }, (_, place) => ({ weight: 1, sameAs: same[place] ?? null, instructions: null })),
    plan: defaultBisectionPlan,
    seed: 'order',
  }
  const pairs = {
    runId: 'run',
    context,
    plan,
    busy: null,
    names: problem.versions.map((_, place) => `1.${place}.0`),
    sideOf: async (place: number) => {
      const engine = machine.engine(crashing.includes(place) ? 'control' : 'baseline', place < 7 ? 1e6 : 1.05e6)
      return missing.includes(place) ? null : { ...context.sides.baseline, engine }
    },
  }
  const searched: Searched = await resultOf(
    search(problem, budgetNs, (block, pair) => {
      asked.push(`${pair.purpose} ${pair.baseline} ${pair.candidate} ${pair.number}`)
      return measurePair(pairs, block, pair)
    }),
  )
  return { ...searched, asked, journal, launches: machine.launched.length }
}

describe('a search over versions that are launched', () => {
  test('finds the one that brought the step', async () => {
    const { outcome, asked, launches, journal } = await bisected()
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 6, to: 7 } })
    expect(launches).toBe(2 * asked.length)
    expect(new Set(journal.records.map(({ key }) => key)).size).toBe(launches)
  })

  test('names the two around a version that cannot be had', async () => {
    const { outcome, asked, launches } = await bisected({ missing: [7] })
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 6, to: 8 } })
    expect(outcome.versions[7]!.state).toBe('broken')
    // The pair that was not to be had cost no launch.
    expect(launches).toBe(2 * (asked.length - 1))
  })

  test('launches only one of several versions with the same bytes', async () => {
    const { outcome, journal } = await bisected({ same: { 3: 2, 4: 2, 5: 2, 8: 7, 9: 7 } })
    expect(outcome.culprit).toEqual({ from: 6, to: 7 })
    const launched = new Set(journal.records.map(({ version }) => version))
    for (const alike of ['1.3.0', '1.4.0', '1.5.0', '1.8.0', '1.9.0']) expect(launched).not.toContain(alike)
  })

  test.each([1, 7, 20, 41])('that was cut after %i pairs goes on with the next one and comes to the same', async cut => {
    const whole = await bisected()
    const again = await bisected({ journal: new MemoryJournal(whole.journal.records.slice(0, 2 * cut)) })
    expect(again.asked.slice(0, cut + 1)).toEqual(whole.asked.slice(0, cut + 1))
    expect(again.launches).toBe(2 * (again.asked.length - cut))
    expect(again.outcome.culprit).toEqual(whole.outcome.culprit)
    const kept = await bisected({ journal: new MemoryJournal(whole.journal.records) })
    expect(kept.launches).toBe(0)
    expect(kept.outcome).toEqual(whole.outcome)
  })

  test('refuses a journal whose pairs are of other versions', async () => {
    const { journal } = await bisected()
    const other = journal.records.map(record => ({ ...record, version: '9.9.9' }))
    await expect(bisected({ journal: new MemoryJournal(other) })).rejects.toThrow(
      /pair 0 of its launches.jsonl is not of 1\.0\.0 and 1\.11\.0/,
    )
  })

  test('ends undecided when its budget is spent, and says so', async () => {
    const { outcome, warnings, asked } = await bisected({ budgetNs: 0.4e9 })
    expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'over', culprit: null })
    expect(warnings.map(({ code }) => code)).toEqual(['budget-spent'])
    expect(asked.length).toBeGreaterThan(2)
  })

  test('gives up a version that crashes three times, with what it said', async () => {
    const { outcome, failures } = await bisected({ crashing: [7] })
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 6, to: 8 } })
    expect(outcome.versions[7]!.state).toBe('crashed')
    expect(failures.get(7)).toBe(failed().message)
  })

  test('does not let the clock decide on a busy machine: processor time finds it, with the pairs that are there', async () => {
    const waitShare = (clockNs: number): number => 0.3 + 0.25 * Math.sin(clockNs / 7e6)
    const { outcome, decidedBy, warnings, asked, launches, journal } = await bisected({ waitShare })
    expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 6, to: 7 } })
    expect(decidedBy).toBe('cpu')
    expect(warnings.map(({ code }) => code)).toEqual(['contended'])
    // The first pair stayed contended three times before the clock was given up, and then nothing is measured twice.
    expect(asked.slice(0, 6).map(name => name.split(' ').at(-1))).toEqual(['0', '0', '0', '0', '1', '2'])
    expect(new Set(asked).size).toBe(asked.length - 3)
    expect(launches).toBe(2 * asked.length)
    const again = await bisected({ waitShare, journal: new MemoryJournal(journal.records) })
    expect([again.outcome, again.launches]).toEqual([outcome, 0])
  })

  test('measures a pair once more when something was in its way, and the clock decides', async () => {
    const { outcome, decidedBy, asked } = await bisected({ waitShare: clockNs => (clockNs > 20e6 && clockNs < 30e6 ? 0.5 : 0) })
    expect([outcome.outcome, decidedBy]).toEqual(['found', 'wall'])
    expect(new Set(asked).size).toBeLessThan(asked.length)
  })
})
