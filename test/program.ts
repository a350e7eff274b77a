import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program as it is installed. */
export const bin = join(import.meta.dirname, '../packages/culprit/bin/culprit.js')

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Resolves when stderr has this; rejects when the program ends first. */
  until(text: string): Promise<void>
  kill(signal: NodeJS.Signals): void
}

/** A new empty folder for one test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'culprit-test-'))
}

/** Runs the built program in a folder, as a user would, and waits for its end. */
export function culprit(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return start(cwd, args).ended
}

/** Starts the built program; `limits` are for a shell's ulimit, such as ['-f', '64']. */
export function start(cwd: string, args: readonly string[], limits: readonly string[] = []): Running {
  const command = [process.execPath, bin, ...args]
  // The constant script passes its arguments on as they are.
  const [file, ...rest] = limits.length === 0 ? command : ['sh', '-c', 'ulimit "$1" "$2"; shift 2; exec "$@"', 'sh', ...limits, ...command]
  const child = spawn(file!, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    for (const check of waiting) check()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return {
    pid: child.pid!,
    ended,
    kill: signal => child.kill(signal),
    until: text =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!stderr.includes(text)) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
        void ended.then(() => reject(new Error(`ended before it said "${text}": ${stderr}`)))
      }),
  }
}
