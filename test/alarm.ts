import type { AlarmRun, Reference } from '../packages/culprit/src/alarm/index.ts'

/** A run of 100 ms that nothing disturbed, but for these fields. */
export function alarmRun(fields: Partial<AlarmRun> = {}): AlarmRun {
  return {
    valueNs: 100e6,
    wallNs: 100e6,
    userNs: null,
    systemNs: null,
    processorNs: 100e6,
    stepNs: 0,
    isAtLeast: false,
    waitShare: null,
    competition: null,
    stealShare: null,
    throttledPeriods: null,
    pressure: null,
    ...fields,
  }
}

/** The reference that such runs give, but for these fields. */
export function alarmReference(fields: Partial<Reference> = {}): Reference {
  return {
    measures: 'wall',
    valueNs: 100e6,
    wallNs: 100e6,
    userNs: null,
    systemNs: null,
    processorNs: 100e6,
    runs: 6,
    machine: { model: 'a processor', logical: 2, fingerprint: '0123456789ab' },
    history: [{ date: '2026-11-21', reference: 100e6, culprit: '0.1.0', note: 'first references' }],
    ...fields,
  }
}
