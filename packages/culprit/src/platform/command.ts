import { spawn } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Bytes, Nanoseconds } from '../model/units.ts'

export interface CommandRequest {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<NodeJS.ProcessEnv>
  readonly timeLimitNs: Nanoseconds
  /** What it prints goes here, on the disk that it also writes to. */
  readonly logPath: string
  /** The log begins anew when it is longer than this; without it, it may grow. */
  readonly logBytes?: Bytes
  /** It is ended when that disk has less room than this. */
  readonly leaveBytes: Bytes
  readonly signal: AbortSignal
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not-started'; readonly why: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'disk-full' }

/**
 * Runs a program to its end, and then ends whatever it left running in its process group; an abort rejects with its reason after that.
 * What it prints goes into a file and not a pipe, which a process left behind would hold open.
 */
export async function runCommand(request: CommandRequest): Promise<CommandEnd> {
  const { command, cwd, env, timeLimitNs, logPath, signal } = request
  signal.throwIfAborted()
  const [program = '', ...args] = command
  await using log = await fs.open(logPath, 'a')
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', log.fd, log.fd],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  let stopped: CommandEnd | null = null
  const stop = (why: CommandEnd | null): void => {
    stopped ??= why
    killGroup(child.pid)
  }
  const abort = (): void => stop(null)
  signal.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => stop({ kind: 'timed-out' }), timeLimitNs / 1e6)
  const watch = setInterval(() => {
    void roomFor(request).then(room => room || stop({ kind: 'disk-full' }))
    void shorten(logPath, request.logBytes ?? Infinity)
  }, 1000)
  try {
    const end = await new Promise<CommandEnd>(resolve => {
      child.once('error', error => resolve({ kind: 'not-started', why: error.message }))
      child.once('exit', (code, killedBy) =>
        resolve(killedBy === null ? { kind: 'exited', code: code ?? -1 } : { kind: 'killed', signal: killedBy }),
      )
    })
    signal.throwIfAborted()
    return (stopped as CommandEnd | null) ?? end
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    signal.removeEventListener('abort', abort)
    killGroup(child.pid)
  }
}

async function roomFor({ logPath, leaveBytes }: CommandRequest): Promise<boolean> {
  // A file system that does not say how much room it has is not the reason to stop.
  return (await freeBytes(dirname(logPath)).catch(() => Infinity)) >= leaveBytes
}

/** Who writes to the log appends, so after this at its beginning. */
async function shorten(logPath: string, longest: Bytes): Promise<void> {
  const size = await fs.stat(logPath).then(
    found => found.size,
    () => 0,
  )
  if (size > longest) await fs.truncate(logPath).catch(() => {})
}

/** What a user may still write to the disk of a folder. */
export async function freeBytes(folder: string): Promise<Bytes> {
  const { bavail, bsize } = await fs.statfs(folder)
  return bavail * bsize
}

/** The last bytes of a file as text, from the beginning of a line on where there is one. */
export async function tailOf(path: string, bytes: Bytes): Promise<string> {
  await using file = await fs.open(path)
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, bytes)), 0, Math.min(size, bytes), Math.max(0, size - bytes))
  const text = buffer.toString('utf8', 0, bytesRead)
  const line = size > bytes ? text.indexOf('\n') + 1 : 0
  return text.slice(line)
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
