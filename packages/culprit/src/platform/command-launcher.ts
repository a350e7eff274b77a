import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bytes, Nanoseconds } from '../model/units.ts'
import type { CommandEnd } from './command.ts'
import type { LauncherRequest, MeasuredCommand } from './measured-command.ts'

// The program that runs one command for measured-command.ts. It is a process of its own because the system counts processor time
// for all children of a process together, and because it ends the command when culprit itself is gone.

/** How long the output of a command that has ended is waited for, when a process that it left behind holds it open. */
const graceMs = 300
/** Looking is to cost less than this share of one processor. */
const lookingShare = 0.02
/** More than this is not followed at one look, so that looking at a flood of processes ends. */
const mostProcesses = 500

function main(request: LauncherRequest): void {
  const { command, cwd, env, timeLimitNs, outputBytes } = request
  const [program = '', ...args] = command
  const pipe = openPipe()
  const output = new Tail(outputBytes)
  let stopped: CommandEnd | null = null
  let peakMemoryBytes: Bytes | null = null
  const before = processorTimeOfChildren()
  const begin = process.hrtime.bigint()
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: pipe === null ? ['ignore', 'pipe', 'pipe'] : ['ignore', pipe.write, pipe.write],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (pipe !== null) fs.closeSync(pipe.write)
  const streams = pipe === null ? [child.stdout!, child.stderr!] : [new Socket({ fd: pipe.read, readable: true, writable: false })]
  const drained = Promise.all(streams.map(stream => output.take(stream)))

  // Whoever asked for the command is gone.
  process.stdin.on('close', () => {
    killGroup(child.pid)
    process.exit()
  })
  const limit = setTimeout(
    () => {
      stopped = { kind: 'timed-out' }
      killGroup(child.pid)
    },
    Math.min(timeLimitNs / 1e6, 2 ** 31 - 1),
  )
  let looking = setTimeout(look, 5)
  child.once('error', error => void finish({ kind: 'not-started', why: error.message }))
  child.once('exit', (code, signal) => void finish(signal === null ? { kind: 'exited', code: code ?? -1 } : { kind: 'killed', signal }))

  /** Memory can only be seen while a process lives; the looks are closer together at first, for commands that are short. */
  function look(): void {
    const began = process.hrtime.bigint()
    for (const pid of tree(child.pid!)) {
      const peak = peakOf(pid)
      if (peak !== null) peakMemoryBytes = Math.max(peakMemoryBytes ?? 0, peak)
    }
    const [elapsedMs, tookMs] = [Number(began - begin) / 1e6, Number(process.hrtime.bigint() - began) / 1e6]
    looking = setTimeout(look, Math.max(2, Math.min(100, elapsedMs / 20), tookMs / lookingShare))
  }

  async function finish(end: CommandEnd): Promise<void> {
    const wallNs = Number(process.hrtime.bigint() - begin)
    clearTimeout(limit)
    clearTimeout(looking)
    const hasRun = end.kind !== 'not-started'
    const leftProcesses = hasRun && stopped === null && isGroup(child.pid)
    killGroup(child.pid)
    const after = processorTimeOfChildren()
    const isKnown = hasRun && before !== null && after !== null
    await Promise.race([drained, pause(graceMs)])
    const report: MeasuredCommand = {
      end: stopped ?? end,
      wallNs,
      userNs: isKnown ? after.userNs - before.userNs : null,
      systemNs: isKnown ? after.systemNs - before.systemNs : null,
      peakMemoryBytes: hasRun ? peakMemoryBytes : null,
      output: output.text(),
      leftProcesses,
    }
    process.stdout.write(JSON.stringify(report), () => process.exit())
  }
}

/** The last bytes of what streams bring. */
class Tail {
  readonly #most: Bytes
  #chunks: Buffer[] = []
  #bytes = 0
  #isWhole = true

  constructor(most: Bytes) {
    this.#most = most
  }

  /** Ends when the stream does. */
  take(stream: NodeJS.ReadableStream): Promise<void> {
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#bytes += chunk.length
      while (this.#bytes - this.#chunks[0]!.length >= this.#most) {
        this.#bytes -= this.#chunks.shift()!.length
        this.#isWhole = false
      }
    })
    return new Promise(resolve => {
      stream.once('error', resolve)
      stream.once('close', resolve)
    })
  }

  /** From the beginning of a line on, when something before it was left out. */
  text(): string {
    const bytes = Buffer.concat(this.#chunks)
    const text = bytes.subarray(Math.max(0, bytes.length - this.#most)).toString('utf8')
    return this.#isWhole && bytes.length <= this.#most ? text : text.slice(text.indexOf('\n') + 1)
  }
}

/**
 * A pipe for both outputs of a command. What Node makes for a child are sockets, which a script cannot open again as /dev/stderr, and a file
 * would be emptied by that. Null where named pipes cannot be made; the command then gets what Node makes.
 */
function openPipe(): { readonly read: number; readonly write: number } | null {
  if (process.platform === 'win32') return null
  const folder = fs.mkdtempSync(join(tmpdir(), 'culprit-pipe-'))
  try {
    const path = join(folder, 'output')
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' })
    // Without waiting for a writer; the writer then finds its reader.
    const read = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
    return { read, write: fs.openSync(path, fs.constants.O_WRONLY) }
  } catch {
    return null
  } finally {
    // The pipe needs its name no longer, and so nothing is left of it however this ends.
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** What all children used that have ended and were waited for, and their own in turn, in hundredths of a second; null where the system does not tell. */
function processorTimeOfChildren(): { readonly userNs: Nanoseconds; readonly systemNs: Nanoseconds } | null {
  const stat = textOf('/proc/self/stat')
  if (stat === null) return null
  // The name of the program, which may hold anything, stands in parentheses before these (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[13]), Number(fields[14])]
  // USER_HZ is 100 on every Linux that Node supports.
  return Number.isFinite(user) && Number.isFinite(system) ? { userNs: user * 1e7, systemNs: system * 1e7 } : null
}

/** A process and all that descend from it. */
function tree(root: number): number[] {
  const found = [root]
  for (let next = 0; next < found.length && found.length < mostProcesses; next++) {
    for (const thread of entriesOf(`/proc/${found[next]!}/task`)) {
      const children = textOf(`/proc/${found[next]!}/task/${thread}/children`) ?? ''
      found.push(...children.split(' ').filter(Boolean).map(Number))
    }
  }
  return found
}

/** The most memory that a process had at once. */
function peakOf(pid: number): Bytes | null {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}

function textOf(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

function isGroup(pid: number | undefined): boolean {
  if (pid === undefined || process.platform === 'win32') return false
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}

let asked = ''
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  const before = asked.length
  asked += text
  if (!asked.slice(0, before).includes('\n') && asked.includes('\n')) main(JSON.parse(asked) as LauncherRequest)
})
