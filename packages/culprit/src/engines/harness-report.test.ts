import { expect, test } from 'vitest'
import type { Measured } from '../model/launch.ts'
import { readHarnessReport } from './harness-report.ts'

const usage = {
  userNs: 1,
  systemNs: 1,
  peakMemoryBytes: null,
  voluntarySwitches: null,
  involuntarySwitches: null,
  majorFaults: null,
}
const done: Measured = {
  kind: 'measured',
  engineVersion: '24.0.0',
  workload: null,
  checksum: null,
  checksumVaries: false,
  setupNs: 1,
  firstRunNs: 1,
  batch: 1,
  samplesNs: [1, 2, 3],
  cpuSamplesNs: [1, 2, 3],
  values: null,
  warmUp: 1,
  cpuNs: 1,
  waitShare: null,
  collections: null,
  allocatedBytes: null,
  heldBytes: null,
  growth: null,
  timerStepNs: 1,
}
const steady = { kind: 'steady', plan: { batch: 1, warmUp: 1, samples: 2, perTurn: 1 } } as const
const read = (...lines: unknown[]) => readHarnessReport(lines.map(line => `${JSON.stringify(line)}\n`).join(''), steady)
const noReport = 'wrote something to the report channel that is no report'

test('a report is read, with the phase that it ended in', () => {
  expect(read({ phase: 'setup' }, { turn: true }, { done, usage })).toEqual({ phase: 'setup', done, usage, failed: null, unreadable: null })
  const failed = { cause: 'threw', phase: 'run', message: 'boom' }
  expect(read({ phase: 'setup' }, { failed, usage })).toEqual({ phase: 'run', done: null, usage, failed, unreadable: null })
})

test.each([
  [null],
  [42],
  ['text'],
  [[]],
  [{ done: {}, usage }],
  [{ done: null, usage }],
  [{ done: { ...done, samplesNs: [null] }, usage }],
  [{ done: { ...done, samplesNs: [-1, 2, 3] }, usage }],
  [{ done, usage: null }],
  [{ failed: { cause: 'bored', phase: 'run', message: 'boom' }, usage }],
  [{ failed: { cause: 'threw', phase: 'run', message: { a: 1 } }, usage }],
  [{ phase: 'lunch' }],
])('a line that a workload wrote is no report, and stops nothing: %j', line => {
  expect(read({ phase: 'run' }, line)).toEqual({ phase: 'run', done: null, failed: null, usage: null, unreadable: noReport })
  expect(read(line, { done, usage })).toMatchObject({ done, unreadable: null })
})

test('samples that a workload took away are missed', () => {
  expect(read({ done: { ...done, samplesNs: [] }, usage })).toMatchObject({
    done: null,
    unreadable: 'reported 0 samples of time and 3 of processor time, and 3 were planned',
  })
  const empty = `${JSON.stringify({ done: { ...done, samplesNs: [], cpuSamplesNs: [] }, usage })}\n`
  expect(readHarnessReport(empty, { kind: 'pilot', durationNs: 1 })).toMatchObject({ done: null, unreadable: 'reported 0 samples' })
  expect(readHarnessReport(empty, { kind: 'cold', folder: '' })).toMatchObject({ done: { samplesNs: [] }, unreadable: null })
})
