import type { Nanoseconds, Share } from '../model/units.ts'

/** One run of a benchmark: a process of its own. Unknown is null. */
export interface AlarmRun {
  /** What is judged: time on the clock, what the program printed, or what an iteration of a workload took. */
  readonly valueNs: Nanoseconds
  /** On the clock, of the same span as the processor time: the whole command, or an iteration. */
  readonly wallNs: Nanoseconds
  readonly userNs: Nanoseconds | null
  readonly systemNs: Nanoseconds | null
  /** User and system time together. */
  readonly processorNs: Nanoseconds | null
  /** How exactly processor time is known: commands are told in steps. */
  readonly stepNs: Nanoseconds
  /** True of a run that was ended at the time limit: all of its times are at least these. */
  readonly isAtLeast: boolean
  /** Time in which it could have run and had no processor; null for commands. */
  readonly waitShare: Share | null
  /** What others used of all processors meanwhile. */
  readonly competition: Share | null
  readonly stealShare: Share | null
  readonly throttledPeriods: number | null
  /** Of the last ten seconds, in which some task waited for a processor. */
  readonly pressure: Share | null
}
