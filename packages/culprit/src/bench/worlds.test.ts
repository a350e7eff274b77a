import { expect, test } from 'vitest'
import { benchmark, document } from '../../../../test/cases/report/bench.ts'
import { otherMachine, worldDifferences } from './worlds.ts'

const here = document('20260101-100000-aaaa', 0, [benchmark('load', 1000, 0.02)])
const environment = here.environment!
const imported = (machine: typeof here.machine) => ({ ...here, environment: null, settings: null, machine })

test('the same machine, tool and settings differ in nothing', () => {
  expect(worldDifferences(here, document('20260102-100000-bbbb', 1, []))).toEqual([])
  expect(otherMachine(here, here)).toBe(false)
})

test('what differs is named with both values', () => {
  const now = {
    ...here,
    environment: { ...environment, kernel: '9.9', cpu: { ...environment.cpu, model: 'Other CPU' } },
    settings: { ...here.settings!, processes: 3 },
    producer: { ...here.producer, version: '9.0.0' },
  }
  expect(worldDifferences(here, now)).toEqual([
    { what: 'version of the tool', baseline: '0.1.0', now: '9.0.0' },
    { what: 'processor', baseline: environment.cpu.model, now: 'Other CPU' },
    { what: 'kernel', baseline: environment.kernel, now: '9.9' },
    { what: 'processes', baseline: '10', now: '3' },
  ])
})

test('what one of the two does not say is no difference', () => {
  const silent = { ...here, environment: { ...environment, distribution: null, cpu: { ...environment.cpu, model: null } }, settings: null }
  expect(worldDifferences(here, silent)).toEqual([])
  expect(worldDifferences(imported({ cpu: 'A', load: null }), imported({ load: 3 }))).toEqual([])
})

test('another fingerprint is another machine, and so is another processor or host in the words of a tool', () => {
  expect(otherMachine(here, { ...here, environment: { ...environment, fingerprint: 'other' } })).toBe(true)
  expect(otherMachine(imported({ cpu: 'A', date: 'x' }), imported({ cpu: 'A', date: 'y' }))).toBe(false)
  expect(otherMachine(imported({ cpu: 'A' }), imported({ cpu: 'B' }))).toBe(true)
  expect(otherMachine(imported({ hostName: 'a' }), imported({ hostName: 'b' }))).toBe(true)
})
