import { describe, expect, test } from 'vitest'
import { contrastsOf, contrastValue } from './contrasts.ts'

/** Log times of the variants, by number. */
function valuesOf(count: number, times: Readonly<Record<number, number>>): Record<string, number> {
  const mixes = new Set(Object.keys(times).map(Number))
  return Object.fromEntries(
    contrastsOf(count, mixes).map(contrast => [
      contrast.parts.join('×'),
      contrastValue(contrast, (from, to) => times[to]! - times[from]!)!,
    ]),
  )
}

const rounded = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Math.round(value * 1e9) / 1e9 + 0]))

describe('two parts', () => {
  test('that act independently have their own effects and no interaction', () => {
    expect(rounded(valuesOf(2, { 0: 1, 1: 1.3, 2: 1.1, 3: 1.4 }))).toEqual({ 0: 0.3, 1: 0.1, '0×1': 0 })
  })

  test('that act only together share the effect, and the interaction is all of it', () => {
    expect(rounded(valuesOf(2, { 0: 1, 1: 1, 2: 1, 3: 1.4 }))).toEqual({ 0: 0.2, 1: 0.2, '0×1': 0.4 })
  })

  test('without one mixed variant are told along the one way that is left, and have no interaction', () => {
    expect(rounded(valuesOf(2, { 0: 1, 2: 1.1, 3: 1.4 }))).toEqual({ 0: 0.3, 1: 0.1 })
    const [main] = contrastsOf(2, new Set([0, 2, 3]))
    expect(main).toMatchObject({ parts: [0], taken: 1, possible: 2, terms: [{ from: 2, to: 3, weight: 1 }] })
  })

  test('without any mixed variant have no effects at all', () => {
    expect(contrastsOf(2, new Set([0, 3]))).toEqual([])
  })
})

describe('three parts', () => {
  const time = (mix: number, interaction: number) =>
    0.2 * (mix & 1) + 0.05 * ((mix >> 1) & 1) - 0.1 * (mix >> 2) + interaction * ((mix & (mix >> 1) & 1) === 1 ? 1 : 0)

  test('have three effects, three interactions of two and one of three', () => {
    const times = Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map(mix => [mix, time(mix, 0.08)]))
    expect(rounded(valuesOf(3, times))).toEqual({
      0: 0.24,
      1: 0.09,
      2: -0.1,
      '0×1': 0.08,
      '0×2': 0,
      '1×2': 0,
      '0×1×2': 0,
    })
  })

  test('keep what the variants that are left can tell', () => {
    // Neither part 0 nor part 1 goes without the other; part 2 is exchanged in both surroundings.
    const values = valuesOf(3, { 0: 0, 3: 0.25, 4: -0.1, 7: 0.15 })
    expect(rounded(values)).toEqual({ 2: -0.1 })
  })
})

test('a term that a block lacks leaves the block without a value', () => {
  const [contrast] = contrastsOf(2, new Set([0, 1, 2, 3]))
  expect(contrastValue(contrast!, (from, to) => (to === 3 ? null : to - from))).toBe(null)
})

test('the effects of two parts add up to the whole, in logarithms', () => {
  const times = { 0: 0.3, 1: 0.71, 2: 0.22, 3: 1.9 }
  const values = valuesOf(2, times)
  expect(values['0']! + values['1']!).toBeCloseTo(times[3] - times[0], 12)
})
