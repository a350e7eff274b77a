import { describe, expect, test } from 'vitest'
import type { LayerDifference } from '../model/investigation.ts'
import { fromCandidate, mixesOf, mixName, partsOf } from './lattice.ts'

function layers(differing: Partial<Record<LayerDifference['layer'], boolean | null>>): LayerDifference[] {
  return (['module', 'glue', 'engine', 'flags'] as const).map(layer => ({ layer, differs: differing[layer] ?? false, statement: '' }))
}

describe('the parts', () => {
  test('are the layers that differ, each by itself', () => {
    expect(partsOf(layers({ module: true, glue: true }), true)).toEqual([{ layers: ['module'] }, { layers: ['glue'] }])
    expect(partsOf(layers({ glue: true, flags: true }), true)).toEqual([{ layers: ['glue'] }, { layers: ['flags'] }])
  })

  test('hold module and glue together when they cannot be taken apart', () => {
    const together = partsOf(layers({ module: true, glue: true, engine: true }), false)
    expect(together).toEqual([{ layers: ['module', 'glue'] }, { layers: ['engine'] }])
  })

  test('are three at most: with four layers, engine and flags go together', () => {
    const all = layers({ module: true, glue: true, engine: true, flags: true })
    expect(partsOf(all, true)).toEqual([{ layers: ['module'] }, { layers: ['glue'] }, { layers: ['engine', 'flags'] }])
    expect(partsOf(all, false)).toEqual([{ layers: ['module', 'glue'] }, { layers: ['engine'] }, { layers: ['flags'] }])
  })
})

test('the variants are all subsets, from the baseline to the candidate', () => {
  const parts = partsOf(layers({ module: true, glue: true, engine: true }), true)
  expect(mixesOf(parts).map(mix => mixName(parts, mix))).toEqual([
    'nothing',
    'module',
    'glue',
    'module+glue',
    'engine',
    'module+engine',
    'glue+engine',
    'module+glue+engine',
  ])
  expect(fromCandidate(parts, 0b110)).toEqual(['glue', 'engine'])
})
