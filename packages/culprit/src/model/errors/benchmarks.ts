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
