import { expect, test } from 'vitest'
import { noRegression, regression } from '../../../../test/cases/report/comparisons.ts'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import type { Comparison } from '../model/comparison.ts'
import type { Investigation, LayerDifference } from '../model/investigation.ts'
import { instructions } from './instructions.ts'

interface Given {
  readonly candidate: number
  readonly spread?: number
  readonly differing?: readonly string[]
  readonly comparison?: Comparison
  readonly functions?: Investigation['functions']
}

/** The baseline executes a million instructions. */
function find({ candidate, spread = 0, differing = ['module'], comparison = regression, functions = [] }: Given) {
  const layers = ['module', 'glue', 'engine', 'flags'].map(
    layer => ({ layer, differs: differing.includes(layer), statement: '' }) as LayerDifference,
  )
  return instructions(factsOf({ comparison, layers, functions, counting: { baseline: 1e6, candidate, launches: 2, spread } }))
}

test('what was not counted is no evidence', () => {
  expect(instructions(factsOf())).toEqual([])
})

test('a changed module that executes more is evidence for the module', () => {
  const findings = find({ candidate: 1_300_000 })
  expect(sidesOf(findings)).toEqual([{ supports: ['module'], against: [] }])
  expect(findings[0]).toMatchObject({
    statement:
      'The candidate executes 30 % more instructions in wasm: 1,000,000 and 1,300,000 wasm instructions per run (the same in all 2 launches of a side).',
    value: 1.3,
    unit: 'ratio',
  })
})

test('an unchanged module that executes more is called more often, which is the doing of the glue', () => {
  expect(sidesOf(find({ candidate: 1_300_000, differing: ['glue'] }))).toEqual([{ supports: ['glue'], against: [] }])
  expect(sidesOf(find({ candidate: 1_300_000, differing: ['engine'] }))).toEqual([{ supports: [], against: [] }])
})

test('equal counts with a slower clock point away from the module', () => {
  expect(sidesOf(find({ candidate: 1_000_000 }))).toEqual([{ supports: [], against: ['module'] }])
  expect(sidesOf(find({ candidate: 1_000_003 }))).toEqual([{ supports: [], against: ['module'] }])
  expect(find({ candidate: 1_000_000 })[0]!.statement).toMatch(/^Both sides execute the same work/)
})

test('equal counts say nothing against a module that is not slower', () => {
  expect(sidesOf(find({ candidate: 1_000_000, comparison: noRegression }))).toEqual([{ supports: [], against: [] }])
})

test('a change that is no more than what launches of one side differ by is none', () => {
  expect(find({ candidate: 1_010_000, spread: 0.02 })[0]!.statement).toMatch(
    /^Both sides execute the same work.*launches of a side differ by 2 %/,
  )
})

test('more work does not explain an effect that is far larger, or in the other direction', () => {
  expect(sidesOf(find({ candidate: 1_010_000 }))).toEqual([{ supports: [], against: [] }])
  expect(sidesOf(find({ candidate: 700_000 }))).toEqual([{ supports: [], against: [] }])
})

test('the function that carries the change is named, unless changes cancel each other', () => {
  const one = (instructions: number) => ({ baseline: 'parse', candidate: 'parse', instructions, baselineShare: null, candidateShare: null })
  expect(find({ candidate: 1_240_000, functions: [one(218_400)] })[0]!.statement).toContain('; 91 % of the change is in parse.')
  expect(find({ candidate: 1_240_000, functions: [one(500_000)] })[0]!.statement).not.toContain('parse')
  expect(find({ candidate: 1_240_000, functions: [{ ...one(218_400), baseline: null }] })[0]!.statement).not.toContain('parse')
})
