import { expect, test } from 'vitest'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import { launchRecord, unknownLoad } from '../../../../test/launches.ts'
import { contention } from './contention.ts'

const launchUnder = (cpuPressure10: number | null) => launchRecord({ after: { ...unknownLoad, cpuPressure10 } })

test('a machine that was quiet speaks against the environment', () => {
  const findings = contention(factsOf({ launches: [0, 9.9, 80].map(launchUnder) }))
  expect(sidesOf(findings)).toEqual([{ supports: [], against: ['environment'] }])
  expect(findings[0]).toMatchObject({ value: 9.9, unit: 'percent' })
  expect(findings[0]!.statement).toContain('in 10 % of the time (median over the launches): the machine was quiet.')
})

test('a machine that was busy speaks for nothing, because it slowed both sides', () => {
  expect(sidesOf(contention(factsOf({ launches: [0, 10, 80].map(launchUnder) })))).toEqual([{ supports: [], against: [] }])
})

test('only launches that were timed and on a system that tells count', () => {
  const busyPilot = launchRecord({ stage: 'pilot', after: { ...unknownLoad, cpuPressure10: 99 } })
  expect(contention(factsOf({ launches: [busyPilot, launchUnder(null), launchUnder(1)] }))[0]!.value).toBe(1)
  expect(contention(factsOf({ launches: [busyPilot, launchUnder(null)] }))).toEqual([])
})
