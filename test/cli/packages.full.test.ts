import { join } from 'node:path'
import { expect, test } from 'vitest'
import { investigationSchema, type Investigation } from '../../packages/culprit/src/model/investigation.ts'
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
  expect(document.comparison.ratio!.estimate).toBeGreaterThan(1.25)
  expect(document.comparison.ratio!.estimate).toBeLessThan(1.5)
  expect(document.modules[0]?.baseline?.operators.total).toBe(1_375_019)
})

test('sql.js 1.1.0 to 1.2.1 is an improvement on Node 20, and undecided only where other work is in the way', async () => {
  const workload = join(examples, 'sql.js/query.mjs')
  const range = ['npm:sql.js@1.1.0', 'npm:sql.js@1.2.1', '--engine', 'node@20.19.2']
  const { code, document } = await investigate(...range, '--workload', workload, '--budget', '45s')
  expect(document.evidence.find(({ check }) => check === 'instructions')?.value).toBeCloseTo(0.87, 2)
  const undecided = document.comparison.contention!.contendedPairs > 0 && document.comparison.ratio!.low === null
  expect({ code, classification: document.classification }).toEqual(
    undecided ? { code: 2, classification: 'needs-investigation' } : { code: 0, classification: 'improvement' },
  )
})

test('a package and a version that npm does not have are bad input', async () => {
  const folder = emptyFolder()
  const workload = join(examples, 'amaro/strip-types.mjs')
  const compare = (reference: string) => culprit(folder, 'compare', reference, 'npm:amaro@1.0.0', '--workload', workload)
  const [name, version, tag] = await Promise.all([
    compare('npm:culprit-has-no-such-package@1.0.0'),
    compare('npm:amaro@99.0.0'),
    compare('npm:amaro@no-such-tag'),
  ])
  expect([name.code, version.code, tag.code]).toEqual([64, 64, 64])
  expect(name.stderr).toContain('npm knows no package "culprit-has-no-such-package"')
  expect(version.stderr).toContain('npm:amaro has no version "99.0.0"')
  expect(tag.stderr).toContain('npm:amaro has no version "no-such-tag"')
})
