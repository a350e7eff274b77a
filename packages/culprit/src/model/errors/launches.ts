// Workloads and commands, and how they are launched.
import { CulpritError, exitCodes } from './culprit-error.ts'
import { badArguments } from './command-line.ts'

export function badWorkload(path: string, why: string): CulpritError {
  return new CulpritError({
    code: 'bad-workload',
    message: `The workload ${path} cannot be used: ${why}.`,
    hint: 'A workload is an ES module that exports run(state) and, if it needs preparation, setup({ dir }). `culprit init` writes one to start from.',
    data: { path },
  })
}

/** Pairs are compared by time, and what such a workload returns need not be one. */
export function measuresItself(path: string, unit: string): CulpritError {
  return new CulpritError({
    code: 'measures-itself',
    message: `The workload ${path} measures itself in ${unit}, and pairs are compared by the time of an iteration.`,
    hint: '`culprit bench` and `culprit alarm` take it. To compare versions here, leave its export "unit" away and return a checksum.',
    data: { path, unit },
  })
}

export function commandIsNoWorkload(): CulpritError {
  return badArguments('A command that calls versions good or bad is for bisections only; nothing can be measured with it.')
}

/** `why` says what happened when it was started in the folder of an end of the range. */
export function predicateNotRun(command: readonly string[], version: string, why: string, log: string): CulpritError {
  const lines = log
    .trimEnd()
    .split('\n')
    .slice(-6)
    .filter(line => line !== '')
  return new CulpritError({
    code: 'predicate-not-run',
    message: [`The command ${command[0]} cannot be run on ${version}: ${why}.`, ...lines.map(line => `  | ${line}`)].join('\n'),
    hint: 'It is run in the folder of each version, without a shell. Give a path that begins with ./ to a program beside you, the full path of other files, or "sh -c \'…\'"; a script needs its first line (#!) and to be executable (chmod +x).',
    data: { command, version },
  })
}

export function badFlags(engine: string, flags: readonly string[], detail: string): CulpritError {
  return new CulpritError({
    code: 'bad-flags',
    message: `${engine} does not start with the flags "${flags.join(' ')}": ${detail}`,
    hint: 'Check --flags, --baseline-flags and --candidate-flags; `node --v8-options` lists what V8 knows.',
    data: { engine, flags },
  })
}

/** A workload did not run where it had to. */
export function launchFailed(
  program: string,
  failed: { readonly cause: string; readonly phase: string; readonly message: string },
): CulpritError {
  return new CulpritError({
    code: 'launch-failed',
    message: `${program}: ${failed.cause} during ${failed.phase}: ${failed.message}`,
    hint: 'The same workload has to run in `culprit compare` first.',
    exitCode: exitCodes.undecided,
    data: { program, cause: failed.cause, phase: failed.phase },
  })
}
