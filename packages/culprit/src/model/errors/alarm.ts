// The alarm: its configuration, its references, its benchmarks.
import { CulpritError, exitCodes } from './culprit-error.ts'

export function noAlarm(where: string): CulpritError {
  return new CulpritError({
    code: 'no-alarm',
    message: `${where} has no benchmarks for the alarm.`,
    hint: 'Name a configuration with --config; docs/alarm.md has an example of its part `alarm`.',
    data: { where },
  })
}

/** A configuration that asks for nothing: nothing is measured, which is never a success. */
export function emptyAlarm(path: string): CulpritError {
  return new CulpritError({
    code: 'empty-alarm',
    message: `The alarm in "${path}" has no benchmarks, so nothing was measured.`,
    hint: 'Add one to `alarm.benchmarks`; docs/alarm.md has examples.',
    exitCode: exitCodes.undecided,
    data: { path },
  })
}

export function unknownBenchmark(name: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'unknown-benchmark',
    message: `The alarm has no benchmark "${name}".`,
    hint: `It has: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
    data: { name, known },
  })
}

export function badReferences(path: string, problem: string): CulpritError {
  return new CulpritError({
    code: 'bad-references',
    message: `"${path}" is no reference file: ${problem}.`,
    hint: 'Restore it from version control, or remove it and make it anew: `culprit alarm update --note "why"`.',
    data: { path, problem },
  })
}
