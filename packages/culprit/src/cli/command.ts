import type { Command } from 'commander'
import type { ExitCode } from '../model/errors.ts'

/** What a command's action gets besides its arguments. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Aborted by Ctrl-C and by signals that ask to end. Whoever reads it takes these signals upon itself; before, they end the process. */
  readonly signal: AbortSignal
  /** The runs that were begun, so that an interruption can say how to go on. */
  readonly runs: Set<string>
}

/** Tells the program how the command ended. */
export type Finish = (work: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>

/**
 * Adds one command to the program. A file of this folder defines one; what it needs beyond its options it imports when it is
 * chosen, so that `--help` stays fast.
 */
export type AddCommand = (program: Command, finish: Finish) => void
