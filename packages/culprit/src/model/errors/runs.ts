// The store and its runs.
import { CulpritError, exitCodes } from './culprit-error.ts'

/** The disk, or a limit on file sizes, stopped a write. What was stored before is intact. */
export function storeFull(path: string, cause: unknown): CulpritError {
  return new CulpritError({
    code: 'store-full',
    message: `Could not write ${path}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Make room (`culprit clean` removes caches and old runs) or choose another place with --store. What was measured before is kept.',
    exitCode: exitCodes.undecided,
    cause,
  })
}

export function storeUnusable(path: string, cause: unknown): CulpritError {
  return new CulpritError({
    code: 'store-unusable',
    message: `The store ${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Choose another place with --store, or mend its permissions.',
    cause,
  })
}

/** What this version would read or write in it could be wrong. */
export function laterDatabase(path: string, found: number, known: number): CulpritError {
  return new CulpritError({
    code: 'store-unusable',
    message: `The database ${path} is of a later culprit: its version is ${found}, and this one knows versions up to ${known}.`,
    hint: 'Update culprit, or choose another place with --store.',
    data: { path, found, known },
  })
}

/** Where nothing can be written, its tables cannot be brought up to date. */
export function earlierDatabase(path: string, found: number, needed: number): CulpritError {
  return new CulpritError({
    code: 'store-unusable',
    message: `The database ${path} is of an earlier culprit, and nothing can be written there to bring it up to date: its version is ${found}, and this one needs ${needed}.`,
    hint: 'Copy the store to a place that can be written, and name the copy with --store.',
    data: { path, found, needed },
  })
}

/** Read without them, it would be silent about runs that were measured. */
export function changesOutsideDatabase(path: string, cause: Error): CulpritError {
  return new CulpritError({
    code: 'store-unusable',
    message: `The database ${path} cannot be read as it is: a process that was killed left changes in ${path}-wal, and nothing can be written there to take them in.`,
    hint: 'Copy the store to a place that can be written, and name the copy with --store.',
    data: { path },
    cause,
  })
}

/** The runs themselves are in folders, which do not need it. */
export function damagedDatabase(path: string, cause: Error): CulpritError {
  return new CulpritError({
    code: 'store-unusable',
    message: `The database ${path} cannot be read: ${cause.message}.`,
    hint: 'The runs beside it are whole. Move the file away and a new one is made, without the rows of earlier runs; or choose another place with --store.',
    data: { path },
    cause,
  })
}

export function unknownRun(id: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'unknown-run',
    message: `The store has no run "${id}".`,
    hint: known.length === 0 ? 'It has no runs yet.' : `Its newest runs are ${known.slice(0, 5).join(', ')}.`,
    data: { id },
  })
}

export function damagedRun(id: string, what: string): CulpritError {
  return new CulpritError({
    code: 'damaged-run',
    message: `Run ${id} cannot be read: ${what}.`,
    hint: 'Its other files are left as they are. Start a new run with the same command.',
    data: { id },
  })
}

export function runInUse(id: string, pid: number): CulpritError {
  return new CulpritError({
    code: 'run-in-use',
    message: `Run ${id} is being measured by process ${pid}.`,
    hint: 'Wait for it, or stop it first.',
    exitCode: exitCodes.undecided,
    data: { id, pid },
  })
}

/** Something that a resumed run depends on is no longer what it was, so the old and the new samples must not be mixed. */
export function changedSinceStart(id: string, what: string): CulpritError {
  return new CulpritError({
    code: 'changed-since-start',
    message: `Run ${id} cannot go on: ${what} changed since it was started, and samples from before and after must not be mixed.`,
    hint: 'Start a new run; the samples of this one are kept.',
    data: { id },
  })
}

/** Ctrl-C, or a signal that asks to end. */
export function interrupted(run: string | null): CulpritError {
  return new CulpritError({
    code: 'interrupted',
    message: 'Interrupted.',
    hint: run === null ? 'Nothing was measured yet.' : `Every finished launch is kept. Go on with: culprit resume ${run}`,
    exitCode: exitCodes.undecided,
    data: { run },
  })
}

/** An error that ended a run, and how to go on with the run once its reason is gone. */
export function goOn(error: CulpritError, run: string): CulpritError {
  const { code, message, hint, exitCode, data } = error
  const how = `Go on with: culprit resume ${run}`
  return new CulpritError({ code, message, hint: hint === null ? how : `${hint} ${how}`, exitCode, data: { ...data, run }, cause: error })
}

export function badQuery(message: string): CulpritError {
  return new CulpritError({
    code: 'bad-query',
    message: `The query failed: ${message}.`,
    hint: 'Tables and columns are described in docs/sql.md; `culprit sql "select name, sql from sqlite_schema"` shows them.',
  })
}

/** A result with nothing left to measure, ever. */
export function notResumable(id: string, why: string): CulpritError {
  return new CulpritError({
    code: 'not-resumable',
    message: `${id} cannot be resumed: ${why}.`,
    hint: `culprit report ${id} shows it.`,
    data: { id },
  })
}

/** The run has no result yet. */
export function unfinishedRun(id: string, state: string): CulpritError {
  return new CulpritError({
    code: 'unfinished-run',
    message: `Run ${id} has no result: it is ${state}.`,
    hint: `Go on with: culprit resume ${id}`,
    exitCode: exitCodes.undecided,
    data: { run: id, state },
  })
}
