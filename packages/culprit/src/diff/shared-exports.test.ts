import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readModule } from '../wasm/index.ts'
import { sharedExports } from './shared-exports.ts'

function exporting(names: readonly string[]) {
  return readModule(
    build.moduleOf(
      build.types(build.functionType([], [])),
      build.functions(0),
      build.exports(...names.map(name => build.exportOf(name, 0x00, 0))),
      build.code(build.body([])),
    ),
  )
}

test('exports are found by their names, whatever was added, removed or put elsewhere', () => {
  const many = Array.from({ length: 40 }, (_, place) => `f${place}`)
  const a = ['first', 'gone', ...many, 'last']
  const b = ['last', ...many.slice(20), 'new', ...many.slice(0, 20).toReversed(), 'first']
  expect([...sharedExports(exporting(a), exporting(b))]).toEqual(a.map(name => b.indexOf(name)))
})

test('exports are found behind hundreds that were added in one place, and where one was put far away', () => {
  const many = Array.from({ length: 3_000 }, (_, place) => `f${place}`)
  const added = Array.from({ length: 900 }, (_, place) => `added${place}`)
  const a = [...many.slice(0, 500), 'wandering', ...many.slice(500)]
  const b = [
    ...many.slice(0, 1_000),
    ...added,
    ...many.slice(1_000, 1_400),
    'wandering',
    ...many.slice(1_400),
    ...added.map(name => `${name}!`),
  ]
  expect([...sharedExports(exporting(a), exporting(b))]).toEqual(a.map(name => b.indexOf(name)))
  expect([...sharedExports(exporting(b), exporting(a))]).toEqual(b.map(name => a.indexOf(name)))
})

test('names that were made to have one hash are found too', () => {
  const names = ['']
  for (let state = 64, round = 0; round < 8; round++) {
    const { words, after } = collision(state)
    names.splice(0, names.length, ...names.flatMap(name => words.map(word => name + word)))
    state = after
  }
  const facts = exporting(names)
  expect(new Set(facts.exports.map(each => each.nameHash())).size).toBe(1)
  expect([...sharedExports(facts, exporting(names.toReversed()))]).toEqual(names.map((_, place) => names.length - 1 - place))
})

/** Two words of eight letters that lead the hash from one state to the same other one. */
function collision(state: number): { words: readonly [string, string]; after: number } {
  const seen = new Map<number, string>()
  for (let number = 0; ; number++) {
    const word = ((number * 6_364_136_223) % 36 ** 8).toString(36).padStart(8, '0')
    const after = [0, 4].reduce((hash, at) => {
      const product = Math.imul(hash ^ Buffer.from(word).readInt32LE(at), 0x9e3779b1)
      return product ^ (product >>> 15)
    }, state)
    const other = seen.get(after)
    if (other !== undefined) return { words: [other, word], after }
    seen.set(after, word)
  }
}
