import { expect, test } from 'vitest'
import { knowing, oneFingerprint } from '../../../../../test/artefact-facts.ts'
import { type Fingerprint, fingerprintFields, type Fingerprints } from './facts.ts'
import { fingerprint } from './fingerprint.ts'

const find = (candidate: Partial<Fingerprint>, measured: Fingerprints['measured'] = 'history', baseline = oneFingerprint) =>
  fingerprint(knowing({ fingerprints: { measured, baseline, candidate: { ...oneFingerprint, ...candidate } } }))

test('histories from different machines and harnesses are not comparable: a hard hit', () => {
  expect(find({ cpu: 'Xeon 8480', harness: '0.17.0' })).toEqual({
    outcome: 'hit',
    strength: 'hard',
    statement:
      'The two histories are not comparable: they differ in processor (EPYC 9124, then Xeon 8480), harness (0.16.0, then 0.17.0). Both versions have to be run again on one host.',
    value: 2,
    unit: 'differences',
    supports: ['environment', 'harness'],
    against: [],
  })
})

test.each(fingerprintFields)('%s alone makes the hit, and taking the difference away takes the hit away', field => {
  expect(find({ [field]: 'another' })).toMatchObject({ outcome: 'hit', strength: 'hard', value: 1 })
  expect(find({ [field]: oneFingerprint[field] })).toMatchObject({ outcome: 'clear', value: 0 })
  expect(find({ [field]: null })).toMatchObject({
    outcome: 'clear',
    value: 0,
    statement: expect.stringContaining(' Not known on both sides: '),
  })
})

test('fresh pairs are measured in turns, so a difference is harmless to them', () => {
  expect(find({ engine: 'v8@15.2' }, 'pairs')).toMatchObject({ outcome: 'clear', value: 1, supports: [] })
})

test('without anything known on both sides there is nothing to say', () => {
  const unknown = Object.fromEntries(fingerprintFields.map(field => [field, null])) as unknown as Fingerprint
  expect(find({}, 'history', unknown).outcome).toBe('not-applicable')
  expect(fingerprint(knowing({})).outcome).toBe('not-applicable')
})
