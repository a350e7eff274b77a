import { expect, test } from 'vitest'
import { knowing, oneSide } from '../../../../../test/artefact-facts.ts'
import type { ComparedSides, SideHashes } from './facts.ts'
import { identicalInputs } from './identical-inputs.ts'

const find = (candidate: Partial<SideHashes>, more: Partial<ComparedSides> = {}) =>
  identicalInputs(knowing({ comparison: { baseline: oneSide, candidate: { ...oneSide, ...candidate }, verdict: 'regression', ...more } }))

test('identical files on the same engine with the same flags cannot differ: a hard hit', () => {
  expect(find({})).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement: 'Both sides run byte-identical files on the same engine with the same flags: the difference is not in them.',
    value: 1,
    unit: 'modules identical',
    supports: ['harness', 'environment'],
    against: ['module', 'glue', 'engine', 'flags'],
  })
})

test('one byte of a module takes the hit away, and so does another engine or flag', () => {
  const other = 'c'.repeat(64)
  expect(find({ files: other, modules: ['a'.repeat(64), other] })).toMatchObject({ outcome: 'clear', against: [] })
  expect(find({ engineSha256: other })).toMatchObject({ outcome: 'clear', against: ['module'] })
  expect(find({ flags: ['--no-opt'] })).toMatchObject({
    outcome: 'clear',
    statement: 'The modules are identical, but not the flags.',
  })
})

test('identical modules beside other files excuse the modules, and nothing else', () => {
  const other = 'c'.repeat(64)
  expect(find({ files: other, modules: oneSide.modules!.toReversed() })).toMatchObject({
    outcome: 'hit',
    strength: 'soft',
    statement: 'Both sides run byte-identical modules, so the difference is not in those; of the files that is not shown.',
    supports: [],
    against: ['module', 'engine', 'flags'],
  })
  expect(find({ flags: null })).toMatchObject({ strength: 'soft', against: ['module', 'glue', 'engine'] })
})

test('the names of the engines serve where a hash is not known', () => {
  expect(find({ engineSha256: null })).toMatchObject({ outcome: 'hit', strength: 'hard' })
  expect(find({ engineSha256: null, engine: 'node@22.0.0' })).toMatchObject({ outcome: 'clear' })
  expect(find({ engineSha256: null, engine: null })).toMatchObject({ strength: 'soft' })
})

test('without hashes, without sides, or without a difference to explain there is nothing to say', () => {
  expect(find({ files: null, modules: null }).outcome).toBe('not-applicable')
  expect(identicalInputs(knowing({})).outcome).toBe('not-applicable')
  expect(find({}, { verdict: 'no-regression' }).outcome).toBe('not-applicable')
  expect(find({}, { verdict: null }).outcome).toBe('hit')
})
