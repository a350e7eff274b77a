import { join } from 'node:path'
import { expect, test } from 'vitest'
import { comparisonSchema } from '../../packages/culprit/src/model/comparison.ts'
import { investigationSchema, type Investigation } from '../../packages/culprit/src/model/investigation.ts'
import { exhaustive } from '../exhaustive.ts'
import { culprit, emptyFolder } from '../program.ts'

const examples = join(import.meta.dirname, '../../examples')

/** Investigates real packages; they are fetched from npm. */
async function investigate(...args: string[]): Promise<{ code: number | null; document: Investigation }> {
  const { code, stdout, stderr } = await culprit(emptyFolder(), 'investigate', ...args, '--json')
  if (stdout === '') throw new Error(stderr)
  return { code, document: investigationSchema.parse(JSON.parse(stdout)) }
}

test('amaro 0.5.3 to 1.0.0 is a real regression in the module, between adjacent versions', async () => {
  const workload = join(examples, 'amaro/strip-types.mjs')
  const { code, document } = await investigate('npm:amaro@0.5.3', 'npm:amaro@1.0.0', '--workload', workload, '--budget', '120s')
  expect(code).toBe(1)
  expect(document).toMatchObject({ classification: 'real-regression', layer: 'module', culprit: { from: '0.5.3', to: '1.0.0' } })
  // What one run executes is the same everywhere; how much longer that takes is up to the processor: 1.39 on one, 1.24 on a faster one.
  expect(document.counting).toMatchObject({ baseline: 141_861_182, candidate: 184_984_807, spread: 0 })
  expect(document.comparison.ratio!.low).toBeGreaterThan(1.02)
  expect(document.comparison.ratio!.estimate).toBeLessThan(1.5)
  expect(document.modules[0]?.baseline?.operators.total).toBe(1_375_019)
})

test.runIf(exhaustive)(
  'sql.js 1.1.0 to 1.2.1 is an improvement on Node 20, and undecided only where other work is in the way',
  async () => {
    const sides = ['npm:sql.js@1.1.0', 'npm:sql.js@1.2.1', '--engine', 'node@20.19.2']
    const workload = join(examples, 'sql.js/query.mjs')
    const { code, stdout } = await culprit(emptyFolder(), 'compare', ...sides, '--workload', workload, '--budget', '40s', '--json')
    const { verdict, contention, ratio } = comparisonSchema.parse(JSON.parse(stdout))
    const undecided = contention!.contendedPairs > 0 && ratio!.low === null
    expect({ code, verdict }).toEqual(undecided ? { code: 2, verdict: 'inconclusive' } : { code: 0, verdict: 'improvement' })
  },
)
