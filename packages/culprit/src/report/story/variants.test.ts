import { expect, test } from 'vitest'
import { samples } from '../../../../../test/cases/report/samples.ts'
import { render } from '../index.ts'

test('a workload without a name of its own is named once', () => {
  const workload = (name: string) => ({ ...samples.regression, workload: { name, reference: 'fib(22)', sha256: null } })
  expect(render(workload('fib(22)'), 'terminal')).toMatch(/^ {2}Workload: fib\(22\)$/m)
  expect(render(workload('the numbers'), 'terminal')).toMatch(/^ {2}Workload: the numbers, fib\(22\)$/m)
})
