import * as fs from 'node:fs/promises'
import { execa } from 'execa'

/** What a tool that counts instructions said about one process. */
export type CounterReading =
  | { readonly kind: 'counted'; readonly instructions: number }
  | { readonly kind: 'unavailable'; readonly why: string }

/** A program that counts the instructions of the process that it starts. */
export interface InstructionCounter {
  readonly name: 'perf' | 'valgrind'
  /** The command to put in front of a process; it writes what it counted to `file`. */
  command(file: string): string[]
  /** Flags of the engine under which the same work is the same number of instructions. */
  readonly engineFlags: readonly string[]
  /** How many times longer a process takes under it; by order of magnitude. */
  readonly slowdown: number
  /** Reads the file, and what the tool printed when it gave up. */
  read(text: string, stderr: string): CounterReading
}

const engineFlags = ['--single-threaded', '--wasm-sync-tier-up', '--random-seed=42', '--hash-seed=1']

/** The processor's counter, through `perf stat`: the text has a comma between its fields (`perf-stat(1)`, CSV FORMAT). */
export const perf: InstructionCounter = {
  name: 'perf',
  command: file => ['perf', 'stat', '-x,', '-e', 'instructions:u', '-o', file, '--'],
  engineFlags,
  slowdown: 1,
  read: readPerf,
}

/** The simulated processor of valgrind's callgrind. Without address space layout randomisation where the system lets a process go without. */
export function valgrind(withoutRandomisation: boolean): InstructionCounter {
  return {
    name: 'valgrind',
    command: file => [
      ...(withoutRandomisation ? ['setarch', '-R'] : []),
      'valgrind',
      '--tool=callgrind',
      // Code that an engine has written itself changes while it runs.
      '--smc-check=all-non-file',
      '--callgrind-out-file=/dev/null',
      `--log-file=${file}`,
    ],
    engineFlags,
    slowdown: 60,
    read: readCallgrind,
  }
}

/** Why a tool does not count here, tried on a process that does nothing; null when it counts. It writes to `file`, which is gone afterwards. */
export async function whyNotCounting(counter: InstructionCounter, file: string, signal: AbortSignal): Promise<string | null> {
  const [program, ...args] = counter.command(file)
  const options = {
    reject: false,
    timeout: 30_000,
    stdin: 'ignore',
    maxBuffer: 100_000,
    cancelSignal: signal,
    env: { LC_ALL: 'C' },
  } as const
  const { code, stderr } = await execa(program!, [...args, 'true'], options)
  signal.throwIfAborted()
  if (code === 'ENOENT') return `${program} is not installed`
  const text = await fs.readFile(file, 'utf8').catch(() => '')
  await fs.rm(file, { force: true })
  const reading = counter.read(text, stderr)
  return reading.kind === 'counted' ? null : reading.why
}

/** Whether a process may be started at the same addresses each time; some containers forbid it. */
export async function canFixAddresses(): Promise<boolean> {
  const { exitCode } = await execa('setarch', ['-R', 'true'], { reject: false, timeout: 5000, stdio: 'ignore' })
  return exitCode === 0
}

/** A counter that runs for less than all of the time gives an estimate and no count. */
const leastRunning = 99.99

/**
 * The sum over all lines of the event: processors with two kinds of cores have a line for each, of which one may be `<not counted>`.
 *
 * A count of 0 is none: a process has executed something.
 */
function readPerf(text: string, stderr: string): CounterReading {
  const denied = deniedBy(`${text}\n${stderr}`)
  if (denied !== null) return { kind: 'unavailable', why: denied }
  const rows = text
    .split('\n')
    .map(line => line.split(','))
    .filter(fields => /(^|\/)instructions(:u)?(\/u?)?$/.test(fields[2] ?? ''))
  if (rows.length === 0) {
    const said = stderr.trim().split('\n')[0] ?? ''
    return { kind: 'unavailable', why: `perf gave no count${said === '' ? '' : `: ${said.slice(0, 200)}`}` }
  }
  const values = rows.map(([value = '']) => value.trim())
  if (values.every(value => value === '<not supported>'))
    return {
      kind: 'unavailable',
      why: 'the machine has no hardware counter for instructions (perf: <not supported>), as in most virtual machines',
    }
  const counted = rows.filter(([value = '']) => /^\d+$/.test(value.trim()))
  const instructions = counted.reduce((sum, [value]) => sum + Number(value), 0)
  if (instructions === 0) return { kind: 'unavailable', why: `perf did not count (${values.join(', ')})` }
  const running = Math.min(...counted.map(([, , , , share = '']) => Number(share.replace(',', '.'))))
  // With a comma as the decimal separator the share is cut in two fields, and its first is whole all the same.
  if (running < leastRunning) return { kind: 'unavailable', why: `the counter was shared and ran in ${running} % of the time only` }
  return { kind: 'counted', instructions }
}

function deniedBy(text: string): string | null {
  if (!/perf_event_paranoid|CAP_PERFMON|may not have permission/.test(text)) return null
  const level = /perf_event_paranoid setting is (-?\d+)/.exec(text)?.[1]
  return `the system does not allow it (kernel.perf_event_paranoid${level === undefined ? '' : ` is ${level}`}; sudo sysctl kernel.perf_event_paranoid=2)`
}

function readCallgrind(text: string, stderr: string): CounterReading {
  // The log is in the C locale; the count of the process is its last, after those of processes that it forked.
  const collected = [...text.matchAll(/^==\d+== Collected : (\d+)/gm)].at(-1)?.[1]
  if (collected !== undefined && Number(collected) > 0) return { kind: 'counted', instructions: Number(collected) }
  const said = `${text}\n${stderr}`.split('\n').find(line => /valgrind:|unhandled instruction|error/i.test(line))
  return { kind: 'unavailable', why: `valgrind gave no count${said === undefined ? '' : `: ${said.trim().slice(0, 200)}`}` }
}
