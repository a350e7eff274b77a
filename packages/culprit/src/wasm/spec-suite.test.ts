import { expect, test } from 'vitest'
import { specSuite, type SpecCommand, type SpecModule } from '../../../../test/spec-suite.ts'
import { CulpritError } from '../model/errors.ts'
import { readModule } from './module.ts'

interface Case {
  readonly place: string
  readonly command: Extract<SpecCommand, { module: SpecModule }>
  /** Why it cannot be read; null when it can. */
  readonly error: CulpritError | null
}

const cases: Case[] = specSuite().flatMap(({ file, commands }) =>
  commands.flatMap(command => {
    if (!('module' in command)) return []
    return [{ place: `${file}:${command.line}`, command, error: errorOf(() => readModule(command.module.bytes)) }]
  }),
)

test('every module of the specification is read', () => {
  const sound = cases.filter(({ command }) => !/malformed|invalid/.test(command.kind))
  expect(sound.length).toBe(2830)
  expect(sound.filter(({ error }) => error).map(({ place, error }) => `${place} ${error!.message}`)).toEqual([])
})

function errorOf(action: () => unknown): CulpritError | null {
  try {
    action()
    return null
  } catch (error) {
    if (error instanceof CulpritError) return error
    throw error
  }
}
