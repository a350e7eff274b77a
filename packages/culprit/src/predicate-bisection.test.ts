import { expect, test } from 'vitest'
import { resultOf } from '../../../test/scripted-machine.ts'
import type { Ran } from './ask-versions.ts'
import { searchByRuns } from './predicate-bisection.ts'
import { randomFrom } from './stats/random.ts'

interface World {
  /** How often the command errs. */
  readonly errs?: number
  readonly budgetNs?: number
  /** What was answered before, by version and number; fresh answers are added to it. */
  readonly journal?: Map<string, Ran>
  readonly broken?: readonly number[]
  readonly hanging?: readonly number[]
}

/** Forty versions of which those from 23 on are bad; a run takes a second. */
async function searched({ errs = 0, budgetNs = Infinity, journal = new Map(), broken = [], hanging = [] }: World = {}) {
  const fresh: string[] = []
  const run = async function* ask({ version, number }: { version: number; number: number }) {
    const key = `${version}/${number}`
    const known = journal.get(key)
    if (known !== undefined) return known
    fresh.push(key)
    const isWrong = randomFrom('flaky').derive(key, 0).uniform() < errs
    const ran: Ran = broken.includes(version)
      ? { end: { kind: 'unavailable' }, spentNs: 0, said: 'cannot be built' }
      : hanging.includes(version)
        ? { end: { kind: 'failed', how: 'hung' }, spentNs: 1e9, said: 'did not end within 1 s' }
        : { end: { kind: 'answered', answer: version < 23 === isWrong ? 'bad' : 'good' }, spentNs: 1e9, said: null }
    journal.set(key, ran)
    yield { kind: 'stage' as const, text: key }
    return ran
  }
  const problem = { weights: Array.from({ length: 40 }, () => 1), alpha: 0.02, maxRuns: 3000 }
  const found = await resultOf(searchByRuns(problem, budgetNs, run))
  return { ...found, fresh, journal }
}

test('finds the first bad one of forty versions with about as few runs as the plan says', async () => {
  const { outcome, fresh } = await searched()
  expect(outcome).toMatchObject({ outcome: 'found', culprit: { from: 22, to: 23 } })
  expect(fresh.length).toBeLessThan(36)
})

test.each([0.05, 0.2, 0.3])('finds it when the command errs at a rate of %s', async errs => {
  expect((await searched({ errs })).outcome).toMatchObject({ outcome: 'found', culprit: { from: 22, to: 23 } })
})

test('names the interval around versions that cannot be had or hang, with what they said', async () => {
  const { outcome, said } = await searched({ broken: [23, 9], hanging: [22] })
  expect(outcome.culprit).toEqual({ from: 21, to: 24 })
  expect([outcome.skipped.get(22), outcome.skipped.get(23)]).toEqual(['hung', 'broken'])
  expect([said.get(22), said.get(23)]).toEqual(['did not end within 1 s', 'cannot be built'])
})

test.each([1, 3, 17, 60])('that was cut after %i runs asks nothing twice and comes to the same', async cut => {
  const whole = await searched({ errs: 0.2 })
  const again = await searched({ errs: 0.2, journal: new Map([...whole.journal].slice(0, cut)) })
  expect(again.fresh).toEqual(whole.fresh.slice(cut))
  expect(again.outcome).toEqual(whole.outcome)
})

test('ends undecided when its budget is spent, with a warning, and goes on from there with more', async () => {
  const { outcome, warnings, fresh, journal } = await searched({ budgetNs: 12e9 })
  expect(fresh).toHaveLength(12)
  expect(outcome).toMatchObject({ outcome: 'undecided', reason: 'over', culprit: null })
  expect(warnings.map(({ code }) => code)).toEqual(['budget-spent'])
  const more = await searched({ journal })
  expect(more.outcome.culprit).toEqual({ from: 22, to: 23 })
  expect(more.fresh).toHaveLength((await searched()).fresh.length - 12)
})
