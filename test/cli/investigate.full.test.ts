import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { culprit } from '../program.ts'
import { variant } from '../variants.ts'
import { investigate, statusOf } from './investigating.ts'

describe('the layer comes from what was measured', () => {
  test('a slower module in equal glue is the module, also when the stored run is reported again in any form', async () => {
    const { code, folder, document } = await investigate(folder => [variant(folder, 'a', 5), variant(folder, 'b', 30)])
    expect(code).toBe(1)
    expect(document).toMatchObject({ classification: 'real-regression', layer: 'module', recommendation: { action: 'assign' } })
    expect(statusOf(document, 'glue')).toBe('eliminated')
    expect(statusOf(document, 'engine')).toBe('eliminated')
    expect(document.modules[0]?.diff).toMatchObject({ identical: false, functions: { changed: 1 } })
    const html = readFileSync(join(folder, '.culprit', 'runs', document.run, 'report.html'), 'utf8')
    expect(html).toContain('real-regression')
    const again = await culprit(folder, 'report', document.run, '--format', 'json')
    expect(JSON.parse(again.stdout)).toEqual(document)
    for (const format of ['terminal', 'md', 'html']) {
      const { code, stdout } = await culprit(folder, 'report', document.run, '--format', format)
      expect(code).toBe(0)
      expect(stdout).toContain('real-regression')
    }
    const rows = await culprit(folder, 'sql', '--json', 'select classification, layer from runs')
    expect(JSON.parse(rows.stdout).rows).toEqual([{ classification: 'real-regression', layer: 'module' }])
  })

  test('glue that calls an equal module more often is the glue, although the time is in the module', async () => {
    const twice = 'export const run = spin => { for (let i = 0; i < 4; i++) spin(50_000); return spin(50_000) }'
    const { document } = await investigate(folder => [variant(folder, 'a', 10), variant(folder, 'b', 10, twice)])
    expect(document).toMatchObject({ classification: 'real-regression', layer: 'glue' })
    expect(statusOf(document, 'module')).toBe('eliminated')
  })

  test('other engine flags are the flags', async () => {
    const { document } = await investigate(
      folder => [variant(folder, 'a', 30), variant(folder, 'b', 30)],
      '--candidate-flags',
      '--liftoff --no-wasm-tier-up --no-wasm-dynamic-tiering',
    )
    expect(document).toMatchObject({ classification: 'real-regression', layer: 'flags' })
  })

  test('a faster candidate is an improvement, and no alarm', async () => {
    const { code, document } = await investigate(folder => [variant(folder, 'a', 30), variant(folder, 'b', 5)])
    expect(code).toBe(0)
    expect(document).toMatchObject({ classification: 'improvement', layer: 'module', recommendation: { action: 'none' } })
  })
})

test('where both differ, the time that changed tells', async () => {
  const renamed = 'export const run = count => count(50_000)'
  const { document } = await investigate(folder => [variant(folder, 'a', 5), variant(folder, 'b', 30, renamed)])
  expect(document.layers.filter(({ differs }) => differs).map(({ layer }) => layer)).toEqual(['module', 'glue'])
  expect(document).toMatchObject({ classification: 'real-regression', layer: 'module' })
  expect(document.sampling!.parts.find(({ part }) => part === 'wasm')!.changeNs.low).toBeGreaterThan(0)
})
