import { expect, test } from 'vitest'
import { axisUnit, beyond, position, scaleOf, tickLabels } from './scale.ts'

test('a scale has round numbers in its range, and labels that tell them apart', () => {
  const scale = scaleOf([[17.1, 25.4]], [], 5)
  expect(scale.ticks).toEqual([18, 20, 22, 24])
  expect(tickLabels(scale)).toEqual(['18', '20', '22', '24'])
  expect(tickLabels(scaleOf([[0.98, 1.02]], [], 5))).toEqual(['0.98', '0.99', '1.00', '1.01', '1.02'])
})

test('a scale of one value has a width', () => {
  const scale = scaleOf([[5, 5]], [], 5)
  expect(scale.low).toBeLessThan(5)
  expect(position(scale, 5)).toBeCloseTo(0.5)
  expect(scaleOf([[0]], [], 5).ticks).toContain(0)
})

test('a value far out does not press the others together, and is counted', () => {
  const rows = [
    [17.2, 16.9, 17.8, 18.9, 17.3, 16.8],
    [17.9, 18.8, 17.1, 19.4, 170.2, 17.2],
  ]
  const scale = scaleOf(rows, [], 5)
  expect(scale.high).toBeLessThan(20)
  expect(beyond(scale, rows.flat())).toEqual({ below: [], above: [170.2] })
  expect(position(scale, 170.2)).toBe(1)
})

test('a second mode that fits on the scale stays on it, as does all that must', () => {
  const scale = scaleOf([[10, 10.01, 10.02, 10.03, 10.04, 10.05, 10.06, 10.07, 10.08, 10.3]], [], 5)
  expect(scale.high).toBeGreaterThan(10.3)
  expect(scaleOf([[1, 1.01, 1.02, 1.03]], [5], 5).high).toBeGreaterThan(5)
})

test('an axis is in the unit that suits its larger end', () => {
  expect(axisUnit(17e6, 'ns').name).toBe('ms')
  expect(axisUnit(0.5, 'ns').name).toBe('ns')
  expect(axisUnit(3_000_000, 'bytes').name).toBe('MiB')
})
