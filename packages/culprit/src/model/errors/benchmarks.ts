// Configurations, suites, saved results and references.
import { CulpritError } from './culprit-error.ts'

export function noConfig(path: string): CulpritError {
  return new CulpritError({
    code: 'missing-file',
    message: `There is no configuration "${path}".`,
    hint: 'Check --config, or write one: docs/bench.md has an example.',
    data: { path },
  })
}

export function badConfig(path: string, problem: string): CulpritError {
  return new CulpritError({
    code: 'bad-config',
    message: `"${path}" is no configuration: ${problem}`,
    hint: 'It exports by default an object as docs/bench.md describes it.',
    data: { path, problem },
  })
}

export function badTarget(benchmark: string, text: string, problem: string): CulpritError {
  return new CulpritError({
    code: 'bad-target',
    message: `The target "${text}" of "${benchmark}" cannot be used: ${problem}.`,
    hint: 'A target is a bound with its unit: "< 10 ms", "< 512 kB".',
    data: { benchmark, text },
  })
}

export function badBaseline(name: string, problem: string): CulpritError {
  return new CulpritError({
    code: 'bad-baseline',
    message: `"${name}" cannot be used as a baseline: ${problem}`,
    hint: 'culprit bench --save NAME makes one; culprit import makes a run of the file of another tool.',
    data: { name },
  })
}

export function baselineExists(name: string, path: string): CulpritError {
  return new CulpritError({
    code: 'baseline-exists',
    message: `There is a baseline "${name}" already (${path}).`,
    hint: 'Choose another name, or replace it with --force.',
    data: { name, path },
  })
}

export function noBaseline(name: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'no-baseline',
    message: `There is no baseline "${name}".`,
    hint: known.length === 0 ? `Save one first: culprit bench --save ${name}` : `There are: ${known.slice(0, 20).join(', ')}.`,
    data: { name, known },
  })
}

export function unknownSuite(name: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'unknown-suite',
    message: `There is no suite "${name}".`,
    hint: `There are: ${known.join(', ')}. Others stand in culprit.config.ts.`,
    data: { name, known },
  })
}

/** Nothing was chosen, which is never a success. */
export function noBenchmarks(filter: string | null): CulpritError {
  return new CulpritError({
    code: 'no-benchmarks',
    message: filter === null ? 'The suites have no benchmarks.' : `No benchmark has a name that matches --filter "${filter}".`,
    hint: 'Without --filter all of them run; culprit bench --help has the options.',
    data: { filter },
  })
}
