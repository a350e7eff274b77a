import { expect, test } from 'vitest'
import { bench, benchmark, document } from '../../../../../test/cases/report/bench.ts'
import type { Bench } from '../../model/bench.ts'
import { render } from '../index.ts'

test('a benchmark whose samples are too few for a p-value is not said to have none', () => {
  const benchmarks = bench.benchmarks.map(one => ({ ...one, baseline: one.baseline && { ...one.baseline, p: null } }))
  const text = render({ ...bench, benchmarks }, 'terminal')
  expect(text).toMatch(/^ {2}load +regression .* none$/m)
  expect(text).not.toContain('no samples')
})

test('how to compare with a result is said whether or not it was saved', () => {
  const unsaved: Bench = document('20260101-100000-aaaa', 0, [benchmark('load', 1e6, 0.01)])
  expect(render(unsaved, 'terminal')).toContain('Saved with --save NAME, it is what later results are compared with by --baseline NAME.')
  expect(render(unsaved, 'terminal')).not.toContain('saved as')
  const saved = render({ ...unsaved, savedAs: 'main' }, 'terminal')
  expect(saved).toMatch(/^saved as: +main$/m)
  expect(saved).toContain('Later results are compared with it by --baseline main.')
  const file = render({ ...unsaved, savedAs: 'my results.json' }, 'terminal')
  expect(file).toContain("--baseline 'my results.json'.")
})
