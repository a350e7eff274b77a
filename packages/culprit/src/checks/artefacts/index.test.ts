import { expect, test } from 'vitest'
import { knowing, oneFingerprint, oneSide, suiteOf } from '../../../../../test/artefact-facts.ts'
import { artefactTests, classifyArtefacts } from './index.ts'

const sides = { baseline: oneSide, candidate: oneSide, verdict: 'regression' } as const

test('of several hard hits the most specific one leads, and all are listed', () => {
  const { label, hits } = classifyArtefacts(
    knowing({ comparison: sides, reproduction: { kind: 'measured', verdict: 'no-regression', logRatio: 0, differences: [] } }),
  )
  expect(label).toBe('identical-inputs')
  expect(hits.map(({ test }) => test)).toEqual(['identical-inputs', 'reproduction'])
})

test('soft hits are listed and make no artefact', () => {
  const suite = suiteOf(Array.from({ length: 12 }, () => [1000, 5] as const))
  const { label, hits } = classifyArtefacts(knowing({ suite }))
  expect(hits.map(({ test }) => test)).toEqual(['one-sidedness'])
  expect(label).toBe('none')
})

test('every test answers once, in its order, and knows nothing from nothing', () => {
  const { findings, hits, label, standOuts } = classifyArtefacts(knowing({}))
  expect(findings.map(({ test }) => test)).toEqual(Object.keys(artefactTests))
  expect(findings.map(({ outcome }) => outcome)).toEqual(findings.map(() => 'not-applicable'))
  expect([hits, label, standOuts]).toEqual([[], 'none', null])
})

test('a regression beside an artefact is named beside it', () => {
  const rows = Array.from({ length: 20 }, (_, index) => [1000 * (index + 1), index === 7 ? 25 : index % 2] as const)
  const fingerprints = { measured: 'history', baseline: oneFingerprint, candidate: { ...oneFingerprint, cpu: 'other' } } as const
  const { label, standOuts } = classifyArtefacts(knowing({ suite: suiteOf(rows), fingerprints }))
  expect(label).toBe('fingerprint')
  expect(standOuts!.map(({ name }) => name)).toEqual(['b7'])
})
