import { expect, test } from 'vitest'
import { benchmark, document } from '../../../../test/cases/report/bench.ts'
import type { Bench, Benchmark } from '../model/bench.ts'
import { exitCodeOf } from './result-exit-code.ts'

const target = (state: 'met' | 'missed' | 'not-measured') => ({ target: { text: '< 1 us', limit: 1000, state } })
const imported = { producer: { name: 'hyperfine', version: null, format: 'hyperfine', method: null, files: [] } }

test.each<[string, number, Partial<Bench>, Partial<Benchmark>]>([
  ['is measured, and compared with nothing', 0, {}, {}],
  ['meets its target', 0, {}, target('met')],
  ['misses its target', 1, {}, target('missed')],
  ['misses its target, though nothing regressed', 1, { verdict: 'no-regression' }, target('missed')],
  ['misses its target, whatever could not be decided', 1, { verdict: 'inconclusive' }, target('missed')],
  ['failed', 2, {}, { state: 'failed', ...target('not-measured') }],
  ['was left out', 2, {}, { state: 'not-measured' }],
  ['failed, though nothing regressed', 2, { verdict: 'no-regression' }, { state: 'failed' }],
  ['failed in a file of another tool, which ended as it did', 0, imported, { state: 'failed' }],
  ['regressed', 1, { verdict: 'regression' }, {}],
  ['regressed, while others failed', 1, { verdict: 'regression' }, { state: 'failed' }],
  ['is undecided', 2, { verdict: 'inconclusive' }, {}],
  ['is undecided in the files of another tool', 2, { ...imported, verdict: 'inconclusive' }, {}],
  ['improved', 0, { verdict: 'improvement' }, {}],
  ['is as it was', 0, { verdict: 'no-regression' }, {}],
])('a suite of which a benchmark %s ends with %d', (_, code, result, one) => {
  const benchmarks = [benchmark('other', 1000, 0.02), benchmark('load', 1000, 0.02, one)]
  expect(exitCodeOf({ ...document('20260101-100000-aaaa', 0, benchmarks), ...result })).toBe(code)
})
