import { spawn } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Engine, Workload } from '../engines/engine.ts'
import { profilerFrames, profilerModule } from '../engines/node.ts'
import { badArguments, launchFailed, nothingProfiled, programNotStarted } from '../model/errors.ts'
import { profileRecordSchema, type ProfileRecord, type ProfileRequest } from '../model/profile-record.ts'
import type { Profile } from '../model/profile.ts'
import type { Nanoseconds, Sha256 } from '../model/units.ts'
import { profileOfCpuProfile } from '../profile/imports/index.ts'
import { mergeSampled } from '../profile/merge.ts'
import { profileOfRecords } from '../profile/recorded.ts'
import { demangle } from '../wasm/demangle/index.ts'
import { bodyNames } from './body-names.ts'

/** What a profile is asked to tell, whatever the program is. */
export interface ProfileChoice {
  readonly mode: ProfileRequest['mode']
  readonly only: string | null
  readonly skip: string | null
  readonly clock: boolean
  readonly intervalNs: Nanoseconds
}

/** A profile and the modules that it is of, by their hashes. */
export interface Profiled {
  readonly profile: Profile
  readonly modules: ReadonlyMap<Sha256, Uint8Array>
}

export interface ProgramTerminal {
  readonly cwd: string
  /** The file descriptor that gets what the program prints to stdout. */
  readonly stdout: number
  /** Ends the program, which has some seconds to tell what it did. */
  readonly signal: AbortSignal
  /** For whoever waits. */
  readonly say: (sentence: string) => void
}

/**
 * Starts a program as its user would, with everything that it compiles rewritten on the way in: in all its threads, and in the Node
 * processes that it starts.
 */
export async function profileCommand(
  argv: readonly string[],
  choice: ProfileChoice,
  { cwd, stdout, signal, say }: ProgramTerminal,
): Promise<Profiled> {
  const [file, ...args] = argv
  if (file === undefined) throw badArguments('A program to profile is needed behind --, such as: culprit profile -- node app.mjs')
  let end: Profile['end'] = null
  const { profile, modules } = await recorded(choice, false, argv.join(' '), async request => {
    const nodeOptions = [process.env['NODE_OPTIONS'], `--import=${profilerModule}`]
      .filter(option => option !== undefined && option !== '')
      .join(' ')
    signal.throwIfAborted()
    const child = spawn(file, args, {
      cwd,
      stdio: ['inherit', stdout, 'inherit'],
      env: { ...process.env, NODE_OPTIONS: nodeOptions, CULPRIT_PROFILE: JSON.stringify(request) },
    })
    const kill = () => {
      child.kill('SIGKILL')
      for (const pid of recordingIn(request.folder)) endProcess(pid)
    }
    // A program that never comes back to its event loop hears of no signal, and has nothing to tell.
    let grace: NodeJS.Timeout | undefined
    const abort = () => {
      child.kill('SIGTERM')
      say(`Waiting for the program to end, for ${endMs / 1_000} s at most; Ctrl-C again kills it at once.`)
      grace = globalThis.setTimeout(kill, endMs)
    }
    signal.addEventListener('abort', abort, { once: true })
    // Before the folder is removed, which says whom to end.
    process.prependOnceListener('exit', kill)
    const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('error', error => reject(programNotStarted(file, error)))
      child.once('close', (code, signal) => resolve({ code, signal }))
    })
    const ended = await closed.finally(() => {
      clearTimeout(grace)
      process.off('exit', kill)
      signal.removeEventListener('abort', abort)
    })
    end = ended
    // Ctrl-C is how a server is ended: what it did until then is its profile.
    if (ended.signal === 'SIGKILL' && signal.aborted) return ['The program did not end when it was asked to, and was killed.']
    if (ended.signal !== null) return [`The program was ended by ${ended.signal}.`]
    return ended.code === 0 ? [] : [`The program ended with exit code ${ended.code}.`]
  })
  return { profile: { ...profile, end }, modules }
}

/** Profiles runs of a workload, after its setup and a first run, in one launch of an engine. */
export async function profileWorkload(
  engine: Engine,
  workload: Workload,
  choice: ProfileChoice,
  side: {
    readonly program: string
    readonly dir: string
    readonly file: string | null
    readonly flags: readonly string[]
    readonly iterations: number
    readonly timeLimitNs: Nanoseconds
    readonly signal: AbortSignal
  },
): Promise<Profiled> {
  const { program, iterations, ...launch } = side
  return recorded(choice, true, program, async request => {
    const { outcome } = await engine.launch({ ...launch, mode: { kind: 'profile', request, iterations }, workload, turn: null })
    if (outcome.kind === 'failed') throw launchFailed(program, outcome)
    return [`Counted are ${iterations === 1 ? 'one run' : `${iterations} runs`} after the setup and a first run.`]
  })
}

/** Gives the program a folder for its records, and makes the profile from what is in it afterwards. */
async function recorded(
  choice: ProfileChoice,
  part: boolean,
  program: string,
  run: (request: ProfileRequest) => Promise<readonly string[]>,
): Promise<Profiled> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'culprit-profile-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const notes = await run({ ...choice, folder, part })
    await othersEnded(folder)
    return await readRecords(folder, program, choice.mode, notes)
  } finally {
    process.off('exit', remove)
    await fs.rm(folder, { recursive: true, force: true })
  }
}

/** Processes that record and have not ended; the names of their files begin with them. */
function recordingIn(folder: string): number[] {
  const names = new Set(readdirSync(folder))
  const begun = [...names].filter(name => name.endsWith('.started') && !names.has(name.replace('.started', '.record')))
  return begun.map(name => Number.parseInt(name, 10))
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

const endMs = 10_000

/** A program can leave processes that end a moment later, as services that hear that nobody listens any more. */
async function othersEnded(folder: string): Promise<void> {
  for (let left = patienceMs; left > 0; left -= pollMs) {
    if (!recordingIn(folder).some(isRunning)) return
    await setTimeout(pollMs)
  }
}

const patienceMs = 10_000
const pollMs = 50

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function readRecords(folder: string, program: string, mode: ProfileChoice['mode'], notes: readonly string[]): Promise<Profiled> {
  const { profile, modules } = await readCounts(folder, program, mode, notes)
  if (modules.size === 0 || (mode !== 'time' && profile.functions.length === 0)) throw nothingProfiled(program, profile.notes)
  if (mode !== 'time') return { profile, modules }

  const wasmNames = bodyNames(
    profile.modules.flatMap(({ name, sha256 }) => (sha256 === null ? [] : [{ name, bytes: modules.get(sha256)! }])),
  )
  const sampled: Profile[] = []
  for (const name of await filesWith(folder, '.cpuprofile')) {
    const json: unknown = JSON.parse(await fs.readFile(join(folder, name), 'utf8'))
    if (json !== null) sampled.push(profileOfCpuProfile(json, { program, engine: profile.engine, wasmNames, profiler: profilerFrames }))
  }
  return { profile: mergeSampled(sampled, { program, engine: profile.engine, modules: profile.modules, notes: profile.notes }), modules }
}

/** What the threads of a program left in a folder, as one profile; without functions where nothing was compiled. */
export async function readCounts(
  folder: string,
  program: string,
  mode: ProfileChoice['mode'],
  notes: readonly string[],
): Promise<Profiled> {
  const records: ProfileRecord[] = []
  for (const name of await filesWith(folder, '.record')) {
    records.push(profileRecordSchema.parse(JSON.parse(await fs.readFile(join(folder, name), 'utf8'))))
  }
  const missing = (await filesWith(folder, '.started')).length - records.length
  const all = [...notes, ...(missing > 0 ? [`${missing} processes or threads ended without leaving what they had counted.`] : [])]

  const modules = new Map<Sha256, Uint8Array>()
  for (const { sha256 } of records.flatMap(record => record.modules)) {
    if (!modules.has(sha256)) modules.set(sha256, await fs.readFile(join(folder, `${sha256}.wasm`)))
  }
  const profile = profileOfRecords(records, { program, mode, notes: all })
  const readable = profile.functions.map(one => ({ ...one, name: one.name && demangle(one.name) }))
  return { profile: { ...profile, functions: readable }, modules }
}

async function filesWith(folder: string, extension: string): Promise<string[]> {
  return (await fs.readdir(folder)).filter(name => name.endsWith(extension)).toSorted()
}
