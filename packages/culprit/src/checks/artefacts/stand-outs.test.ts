import { expect, test } from 'vitest'
import { knowing, suiteOf } from '../../../../../test/artefact-facts.ts'
import { standOuts } from './stand-outs.ts'

type Row = readonly [baselineNs: number, percent: number, isControl?: boolean]
const quiet: readonly Row[] = Array.from({ length: 20 }, (_, index) => [10 * 1.6 ** index, index % 2 === 0 ? 0.5 : -0.5])
const adding = (ns: number): Row[] => quiet.map(([baselineNs, percent]) => [baselineNs, percent + (100 * ns) / baselineNs])
const names = (rows: readonly Row[], more: Parameters<typeof knowing>[0] = {}) =>
  standOuts(knowing({ suite: suiteOf(rows), ...more }))?.map(({ name }) => name)

test('a true regression stands out beside added nanoseconds, and what only paid those does not', () => {
  const rows = adding(8).with(12, [10 * 1.6 ** 12, 25])
  expect(names(rows)).toEqual(['b12'])
  expect(names(rows.with(12, adding(8)[12]!))).toEqual([])
})

test('it is given as measured and beside the shift, the largest first', () => {
  const all = standOuts(knowing({ suite: suiteOf(quiet.with(3, [40, 20]).with(4, [60, 40])) }))!
  expect(all.map(({ name }) => name)).toEqual(['b4', 'b3'])
  expect(all[0]).toMatchObject({ logRatio: expect.closeTo(Math.log(1.4), 9), residual: expect.closeTo(Math.log(1.4), 9) })
})

test('a benchmark does not stand out where its own noise explains it', () => {
  const suite = suiteOf(quiet.with(3, [40, 20]))
  expect(standOuts(knowing({ suite: suite.with(3, { ...suite[3]!, deviation: 0.1 }) }))).toEqual([])
})

test('improvements, controls and benchmarks that flap do not stand out', () => {
  expect(names(quiet.with(3, [40, -20]))).toEqual([])
  expect(names(quiet.with(3, [40, 20, true]))).toEqual([])
  const turning = [['b3'], [], ['b3']].map((slower, index) => ({
    revision: 'r' + index,
    slower,
    faster: slower.length === 0 ? ['b3'] : [],
  }))
  expect(names(quiet.with(3, [40, 20]), { alerts: turning })).toEqual([])
})

test('what stands out is not known without a suite, or with too small a one', () => {
  expect(standOuts(knowing({}))).toBeNull()
  expect(names(quiet.slice(0, 4))).toBeUndefined()
})
