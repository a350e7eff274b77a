// Suites of commands that run in two checkouts.
import { CulpritError } from './culprit-error.ts'

export function unknownCommandSuite(name: string, where: string, known: readonly string[]): CulpritError {
  return new CulpritError({
    code: 'unknown-command-suite',
    message: `${where} has no suite of commands "${name}".`,
    hint: known.length === 0 ? 'It has none at all; docs/command-suites.md shows how to write one.' : `It has ${known.join(', ')}.`,
    data: { name, where },
  })
}

export function badCommandSuite(suite: string, command: string | null, problem: string): CulpritError {
  return new CulpritError({
    code: 'bad-command-suite',
    message: `The suite "${suite}" cannot be run: ${command === null ? '' : `its command "${command}": `}${problem}`,
    hint: 'docs/command-suites.md shows what a command may have.',
    data: { suite, command, problem },
  })
}

export function badSuiteSides(problem: string): CulpritError {
  return new CulpritError({
    code: 'bad-suite-sides',
    message: problem,
    hint: 'With --suite both sides are folders, such as ./before and ./after, or both are files.',
  })
}
