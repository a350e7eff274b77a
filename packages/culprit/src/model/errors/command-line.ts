// What was typed, and where output goes.
import { CulpritError, exitCodes } from './culprit-error.ts'

/** The hint is left to the command line, which knows the command that was typed. */
export function badArguments(message: string): CulpritError {
  return new CulpritError({ code: 'bad-arguments', message })
}

/** What is to be run, and on what, does not go together. */
export function unusableWorkload(message: string): CulpritError {
  return new CulpritError({ code: 'bad-arguments', message, hint: 'docs/workloads.md shows what can be measured, and how.' })
}

/** `full` tells a disk without room, which another try may find otherwise, from a place that cannot be written. */
export function unwritableOutput(path: string, cause: Error, full: boolean): CulpritError {
  return new CulpritError({
    code: 'unwritable-output',
    message: `Could not write ${JSON.stringify(path)}: ${cause.message}.`,
    hint: full ? 'Make room, or name another file with --output.' : 'Name a file that can be written with --output.',
    exitCode: full ? exitCodes.undecided : exitCodes.usage,
    data: { path },
    cause,
  })
}

/** Stdout can have one of them only. */
export function jsonAndForm(form: string): CulpritError {
  return new CulpritError({
    code: 'bad-arguments',
    message: `--json asks for JSON on stdout, and --format for ${form}.`,
    hint: 'Leave one of them out, or write the other form to a file with --output.',
    data: { form },
  })
}

/** A file whose ending says none of the forms, when nothing else does. */
export function unknownEnding(path: string, endings: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'bad-arguments',
    message: `The ending of ${JSON.stringify(path)} says no form.`,
    hint: `Take one of ${endings.join(', ')}, or say the form with --format.`,
    data: { path },
  })
}

/** What only tells, in a form for what passes and fails. */
export function nothingJudged(what: string): CulpritError {
  return new CulpritError({
    code: 'bad-arguments',
    message: `${what} has nothing to pass or fail, so it cannot be written as JUnit XML.`,
    hint: 'Take another --format, such as json; or name a run of compare, investigate, bisect, bench or alarm.',
    data: { what },
  })
}

export function fileExists(path: string): CulpritError {
  return new CulpritError({
    code: 'file-exists',
    message: `${path} exists already and is not overwritten.`,
    hint: 'Choose another name, or remove the file first.',
    data: { path },
  })
}

export function sameFile(input: string, output: string): CulpritError {
  return new CulpritError({
    code: 'same-file',
    message: `${output} is the module itself (${input}), which is never overwritten.`,
    hint: 'Choose another name with -o.',
    data: { input, output },
  })
}
