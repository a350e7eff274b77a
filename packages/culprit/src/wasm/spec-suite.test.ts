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

test('every module that the specification calls malformed is an error at a place inside of it', () => {
  const malformed = cases.filter(({ command }) => command.kind === 'assert_malformed')
  expect(malformed.length).toBe(930)
  expect(malformed.filter(({ error }) => error?.code !== 'invalid-module').map(({ place, command }) => [place, command])).toEqual([])
  for (const { place, command, error } of malformed) {
    expect([place, error!.message]).toEqual([place, expect.stringMatching(/ \(at offset 0x[0-9a-f]+\)$/)])
    expect(error!.data['offset']).toBeLessThanOrEqual(command.module.bytes.length)
  }
})

test('what is invalid but well-formed is read, except for indices that the reader follows itself', () => {
  const invalid = cases.filter(({ command }) => command.kind.startsWith('assert_invalid'))
  expect(invalid.length).toBe(3005)
  const refused = invalid.filter(({ error }) => error)
  // An unknown type, function, table, memory or global: of a function, an import, an export, or the start function.
  const follows = /is no function type of this module|^export .* but there are|^the start function is .* but there are/
  expect(refused.filter(({ error }) => !follows.test(error!.message)).map(({ place, error }) => [place, error!.message])).toEqual([])
  for (const { command } of refused) expect(command).toMatchObject({ message: expect.stringMatching(/^unknown /) })
  expect(refused.length).toBe(24)
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
