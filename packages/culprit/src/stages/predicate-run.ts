import * as fs from 'node:fs/promises'
import { join, resolve as resolvePath } from 'node:path'
import { launchEnvironment } from '../engines/launch-environment.ts'
import type { Side } from '../measure/launch.ts'
import { damagedRun, predicateNotRun, storeFull } from '../model/errors.ts'
import type { PredicateRun } from '../model/predicate.ts'
import type { Bytes, Nanoseconds, Sha256 } from '../model/units.ts'
import { runCommand, tailOf } from '../platform/command.ts'
import { digestFile, guardDisk, writeAtomically } from '../platform/files.ts'
import type { RunFolder } from '../store/run-folder.ts'

export interface FoundCommand {
  readonly words: readonly string[]
  /** Of the program, when it is a file of the user's; null for what PATH or the version has. */
  readonly sha256: Sha256 | null
}

/**
 * A command whose program is a path (`./check.sh`) means the file beside the user, the same one for all versions, when there is one; otherwise that
 * of the version.
 */
export async function findCommand(words: readonly string[], cwd: string): Promise<FoundCommand> {
  const [program = '', ...args] = words
  if (!/[\\/]/.test(program)) return { words, sha256: null }
  const path = resolvePath(cwd, program)
  const found = await fs.stat(path).catch(() => null)
  if (!found?.isFile()) return { words, sha256: null }
  return { words: [path, ...args], sha256: await digestFile(path) }
}

/** A range of versions on which a command can be run. */
export interface PredicateRuns {
  readonly folder: RunFolder
  readonly command: FoundCommand
  readonly timeLimitNs: Nanoseconds
  readonly signal: AbortSignal
  /** How each place of the range is called in the records. */
  readonly names: readonly string[]
  /** Null when this version cannot be had. */
  readonly sideOf: (place: number) => Promise<Pick<Side, 'dir'> | null>
}

export interface WantedRun {
  readonly version: number
  /** How many runs of this version were before. */
  readonly number: number
  readonly purpose: PredicateRun['purpose']
}

/**
 * One run of the command in the folder of a version: from the run's journal, or now, and then kept there. Null when the version cannot be had.
 *
 * A command that cannot be run on an end at all is the user's to mend, so it throws, and leaves nothing in the journal.
 */
export async function runPredicate(runs: PredicateRuns, { version: place, number, purpose }: WantedRun): Promise<PredicateRun | null> {
  const { folder, names } = runs
  const version = names[place]!
  const key = `${place}/${number}`
  const known = folder.findAnswer(key)
  if (known !== null) {
    if (known.version !== version) throw damagedRun(folder.id, `answer ${key} of its answers.jsonl is not of ${version}`)
    return known
  }
  const side = await runs.sideOf(place)
  if (side === null) return null
  const startedMs = Date.now()
  const began = performance.now()
  const { end, log } = await runIn(runs, side.dir, version, join(folder.path, 'answers', `${place}-${number}.log`))
  const wallNs = (performance.now() - began) * 1e6
  const isEnd = place === 0 || place === names.length - 1
  if (isEnd && number === 0) refuseNotRun(runs.command.words, version, end, log)
  const said = log.trimEnd().split('\n').at(-1)!.trim().slice(0, longestSaid)
  const record: PredicateRun = { key, version, purpose, startedMs, wallNs, end, said, saysOutOfMemory: isOfMemory.test(log) }
  folder.appendAnswer(record)
  return record
}

async function runIn(
  { command, timeLimitNs, signal }: PredicateRuns,
  dir: string,
  version: string,
  logPath: string,
): Promise<{ end: PredicateRun['end']; log: string }> {
  await guardDisk(logPath, async () => {
    await fs.mkdir(join(logPath, '..'), { recursive: true })
    // A run that was killed may have left its own.
    await fs.rm(logPath, { force: true })
  })
  const env = launchEnvironment(process.env, { CULPRIT_VERSION: version, CULPRIT_FOLDER: dir })
  const end = await runCommand({
    command: command.words,
    cwd: dir,
    env,
    timeLimitNs,
    logPath,
    logBytes: longestLog,
    leaveBytes,
    signal,
  })
  if (end.kind === 'disk-full') throw storeFull(logPath, new Error(`the command left less than ${leaveBytes / 1e6} MB on the disk`))
  const log = await tailOf(logPath, keptLog)
  if ((await fs.stat(logPath)).size > keptLog) await writeAtomically(logPath, log)
  return { end, log }
}

/** Shells and `env` end with these when there is no such program, or it cannot be executed. */
const notRun: Readonly<Record<number, string>> = {
  126: 'it ended with exit code 126, which says that a program could not be executed',
  127: 'it ended with exit code 127, which says that a program was not found',
}

function refuseNotRun(words: readonly string[], version: string, end: PredicateRun['end'], log: string): void {
  const why = end.kind === 'not-started' ? end.why : end.kind === 'exited' ? notRun[end.code] : undefined
  if (why !== undefined) throw predicateNotRun(words, version, why, log)
}

const isOfMemory = /out of memory|bad_alloc|cannot allocate|allocation failed/i

/** What a command may print in a second or so, before the log begins anew. */
const longestLog: Bytes = 10e6
/** What of it stays in the run's folder. */
const keptLog: Bytes = 16_000
/** What a command may not take of the disk. */
const leaveBytes: Bytes = 1e9
const longestSaid = 200
