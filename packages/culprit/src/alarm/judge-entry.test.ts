import { describe, expect, test } from 'vitest'
import { alarmReference, alarmRun } from '../../../../test/alarm.ts'
import type { AlarmEntry } from '../model/alarm.ts'
import { judgeEntry, updatedEntry, wantsAnotherRound, wantsFreerRuns, type MeasuredBenchmark } from './judge-entry.ts'
import { checkWarnings, outcomeOf, updateOutcome } from './outcome.ts'
import { crossedTogether } from './together.ts'

const options = { wanted: 6, fingerprint: '0123456789abcdef' }

function benchmark(times: number, fields: Partial<MeasuredBenchmark> = {}): MeasuredBenchmark {
  const ns = 100e6 * times
  const runs = Array.from({ length: 6 }, () => alarmRun({ valueNs: ns, wallNs: ns, processorNs: ns }))
  return { name: 'one', measures: 'wall', reference: alarmReference(), budget: 5, runs, rounds: 1, failure: null, ...fields }
}

const entry = (times: number, fields: Partial<MeasuredBenchmark> = {}): AlarmEntry => judgeEntry(benchmark(times, fields), options)

describe('an entry', () => {
  test('has the reference, the minimum, the factor and the budget', () => {
    expect(entry(6)).toMatchObject({ state: 'crossed', reference: 100e6, measured: 600e6, factor: 6, budget: 5, crossed: true })
    expect(entry(4)).toMatchObject({ state: 'within', factor: 4, crossed: false })
  })

  test('without a reference is no pass, and says how to make one', () => {
    expect(entry(1, { reference: null })).toMatchObject({
      state: 'no-reference',
      crossed: null,
      factor: null,
      measured: 100e6,
      reason: 'It has no reference: make one with culprit alarm update "one" --note "…".',
    })
  })

  test('is not compared with a reference of another kind of time', () => {
    expect(entry(1, { measures: 'printed' })).toMatchObject({ state: 'no-reference', crossed: null, reference: null })
  })

  test('that failed is no pass, whatever it measured before', () => {
    expect(entry(1, { failure: 'it printed nothing' })).toMatchObject({
      state: 'failed',
      crossed: null,
      measured: null,
      reason: 'It printed nothing.',
    })
  })

  test('says when its reference is of another machine', () => {
    expect(entry(1).made).toMatchObject({ isThisMachine: true, note: 'first references' })
    const elsewhere = judgeEntry(benchmark(1), { ...options, fingerprint: 'ffff' })
    expect(elsewhere.made?.isThisMachine).toBe(false)
    expect(checkWarnings([elsewhere], [], []).map(({ code }) => code)).toEqual(['other-machine'])
    expect(checkWarnings([entry(1)], [], ['gone']).map(({ code }) => code)).toEqual(['unused-references'])
  })
})

describe('measuring again', () => {
  const busy = Array.from({ length: 6 }, () =>
    alarmRun({ valueNs: 600e6, wallNs: 600e6, processorNs: 100e6, competition: 0.6, pressure: 0.6 }),
  )

  test('is for what is over its budget, before that is believed', () => {
    expect(wantsAnotherRound(benchmark(6), 6)).toBe(true)
    expect(wantsAnotherRound(benchmark(6, { rounds: 2 }), 6)).toBe(false)
    expect(wantsAnotherRound(benchmark(4), 6)).toBe(false)
  })

  test('goes on while others have the processors and nothing can be said, and ends', () => {
    expect([1, 2, 3].map(rounds => wantsAnotherRound(benchmark(1, { runs: busy, rounds }), 6))).toEqual([true, true, false])
  })

  test('is for nothing that failed or cannot be compared', () => {
    expect(wantsAnotherRound(benchmark(6, { failure: 'no' }), 6)).toBe(false)
    expect(wantsAnotherRound(benchmark(6, { reference: null }), 6)).toBe(false)
  })

  test('is for references that would be made beside others', () => {
    expect(wantsFreerRuns(benchmark(1), 6)).toBe(false)
    expect([1, 3].map(rounds => wantsFreerRuns(benchmark(1, { runs: busy, rounds }), 6))).toEqual([true, false])
  })
})

describe('a check', () => {
  test('is an alarm when one crossed, whatever the others are, and names what was not judged', () => {
    const entries = [entry(6), entry(1, { name: 'two' }), entry(1, { name: 'three', reference: null })]
    expect(outcomeOf(entries)).toEqual({ outcome: 'alarm', reason: '1 benchmark of 3 over budget: one. Not judged: three.' })
  })

  test('is undecided when one could not be judged', () => {
    for (const open of [{ reference: null }, { failure: 'no' }])
      expect(outcomeOf([entry(1), entry(1, { name: 'two', ...open })])).toMatchObject({
        outcome: 'undecided',
        reason: '1 benchmark of 2 could not be judged: two.',
      })
  })

  test('is no alarm when all keep to their budgets', () => {
    expect(outcomeOf([entry(1), entry(4)])).toEqual({ outcome: 'no-alarm', reason: 'Every benchmark keeps to its budget.' })
  })
})

test('an update is all or nothing', () => {
  const [made, failed] = [benchmark(2), benchmark(1, { name: 'two', failure: 'it ended with exit code 3' })]
  expect(updateOutcome([updatedEntry(made, true, options)], 'f.json')).toEqual({
    outcome: 'updated',
    reason: '1 reference written to f.json.',
  })
  expect(updatedEntry(made, true, options)).toMatchObject({ state: 'updated', reference: 100e6, measured: 200e6, factor: 2, crossed: null })
  const entries = [updatedEntry(made, false, options), updatedEntry(failed, false, options)]
  expect(entries.map(({ state }) => state)).toEqual(['undecided', 'failed'])
  expect(updateOutcome(entries, 'f.json')).toEqual({ outcome: 'undecided', reason: 'Nothing was written: two could not be measured.' })
})

test('it is said how many crossed together, and where that points', () => {
  const [slow, fast, open] = [entry(6), entry(1), entry(1, { reference: null })]
  const statement = (...entries: AlarmEntry[]) => crossedTogether(entries).statement
  expect(crossedTogether([slow, slow, fast, open])).toMatchObject({ crossed: 2, judged: 3 })
  expect(statement(slow, slow, slow)).toContain('All 3 crossed together: likely the machine')
  expect(statement(slow, fast, fast)).toBe('one crossed alone, out of 3: the cause is likely its own.')
  expect(statement(slow, slow, fast)).toContain('2 of 3 crossed together')
  expect(statement(slow, slow, fast, fast)).toContain('2 of 4 crossed: look for what these share')
  expect(statement(slow)).toContain('the only benchmark')
  expect(statement(fast)).toBe('None crossed its budget.')
  expect(statement(open)).toBe('Nothing could be judged.')
})
