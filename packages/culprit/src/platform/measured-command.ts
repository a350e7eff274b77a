import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bytes, Nanoseconds } from '../model/units.ts'
import type { CommandEnd } from './command.ts'

/** What the launcher is asked for, as a line of JSON on its input. */
export interface LauncherRequest {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[]
  /** Has to be there: for a folder that is missing the system blames the program. */
  readonly cwd: string
  readonly env: Readonly<NodeJS.ProcessEnv>
  readonly timeLimitNs: Nanoseconds
  /** How much of the end of what it prints is kept. */
  readonly outputBytes: Bytes
}

export interface MeasuredCommandRequest extends LauncherRequest {
  readonly signal: AbortSignal
}

/** What a command used, and what the launcher prints as JSON. Unknown is null: processor time and memory are read from Linux's /proc. */
export interface MeasuredCommand {
  readonly end: CommandEnd
  readonly wallNs: Nanoseconds
  /** Of the command and of all that it waited for, in steps of 10 ms; what it left behind is not in it. */
  readonly userNs: Nanoseconds | null
  readonly systemNs: Nanoseconds | null
  /**
   * The most that one process of the command's tree held at once. It is seen by looking, at least every 100 ms while that is cheap, so a process
   * that lived for less may be missed; null when none was seen.
   */
  readonly peakMemoryBytes: Bytes | null
  /** The end of both outputs together, from the beginning of a line on; bytes that are no UTF-8 are replaced. */
  readonly output: string
  /** Whether processes of its group were still there when it ended; they are ended then. */
  readonly leftProcesses: boolean
}

/** Node runs either form of the launcher, whichever way culprit itself was started. */
const launcher = fileURLToPath(new URL(`./command-launcher${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
const keptOfFault: Bytes = 4000

/**
 * Runs a command once and measures it: time on the clock, user and system time, peak memory.
 *
 * It runs in a process group of its own, which is ended with it, at the time limit, when culprit is killed, and at an abort, which rejects
 * with its reason. A program that cannot be started is an end and no error.
 */
export async function measureCommand({ signal, ...asked }: MeasuredCommandRequest): Promise<MeasuredCommand> {
  signal.throwIfAborted()
  const child = spawn(process.execPath, ['--no-warnings', launcher], {
    // Nothing of what this Node was started with, such as a debugger in NODE_OPTIONS, is for the launcher.
    env: launcherEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  child.stdin.on('error', () => {})
  // It stays open: its end tells the launcher that nobody waits any longer.
  child.stdin.write(`${JSON.stringify(asked)}\n`)
  const abort = (): void => {
    child.stdin.end()
  }
  signal.addEventListener('abort', abort, { once: true })
  let report = ''
  let fault = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (report += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (fault = (fault + text).slice(-keptOfFault)))
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', () => resolve())
    })
    signal.throwIfAborted()
    if (report === '') throw new Error(`the program that measures commands ended without a report: ${fault.trim()}`)
    return JSON.parse(report) as MeasuredCommand
  } finally {
    signal.removeEventListener('abort', abort)
    child.stdin.destroy()
  }
}

function launcherEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'TMPDIR', 'SystemRoot', 'TEMP', 'TMP']
  return Object.fromEntries(names.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}
