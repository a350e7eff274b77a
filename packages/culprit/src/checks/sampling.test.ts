import { expect, test } from 'vitest'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import type { LayerDifference, Sampling } from '../model/investigation.ts'
import { sampling } from './sampling.ts'

/** The change of each part in nanoseconds; `proven` is how far the interval reaches around it. */
function find(wasm: number, javascript: number, { differing = ['module', 'glue'], reach = 0.1 } = {}) {
  const part = (name: 'wasm' | 'javascript' | 'collector', change: number): Sampling['parts'][number] => ({
    part: name,
    baselineShare: 0.5,
    candidateShare: 0.5,
    baselineNs: 2e6,
    candidateNs: 2e6 + change,
    changeNs: { estimate: change, low: change - reach * 1e6, high: change + reach * 1e6, confidence: 0.95 },
  })
  const layers = ['module', 'glue', 'engine', 'flags'].map(
    layer => ({ layer, differs: differing.includes(layer), statement: '' }) as LayerDifference,
  )
  const parts = [part('wasm', wasm), part('javascript', javascript), part('collector', 0)]
  return sampling(factsOf({ layers, sampling: { launches: 12, intervalNs: 200e3, samples: 9, parts } }))
}

test('time that changed in module code speaks for the module and against the glue', () => {
  const findings = find(1e6, 0)
  expect(sidesOf(findings)).toEqual([
    { supports: ['module'], against: [] },
    { supports: [], against: ['glue'] },
  ])
  expect(findings.map(({ statement }) => statement)).toEqual([
    'Inside wasm the sampled time goes from 2 ms to 3 ms per iteration: 100 % of the whole change.',
    'In JavaScript the sampled time goes from 2 ms to 2 ms per iteration: 0 % of the whole change, not proven.',
  ])
})

test('time that changed in JavaScript speaks for the glue, faster as well as slower', () => {
  for (const change of [1e6, -1e6]) {
    expect(sidesOf(find(0, change))).toEqual([
      { supports: [], against: ['module'] },
      { supports: ['glue'], against: [] },
    ])
  }
})

test('time that changed in both, or not for certain, speaks for neither', () => {
  expect(find(1e6, 1e6).flatMap(({ supports, against }) => [...supports, ...against])).toEqual([])
  expect(find(1e6, 0, { reach: 2 }).flatMap(({ supports }) => supports)).toEqual([])
})

test.each([['module'], ['module', 'engine'], ['module', 'glue', 'flags']])(
  'time tells nothing about who is to blame where %s %s %s differ',
  (...differing) => {
    expect(find(1e6, 0, { differing }).flatMap(({ supports, against }) => [...supports, ...against])).toEqual([])
  },
)

test('without sampling there is no finding, and without a change no share', () => {
  expect(sampling(factsOf())).toEqual([])
  expect(find(0, 0).map(({ value }) => value)).toEqual([0, 0])
})
