import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { culprit, emptyFolder } from '../program.ts'

test('the release of Node whose V8 inlines calls through tables is named, with the engine as the layer', async () => {
  const workload = join(import.meta.dirname, '../../examples/dispatch/calls.mjs')
  const ends = ['node@24.21.0', 'node@25.1.0']
  const { code, stdout } = await culprit(emptyFolder(), 'bisect', ...ends, '--workload', workload, '--budget', '4m', '--quiet', '--json')
  const { outcome, culprit: found, changes, steps } = bisectionSchema.parse(JSON.parse(stdout))
  // Releases of the older line that come later lie between the two as well.
  expect([code, outcome, found?.to]).toEqual([1, 'found', '25.0.0'])
  expect(found!.from).toMatch(/^24\./)
  expect([changes!.layer, steps[0]!.verdict]).toEqual(['engine', 'improvement'])
  expect(steps[0]!.ratio!.estimate).toBeLessThan(0.5)
})
