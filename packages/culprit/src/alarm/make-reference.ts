import type { AlarmMeasure } from '../model/alarm.ts'
import type { Environment } from '../model/environment.ts'
import { leastProcessorTime } from './judge.ts'
import type { Reference } from './references.ts'
import type { AlarmRun } from './run.ts'

export interface Making {
  readonly measures: AlarmMeasure
  readonly environment: Environment
  /** Such as 2026-11-21. */
  readonly date: string
  readonly note: string
}

/** So many references of a benchmark are remembered. */
const longestHistory = 20

/** The reference that some runs give: the minimum of each of their times. There has to be at least one run; `before` is what it replaces. */
export function makeReference(
  runs: readonly AlarmRun[],
  { measures, environment, date, note }: Making,
  before: Reference | null,
): Reference {
  const valueNs = Math.min(...runs.map(run => run.valueNs))
  const least = leastProcessorTime(runs)
  const { cpu, fingerprint, culprit } = environment
  const now = { date, reference: valueNs, culprit, note }
  return {
    measures,
    valueNs,
    wallNs: Math.min(...runs.map(run => run.wallNs)),
    processorNs: least?.processorNs ?? null,
    userNs: least?.userNs ?? null,
    systemNs: least?.systemNs ?? null,
    runs: runs.length,
    machine: { model: cpu.model, logical: cpu.logical, fingerprint: fingerprint.slice(0, shownOfFingerprint) },
    history: [now, ...(before?.history ?? [])].slice(0, longestHistory),
  }
}

/** The beginning of a hash is enough to tell machines apart, and is read in reviews. */
const shownOfFingerprint = 12

/** Whether a reference was made on a machine with this fingerprint. */
export function isMadeOn({ machine }: Reference, fingerprint: string): boolean {
  return fingerprint.startsWith(machine.fingerprint)
}
