import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readMachineLoad } from '../platform/machine.ts'
import { pinMainThread } from '../platform/affinity.ts'
import { digestFile } from '../platform/files.ts'
import type { Failed, Measured, Usage } from '../model/launch.ts'
import type { Nanoseconds, Sha256 } from '../model/units.ts'
import type { Engine, LaunchMode, LaunchRequest, LaunchResult } from './engine.ts'
import { readHarnessReport } from './harness-report.ts'
import { launchEnvironment } from './launch-environment.ts'
import { reportDescriptor, type HarnessLine, type HarnessRequest } from './node/protocol.ts'

// Launched processes need plain JavaScript, whichever way culprit itself was started; src/ and dist/ have the same depth.
const harness = fileURLToPath(new URL('../../dist/engines/node/harness.js', import.meta.url))
const capture = new URL('../../dist/engines/node/capture.js', import.meta.url).href
/** What a program is started with so that it is profiled: `NODE_OPTIONS=--import=…`. */
export const profilerModule = new URL('../../dist/engines/node/profiler.js', import.meta.url).href
/** How the profiler's own frames are known in the samples of a program. */
export const profilerFrames = {
  scripts: [profilerModule, new URL('webassembly-calls.js', profilerModule).href],
  ownWork: 'onTheWayIn',
}

/** A workload's report is bounded by its number of samples; anything larger is no report. */
const largestReport = 16e6
/** How much of what a workload prints is kept for error messages. */
const keptOutput = 8_000

/** Node as an engine: `executable` is started once per launch, with the harness as its program. */
export async function nodeEngine(executable: string, version: string): Promise<Engine> {
  return {
    name: `node@${version}`,
    sha256: await digestOnce(executable),
    launch: request => launch(executable, request),
  }
}

const digests = new Map<string, Promise<Sha256>>()

/** Both sides mostly run on the same executable of some 100 MB. */
function digestOnce(executable: string): Promise<Sha256> {
  const digest = digests.get(executable) ?? digestFile(executable)
  digests.set(executable, digest)
  return digest
}

async function launch(executable: string, request: LaunchRequest): Promise<LaunchResult> {
  const { turn } = request
  try {
    await turn?.take()
    return await launchNow(executable, request)
  } finally {
    turn?.leave()
  }
}

async function launchNow(executable: string, request: LaunchRequest): Promise<LaunchResult> {
  request.signal.throwIfAborted()
  const { mode, workload, dir, file, turn, scale = 1 } = request
  const watcher = watcherOf(mode)
  const harnessRequest: HarnessRequest = { mode, workload, dir, file, scale, inTurns: turn !== null }
  const before = readMachineLoad()
  const startedMs = Date.now()
  const command = [
    ...(request.under ?? []),
    executable,
    ...request.flags,
    ...(watcher === null ? [] : ['--import', watcher.module]),
    harness,
    JSON.stringify(harnessRequest),
  ]
  const child = spawn(command[0]!, command.slice(1), {
    cwd: dir,
    env: launchEnvironment(process.env, watcher?.environment ?? {}),
    stdio: [turn === null ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
    // A process group of its own, so that a time limit also ends what the workload started.
    detached: process.platform !== 'win32',
  })
  // The child may be gone when its turn comes; its exit tells that better than a broken pipe.
  child.stdin?.on('error', () => {})

  let ended: 'timed-out' | 'aborted' | null = null
  const stop = (reason: 'timed-out' | 'aborted'): void => {
    ended ??= reason
    killGroup(child.pid)
  }
  const clock = runningClock(request.timeLimitNs, () => stop('timed-out'))
  const abort = (): void => stop('aborted')
  request.signal.addEventListener('abort', abort, { once: true })

  let turns = 0
  const report = collect(child.stdio[reportDescriptor] as NodeJS.ReadableStream, largestReport, line => {
    if (turn === null || line !== turnLine) return
    clock.pause()
    const { processor } = turn
    const pinned = turns++ === 0 && processor !== null ? pinMainThread(child.pid!, processor) : Promise.resolve()
    void pinned
      .then(() => {
        turn.pass()
        return turn.take()
      })
      .then(() => {
        if (child.exitCode !== null || child.signalCode !== null) return
        clock.go()
        child.stdin?.write('.')
      })
  })
  const stdout = collect(child.stdout!, keptOutput)
  const stderr = collect(child.stderr!, keptOutput)

  const exit = await new Promise<{ code: number | null; signal: NodeJS.Signals | null; error: Error | null }>(resolve => {
    child.once('error', error => resolve({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => {
      clock.pause()
      // Descendants may hold the pipes open; what they would still write is not waited for. Those that left the group cannot be ended.
      const grace = [setTimeout(() => killGroup(child.pid), 500), setTimeout(() => child.stdio.forEach(stream => stream?.destroy()), 1000)]
      child.once('close', () => {
        grace.forEach(clearTimeout)
        resolve({ code, signal, error: null })
      })
    })
  })
  const wallNs = clock.elapsedNs()
  request.signal.removeEventListener('abort', abort)
  if ((ended as string | null) === 'aborted') throw request.signal.reason

  const read = readHarnessReport(report.text(), mode)
  const failed = (cause: Failed['cause'], message: string): Failed => ({
    kind: 'failed',
    cause,
    phase: read.phase,
    message,
    exitCode: exit.code,
    signal: exit.signal,
    stderr: stderr.text(),
  })
  const outcome = outcomeOf()
  return {
    startedMs,
    before,
    after: readMachineLoad(),
    usage: { wallNs, ...(read.usage ?? unknownUsage) },
    outcome,
    printedBytes: stdout.bytes() + stderr.bytes(),
  }

  function outcomeOf(): Measured | Failed {
    if (exit.error !== null) return failed('killed', `the engine could not be started: ${exit.error.message}`)
    if (ended === 'timed-out') return failed('timed-out', `did not finish within ${seconds(request.timeLimitNs)}`)
    if (read.done !== null) return read.done
    if (/heap out of memory|Out of memory|allocation failed/i.test(stderr.text())) return failed('out-of-memory', 'ran out of memory')
    if (read.failed !== null) return failed(read.failed.cause, read.failed.message)
    if (exit.signal !== null) return failed('killed', `was killed by ${exit.signal}`)
    if (read.unreadable !== null) return failed('bad-report', read.unreadable)
    return failed('exited', `ended its own process with exit code ${exit.code ?? 'unknown'} before the measurement was over`)
  }
}

/** What is loaded before the harness into a launch that watches. */
function watcherOf(mode: LaunchMode): { readonly module: string; readonly environment: Readonly<Record<string, string>> } | null {
  switch (mode.kind) {
    case 'watch':
    case 'cold':
      return {
        module: capture,
        environment: { CULPRIT_CAPTURE: mode.folder, CULPRIT_CAPTURE_MODULES: mode.kind === 'watch' ? '1' : '0' },
      }
    case 'profile':
      return { module: profilerModule, environment: { CULPRIT_PROFILE: JSON.stringify(mode.request) } }
    case 'pilot':
    case 'steady':
    case 'sample':
      return null
  }
}

const unknownUsage: Omit<Usage, 'wallNs'> = {
  userNs: null,
  systemNs: null,
  peakMemoryBytes: null,
  voluntarySwitches: null,
  involuntarySwitches: null,
  majorFaults: null,
}

/** Longer ones are no line that is waited for; without a limit, a line that never ends would be copied with every piece of it. */
const longestWatchedLine = 1000
const turnLine = JSON.stringify({ turn: true } satisfies HarnessLine)

interface RunningClock {
  pause(): void
  go(): void
  elapsedNs(): Nanoseconds
}

/** Counts the time in which a launch runs, and calls `expire` when that reaches the limit. It runs from the start. */
function runningClock(limitNs: Nanoseconds, expire: () => void): RunningClock {
  let elapsed = 0
  let since: number | null = null
  let timer: NodeJS.Timeout | undefined
  const clock: RunningClock = {
    pause() {
      clearTimeout(timer)
      if (since !== null) elapsed += (performance.now() - since) * 1e6
      since = null
    },
    go() {
      since = performance.now()
      timer = setTimeout(expire, Math.max(0, (limitNs - elapsed) / 1e6))
    },
    elapsedNs: () => elapsed,
  }
  clock.go()
  return clock
}

interface Collected {
  text(): string
  bytes(): number
}

/** Keeps the end of a stream, counts all of it, and hands over each complete line as it comes, long ones cut. */
function collect(stream: NodeJS.ReadableStream, keep: number, onLine?: (line: string) => void): Collected {
  const chunks: Buffer[] = []
  let kept = 0
  let total = 0
  let line = ''
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    kept += chunk.length
    total += chunk.length
    while (chunks.length > 1 && kept - chunks[0]!.length >= keep) kept -= chunks.shift()!.length
    if (onLine === undefined) return
    const lines = (line + chunk.toString('utf8')).split('\n')
    line = lines.pop()!.slice(0, longestWatchedLine)
    for (const complete of lines) onLine(complete)
  })
  stream.on('error', () => {})
  return { text: () => Buffer.concat(chunks).toString('utf8').slice(-keep), bytes: () => total }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    if (process.platform === 'win32') process.kill(pid, 'SIGKILL')
    else process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}

function seconds(ns: Nanoseconds): string {
  return `${ns / 1e9} s`
}
