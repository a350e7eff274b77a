// Programs that are profiled, and profiles of other tools.
import { CulpritError, exitCodes } from './culprit-error.ts'

/** A profile of another tool that cannot be read; `place` is a line or a field in it, null when it is about the whole file. */
export function badProfile(what: string, place: string | null): CulpritError {
  return new CulpritError({
    code: 'bad-profile',
    message: `The profile cannot be read: ${what}${place === null ? '' : ` (${place})`}.`,
    hint: 'Read are .cpuprofile files of V8, folded stacks, speedscope files, Chrome traces and profile documents of culprit.',
    data: { place },
  })
}

export function programNotStarted(file: string, cause: unknown): CulpritError {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new CulpritError({
    code: 'program-not-started',
    message: `${JSON.stringify(file)} could not be started: ${detail}`,
    hint: 'Name the program and its arguments behind --, as in: culprit profile -- node app.mjs',
    data: { file },
    cause,
  })
}

/** Words that are taken for references, and that can only have been meant as a program; `command` is how it is started. */
export function programWithoutDashes(words: readonly string[], command: string): CulpritError {
  return new CulpritError({
    code: 'bad-arguments',
    message: `${JSON.stringify(words.join(' '))} looks like a program to run, and names no file or package whose runs could be profiled.`,
    hint: `A program and its arguments stand behind --: culprit profile -- ${command}`,
    data: { words },
  })
}

/** Nothing was measured, which is never a success. */
export function nothingProfiled(program: string, notes: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'nothing-profiled',
    message: [`${program}: no module did anything where it could be seen.`, ...notes].join(' '),
    hint: 'Seen are Node processes, their threads, and what they compile with WebAssembly.compile, instantiate or Module. Does the program get as far as that?',
    exitCode: exitCodes.undecided,
    data: { program },
  })
}
