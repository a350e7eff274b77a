import type { Failed, LaunchRecord, Measured } from '../packages/culprit/src/model/launch.ts'

/** A measurement of which nothing is remarkable, but for these fields. */
export function measured(fields: Partial<Measured> = {}): Measured {
  return {
    kind: 'measured',
    engineVersion: '24.21.0',
    workload: null,
    checksum: 'number:1',
    checksumVaries: false,
    setupNs: 5e6,
    firstRunNs: 3e6,
    batch: 1,
    samplesNs: [2e6, 1e6, 1e6, 1e6],
    cpuSamplesNs: [],
    values: null,
    warmUp: 1,
    cpuNs: 1e6,
    waitShare: null,
    collections: null,
    allocatedBytes: null,
    heldBytes: null,
    growth: null,
    timerStepNs: 100,
    ...fields,
  }
}

export function failed(fields: Partial<Failed> = {}): Failed {
  return { kind: 'failed', cause: 'threw', phase: 'run', message: 'Error: no', exitCode: 1, signal: null, stderr: '', ...fields }
}

/** A timed launch of the baseline, but for these fields. */
export function launchRecord(fields: Partial<LaunchRecord> = {}): LaunchRecord {
  const { stage = 'steady', block = 0, arm = 'baseline', attempt = 0 } = fields
  return {
    key: `${stage}/${block}/${arm}/${attempt}`,
    stage,
    block,
    arm,
    position: 0,
    attempt,
    startedMs: 0,
    before: unknownLoad,
    after: unknownLoad,
    usage: unknownUsage(50e6),
    outcome: measured(),
    competitors: [],
    competition: null,
    printedBytes: 0,
    observed: null,
    ...fields,
  }
}

export const unknownLoad: LaunchRecord['before'] = {
  load1: null,
  cpuPressure10: null,
  stealNs: null,
  processorsNs: null,
  throttledPeriods: null,
}

export function unknownUsage(wallNs: number): LaunchRecord['usage'] {
  return {
    wallNs,
    userNs: null,
    systemNs: null,
    peakMemoryBytes: null,
    voluntarySwitches: null,
    involuntarySwitches: null,
    majorFaults: null,
  }
}
