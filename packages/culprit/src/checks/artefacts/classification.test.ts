import { describe, expect, test } from 'vitest'
import { confusionMatrix } from '../../../../../bench/artefacts/matrix.ts'
import { reaches } from '../../../../../bench/statistics/rates.ts'

// The short form of `npm run bench artefacts`, with its seeds; that one prints the matrix.
const matrix = confusionMatrix(40)

describe('of planted cases', () => {
  test.each(matrix)('95 % are told: $planted, with a true regression beside it: $withRegression', ({ right, draws }) => {
    expect(reaches(0.95, { hits: right, runs: draws })).toBe(true)
  })

  test('95 % in all are told', () => {
    const all = matrix.reduce((sum, { right }) => sum + right, 0)
    expect(all / (40 * matrix.length)).toBeGreaterThanOrEqual(0.95)
  })

  test('every true regression of 20 % or more is named beside the artefact', () => {
    expect(matrix.flatMap(({ named }) => (named === null ? [] : [named]))).toEqual(Array.from({ length: 9 }, () => 40))
  })

  test('benchmarks are wrongly named less often than once in two suites', () => {
    const wrongly = matrix.reduce((sum, { wronglyNamed }) => sum + wronglyNamed, 0)
    expect(wrongly / (40 * matrix.length)).toBeLessThan(0.5)
  })
})
