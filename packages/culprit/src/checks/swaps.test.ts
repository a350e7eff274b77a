import { expect, test } from 'vitest'
import { improvement, regression } from '../../../../test/cases/report/comparisons.ts'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import type { SwapDecision, SwappedPart, Swaps } from '../model/swaps.ts'
import { decidedBySwaps, swaps } from './swaps.ts'

function part(layers: SwappedPart['layers'], decision: SwapDecision, measured = 2): SwappedPart {
  const effect = { estimate: 1.2, low: 1.1, high: 1.3, confidence: 0.98 }
  return { layers, effect, decision, exchanges: { measured, possible: 2 } }
}

function swapsOf(parts: SwappedPart[], fields: Partial<Swaps> = {}): Swaps {
  const nothing = { interactions: [], variants: [], together: [] }
  return { parts, ...nothing, decidedBy: 'wall', blocks: 12, droppedBlocks: 0, limit: 0.05, stoppedBy: 'decision', ...fields }
}

test('a part that makes it slower is for its layer, one that does little or the contrary against it', () => {
  const findings = swaps(factsOf({ swaps: swapsOf([part(['module'], 'slower'), part(['glue'], 'negligible'), part(['flags'], 'faster')]) }))
  expect(sidesOf(findings)).toEqual([
    { supports: ['module'], against: [] },
    { supports: [], against: ['glue'] },
    { supports: [], against: ['flags'] },
  ])
  expect(findings.map(({ statement }) => statement)).toEqual([
    "With the candidate's module in place of the baseline's and the rest alike, a run takes 1.200 times the time (1.100 to 1.300; 12 blocks): it makes a run slower.",
    "With the candidate's glue in place of the baseline's and the rest alike, a run takes 1.200 times the time (1.100 to 1.300; 12 blocks): less than the limit of 5 %.",
    "With the candidate's flags in place of the baseline's and the rest alike, a run takes 1.200 times the time (1.100 to 1.300; 12 blocks): it makes a run faster.",
  ])
})

test('of an improvement, the part that makes it faster is for its layer', () => {
  const facts = factsOf({ comparison: improvement, swaps: swapsOf([part(['module'], 'faster'), part(['glue'], 'slower')]) })
  expect(sidesOf(swaps(facts))).toEqual([
    { supports: ['module'], against: [] },
    { supports: [], against: ['glue'] },
  ])
})

test('what is not decided is neither for nor against', () => {
  expect(sidesOf(swaps(factsOf({ swaps: swapsOf([part(['module'], 'inconclusive')]) })))).toEqual([{ supports: [], against: [] }])
})

test('layers that were moved together are not told apart, but both are out when they do nothing', () => {
  const slower = swapsOf([part(['module', 'glue'], 'slower'), part(['engine'], 'negligible')])
  expect(sidesOf(swaps(factsOf({ swaps: slower })))).toEqual([
    { supports: [], against: [] },
    { supports: [], against: ['engine'] },
  ])
  const nothing = swapsOf([part(['module', 'glue'], 'negligible')])
  expect(sidesOf(swaps(factsOf({ swaps: nothing })))).toEqual([{ supports: [], against: ['module', 'glue'] }])
  expect([decidedBySwaps(slower), decidedBySwaps(nothing)]).toEqual([new Set(['engine']), new Set(['module', 'glue'])])
})

test('what was not measured is no finding', () => {
  expect(swaps(factsOf())).toEqual([])
  expect(swaps(factsOf({ comparison: regression, swaps: swapsOf([{ ...part(['module'], 'inconclusive'), effect: null }]) }))).toEqual([])
})

test('a part that was exchanged in some surroundings only says so, and an interaction is named when it is shown', () => {
  const effect = { estimate: 1.4, low: 1.3, high: 1.5, confidence: 0.98 }
  const interactions: Swaps['interactions'] = [
    { parts: [['module'], ['glue']], effect, shown: true },
    { parts: [['module'], ['flags']], effect, shown: false },
  ]
  const findings = swaps(factsOf({ swaps: swapsOf([part(['module'], 'slower', 1)], { interactions, decidedBy: 'cpu' }) }))
  expect(findings.map(({ statement }) => statement)).toEqual([
    "With the candidate's module in place of the baseline's and the rest alike, a run takes 1.200 times the processor time (1.100 to 1.300; 12 blocks, in 1 of 2 surroundings): it makes a run slower.",
    'The effects of module and glue depend on each other: together they take 1.400 times what they would take independently (1.300 to 1.500).',
  ])
})
