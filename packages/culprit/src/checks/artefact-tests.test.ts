import { describe, expect, test } from 'vitest'
import { noRegression, regression } from '../../../../test/cases/report/comparisons.ts'
import { factsAbout } from '../../../../test/facts.ts'
import { artefactsOfMany, artefactTests } from './artefact-tests.ts'

describe('the artefact tests of a comparison', () => {
  test('hit where both sides are the same and a change is claimed all the same', () => {
    const same = artefactTests(factsAbout({ candidate: regression.baseline }))
    expect(same.map(({ statement }) => statement).join(' ')).toMatch(/identical|same/)
    expect(artefactTests(factsAbout({}))).toEqual([])
    expect(artefactTests(factsAbout({ ...noRegression, candidate: regression.baseline }))).toEqual([])
  })
})

describe('the artefact tests of many comparisons', () => {
  const many = (count: number, estimate: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `benchmark ${index}`,
      comparison: { ...regression, ratio: { estimate: estimate + index / 1000, low: 1.01, high: 1.2, confidence: 0.98 } },
    }))

  test('see that all of them became slower', () => {
    expect(artefactsOfMany(many(14, 1.06)).hits.map(({ test }) => test)).toContain('one-sidedness')
    expect(artefactsOfMany(many(3, 1.06)).hits.map(({ test }) => test)).not.toContain('one-sidedness')
  })

  test('see nothing where nothing was compared', () => {
    expect(artefactsOfMany([]).hits).toEqual([])
  })
})
