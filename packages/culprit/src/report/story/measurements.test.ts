import { expect, test } from 'vitest'
import { samples } from '../../../../../test/cases/report/samples.ts'
import type { Comparison } from '../../model/comparison.ts'
import { render } from '../index.ts'

test.each([
  [{ source: 'in-run', value: 0.008 }, 'up to 0.8 % is noise of this run; the noise floor of this machine is unknown'],
  [{ source: 'in-run', value: null }, '4 pairs); the noise floor of this machine is unknown'],
  [{ source: 'calibrated', value: 0.008 }, 'the noise floor of this machine is 0.8 %, calibrated'],
] as const)('what one run shows of its noise is not called the noise floor of the machine: %j', (noiseFloor, words) => {
  const document: Comparison = { ...samples.regression, noiseFloor }
  const line = render(document, 'terminal').match(/^noise: .*$/m)?.[0]
  expect(line).toContain(words)
})
