import type { LaunchMode, Workload } from '../engine.ts'
import type { Failed, Measured, Usage } from '../../model/launch.ts'

/** What the launching side passes as the harness's only argument. */
export interface HarnessRequest {
  /** Without the signal and the limits, which stay with the launching side. */
  readonly mode: LaunchMode
  readonly workload: Workload
  readonly dir: string
  readonly file: string | null
  /** Handed to the workload's setup. */
  readonly scale: number
  /** Whether it says `turn` and waits for a byte on file descriptor 0 before each part of its samples. */
  readonly inTurns: boolean
}

/**
 * The lines that the harness writes to file descriptor 3, one JSON value each. A workload prints to 1 and 2, so it cannot disturb them.
 *
 * `phase` says what starts now, so that a process that dies without a word has died in a known place.
 */
export type HarnessLine =
  | { readonly phase: Failed['phase'] }
  | { readonly turn: true }
  | { readonly done: Measured; readonly usage: Omit<Usage, 'wallNs'> }
  | { readonly failed: Pick<Failed, 'cause' | 'phase' | 'message'>; readonly usage: Omit<Usage, 'wallNs'> }

export const reportDescriptor = 3
