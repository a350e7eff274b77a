import { expect, test } from 'vitest'
import { inconclusive, regression } from '../../../../test/cases/report/comparisons.ts'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import type { LayerDifference } from '../model/investigation.ts'
import { layers } from './layers.ts'

function find(differing: Readonly<Record<string, boolean | null>>, comparison = regression) {
  const differences = Object.entries(differing).map(
    ([layer, differs]) => ({ layer, differs, statement: `About the ${layer}.` }) as LayerDifference,
  )
  return layers(factsOf({ layers: differences, comparison }))
}

test('a layer that is equal cannot be the cause', () => {
  expect(sidesOf(find({ module: false, flags: false }))).toEqual([
    { supports: [], against: ['module'] },
    { supports: [], against: ['flags'] },
  ])
})

test('the only layer that differs made the difference, where one was measured', () => {
  const findings = find({ module: true, glue: false })
  expect(sidesOf(findings)).toEqual([
    { supports: ['module'], against: [] },
    { supports: [], against: ['glue'] },
  ])
  expect(findings[0]!.statement).toBe('About the module. Nothing else differs.')
  expect(sidesOf(find({ module: true, glue: false }, inconclusive))[0]).toEqual({ supports: [], against: [] })
})

test('one of several layers that differ can be the cause, and is not shown to be', () => {
  expect(sidesOf(find({ module: true, glue: true }))).toEqual([
    { supports: [], against: [] },
    { supports: [], against: [] },
  ])
})

test('a layer that is unknown is no finding, and the other one is not alone', () => {
  expect(sidesOf(find({ module: true, glue: null }))).toEqual([{ supports: [], against: [] }])
})
