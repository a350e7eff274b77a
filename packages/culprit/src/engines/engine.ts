import type { Failed, MachineLoad, Measured, Usage } from '../model/launch.ts'
import type { ProfileRequest } from '../model/profile-record.ts'
import type { Nanoseconds, Sha256 } from '../model/units.ts'

/** How many runs a launch makes; the same for both sides of a comparison. */
export interface IterationPlan {
  /** Iterations per sample. */
  readonly batch: number
  /** Samples before the measurement begins. */
  readonly warmUp: number
  /** Samples that count. */
  readonly samples: number
  /** Samples after which a launch lets the other side run. */
  readonly perTurn: number
}

/** A launch's place among others that run in turns: it does nothing while the turn is elsewhere. */
export interface Turn {
  /** Resolves when it is this launch's turn. */
  take(): Promise<void>
  /** Gives the turn on; the launch pauses until it takes it again. */
  pass(): void
  /** The launch is over. */
  leave(): void
  /** Where all launches of the block run their main thread; null where that cannot be chosen. */
  readonly processor: number | null
}

/** What to exercise the variant with. */
export type Workload =
  /** `parameters` are handed to its setup; none when not given. */
  | { readonly kind: 'script'; readonly path: string; readonly parameters?: Readonly<Record<string, string>> | undefined }
  /** One call of an export of the variant's module per iteration; i64 arguments are decimal text with an `n` behind. */
  | { readonly kind: 'export'; readonly export: string; readonly args: readonly (number | string)[] }
  /** `_start` of a WASI command, in a fresh instance per iteration. */
  | { readonly kind: 'wasi' }

export type LaunchMode =
  /** Runs for about `durationNs`, finds the batch itself, looks for leaks and for work that does not grow. */
  | { readonly kind: 'pilot'; readonly durationNs: Nanoseconds }
  /** With a turn, it pauses after every `perTurn` samples. */
  | { readonly kind: 'steady'; readonly plan: IterationPlan }
  /** Ends after the first run, with compile and instantiate timed. */
  | { readonly kind: 'cold'; readonly folder: string }
  /** Ends after the first run; writes every module that is compiled and the list of loaded scripts to `folder`. */
  | { readonly kind: 'watch'; readonly folder: string }
  /** As steady, under the sampling profiler after the warm-up; writes `folder`/profile.cpuprofile. */
  | { readonly kind: 'sample'; readonly plan: IterationPlan; readonly folder: string; readonly intervalNs: Nanoseconds }
  /** Profiles `iterations` runs after the first one; its records are in the request's folder. */
  | { readonly kind: 'profile'; readonly request: ProfileRequest; readonly iterations: number }

export interface LaunchRequest {
  readonly mode: LaunchMode
  readonly workload: Workload
  /** The variant's folder, handed to the workload's setup. */
  readonly dir: string
  /** The variant's file when it is a single file, else null. */
  readonly file: string | null
  /** The size of the input that the workload's setup is asked for, relative to its usual one; 1 when not given. */
  readonly scale?: number
  readonly flags: readonly string[]
  /** A program with its arguments that the engine is started under, such as one that counts; what it writes to stderr counts as printed. */
  readonly under?: readonly string[]
  /** The process is killed after this, waiting for its turn not counted. */
  readonly timeLimitNs: Nanoseconds
  /** Null for a launch that runs in one go. */
  readonly turn: Turn | null
  readonly signal: AbortSignal
}

export interface LaunchResult {
  readonly startedMs: number
  readonly before: MachineLoad
  readonly after: MachineLoad
  readonly usage: Usage
  readonly outcome: Measured | Failed
  /** Bytes that the workload printed. */
  readonly printedBytes: number
}

/** Something that executes WebAssembly. One launch is one fresh process. */
export interface Engine {
  /** Such as `node@24.21.0`. */
  readonly name: string
  /** Of the executable. */
  readonly sha256: Sha256
  /**
   * Runs one fresh process. A workload that throws, hangs, exits or is killed gives a `failed` outcome;
   * an abort of `signal` rejects with its reason, after the process is gone.
   */
  launch(request: LaunchRequest): Promise<LaunchResult>
}
