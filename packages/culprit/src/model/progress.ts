import type { Arm, Stage } from './launch.ts'
import type { Nanoseconds } from './units.ts'
import type { Warning } from './warning.ts'

/** What happens while a run is under way; only cli/ shows it. */
export type ProgressEvent =
  | { readonly kind: 'run'; readonly id: string; readonly resumed: boolean }
  /** A stage begins. */
  | { readonly kind: 'stage'; readonly text: string }
  /** A launch is over; `done` of about `planned` in this stage, which will take about `remainingNs` more. */
  | {
      readonly kind: 'launch'
      readonly stage: Stage
      readonly arm: Arm
      readonly done: number
      readonly planned: number
      readonly remainingNs: Nanoseconds | null
    }
  /** One thing of many of a stage begins. */
  | { readonly kind: 'step'; readonly text: string }
  /** Nothing runs until the machine is quiet, or `remainingNs` are over. */
  | { readonly kind: 'waiting'; readonly text: string; readonly remainingNs: Nanoseconds }
  /** What is going to be done, and what it will probably take. */
  | { readonly kind: 'plan'; readonly text: string }
  /** The experiment was looked at. */
  | { readonly kind: 'look'; readonly pairs: number; readonly text: string }
  | { readonly kind: 'warning'; readonly warning: Warning }

/** A stage of the pipeline: yields what happens and returns what it found. */
export type Staged<T> = AsyncGenerator<ProgressEvent, T, void>
