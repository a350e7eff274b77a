import type { AlarmRun, TimeUnit } from '../alarm/index.ts'
import type { AlarmMeasure } from '../model/alarm.ts'
import type { MachineLoad } from '../model/launch.ts'
import type { Nanoseconds } from '../model/units.ts'
import { competitionOf, type Competitor } from '../platform/competitors.ts'
import type { Store } from '../store/store.ts'
import { takenBetween } from '../verdict/contention.ts'

/** What a benchmark of the alarm runs. */
export type AlarmProgram =
  | {
      readonly kind: 'command'
      /** The program and its arguments. */
      readonly words: readonly string[]
      /** How the time is read from what it prints; null when it is that on the clock. */
      readonly prints: { readonly reads: string; readonly unit: TimeUnit } | null
    }
  | { readonly kind: 'workload'; readonly path: string; readonly reference: string | null; readonly engine: string }

export interface AlarmContext {
  readonly store: Store
  /** Where variants are laid out. */
  readonly folder: string
  /** Of the configuration: commands run in it, paths start there. */
  readonly configFolder: string
  readonly timeLimitNs: Nanoseconds
  readonly signal: AbortSignal
}

/** A run that gave its time, with who else was there; or why there is none. */
export type AlarmRunEnd =
  | { readonly kind: 'measured'; readonly run: AlarmRun; readonly competitors: readonly Competitor[] }
  | { readonly kind: 'failed'; readonly why: string }

/** A benchmark that can be run, as often as is wanted. */
export interface RunnableBenchmark {
  readonly measures: AlarmMeasure
  /** A run that does not count. What it fills (the caches of the system, the plan of a workload) later runs have. Null, or why it failed. */
  warmUp(): Promise<string | null>
  run(): Promise<AlarmRunEnd>
}

/** Who or what was in the way of a run. */
export function disturbanceOf(
  before: MachineLoad,
  after: MachineLoad,
  competitors: readonly Competitor[],
): Pick<AlarmRun, 'competition' | 'stealShare' | 'throttledPeriods' | 'pressure'> {
  return {
    competition: competitionOf(competitors),
    ...takenBetween(before, after),
    pressure: after.cpuPressure10 === null ? null : after.cpuPressure10 / 100,
  }
}
