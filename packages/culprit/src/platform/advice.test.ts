import { describe, expect, test } from 'vitest'
import { environment as machine } from '../../../../test/cases/report/comparisons.ts'
import type { Environment } from '../model/environment.ts'
import { adviceFor } from './advice.ts'
import { readMachineReadings, type MachineReadings } from './machine-readings.ts'

const quiet: Environment = {
  ...machine,
  cpu: { model: 'x', logical: 8, limit: null, governor: 'performance', turbo: false, smt: false },
  container: false,
  virtualisation: null,
  load: { one: 0.1, five: 0.1, cpuPressure10: 0.2 },
}
const fine: MachineReadings = {
  availableProcessors: 8,
  boost: false,
  onBattery: false,
  temperature: 45,
  heatThrottles: 0,
  periods: 900,
  throttledPeriods: 0,
  stealShare: 0,
  isVirtual: false,
  paranoid: 2,
  perf: null,
  valgrind: null,
}
const nothingKnown = Object.fromEntries(Object.keys(fine).map(key => [key, null])) as unknown as MachineReadings

function about(environment: Partial<Environment> | { readonly cpu: Partial<Environment['cpu']> }, readings: Partial<MachineReadings> = {}) {
  const cpu = { ...quiet.cpu, ...environment.cpu }
  return adviceFor({ ...quiet, ...environment, cpu }, { ...fine, ...readings }).map(({ id, reading }) => `${id}: ${reading}`)
}

test('a quiet machine with counters needs no advice, and neither does one of which nothing is known', () => {
  expect(about({})).toEqual([])
  const cpu = { ...quiet.cpu, governor: null, turbo: null, smt: null }
  const load = { one: null, five: null, cpuPressure10: null }
  expect(adviceFor({ ...quiet, cpu, load, container: null }, nothingKnown)).toEqual([])
})

describe('advice is given, with what was read, about', () => {
  test.each([
    [{ load: { one: 4.123, five: 1, cpuPressure10: 0 } }, {}, 'load: load average 4.12 on 8 processors'],
    [{ load: { one: 0, five: 1, cpuPressure10: 61.4 } }, {}, 'pressure: tasks waited for a processor in 61.4 % of the last ten seconds'],
    [{ cpu: { limit: 1.5 } }, {}, 'cpu-limit: the control group may use 1.5 of 8 processors'],
    [{}, { throttledPeriods: 12 }, 'throttled: throttled in 12 of 900 periods so far'],
    [{ cpu: { governor: 'powersave' } }, {}, 'governor: frequency governor powersave'],
    [{ cpu: { turbo: true } }, {}, 'turbo: turbo on'],
    [{ cpu: { turbo: null } }, { boost: true }, 'turbo: turbo on'],
    [{}, { onBattery: true }, 'battery: running on battery'],
    [{}, { temperature: 91 }, 'heat: 91 °C'],
    [{}, { heatThrottles: 3 }, 'heat: 45 °C, slowed down by heat 3 times since boot'],
    [{ cpu: { smt: true } }, {}, 'smt: hyper-threading on'],
    [{}, { availableProcessors: 1 }, 'few-processors: 1 processor for culprit and what it launches'],
    [{}, { stealShare: 0.0234 }, 'steal: the host gave 2.34 % of the time since boot to others'],
    [{ virtualisation: 'QEMU' }, { isVirtual: true }, 'virtual-machine: a virtual machine (QEMU)'],
    [{ container: true }, {}, 'container: a container'],
    [
      {},
      { perf: 'the machine has no hardware counter' },
      'hardware-counters: the machine has no hardware counter; kernel.perf_event_paranoid is 2',
    ],
    [{}, { valgrind: 'valgrind is not installed' }, 'valgrind: valgrind is not installed'],
  ])('%j %j', (environment, readings, expected) => {
    expect(about(environment as Partial<Environment>, readings)).toEqual([expected])
  })
})

test('every piece says why in a sentence and what to do', () => {
  const worst = { ...quiet, cpu: { ...quiet.cpu, governor: 'powersave', turbo: true, smt: true, limit: 1 }, container: true }
  const readings = { ...fine, perf: 'perf is not installed', valgrind: 'valgrind is not installed', isVirtual: true, onBattery: true }
  const advice = adviceFor(worst, readings)
  expect(advice.length).toBe(9)
  for (const { why, action } of advice) {
    expect(why).toMatch(/^[A-Z].*\.$/)
    expect(action.length).toBeGreaterThan(10)
  }
})

test('a counter that the system forbids is allowed with the setting, and one that is missing installed', () => {
  const action = (perf: string) => adviceFor(quiet, { ...fine, perf })[0]!.action
  expect(action('the system does not allow it (kernel.perf_event_paranoid is 4; …)')).toBe('sudo sysctl kernel.perf_event_paranoid=2')
  expect(action('perf is not installed')).toContain('apt-get install')
})

test('the readings of this machine are read without an error, and no share is outside of 0 to 1', async () => {
  const readings = await readMachineReadings(new AbortController().signal)
  expect(readings.stealShare ?? 0).toBeGreaterThanOrEqual(0)
  expect(readings.stealShare ?? 0).toBeLessThanOrEqual(1)
  expect(readings.availableProcessors ?? 1).toBeGreaterThan(0)
})
