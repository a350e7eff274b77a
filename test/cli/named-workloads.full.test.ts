import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { comparisonSchema, type Comparison } from '../../packages/culprit/src/model/comparison.ts'
import { culprit, emptyFolder } from '../program.ts'
import { variant } from '../variants.ts'

/** What a comparison of equal sides says about a workload. */
async function compared(workload: string, ...options: string[]): Promise<Comparison> {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'workload.mjs'), workload)
  const sides = [variant(folder, 'a', 10), variant(folder, 'b', 10)]
  const { stdout } = await culprit(folder, 'compare', ...sides, '--workload', 'workload.mjs', '--budget', '4s', '--json', ...options)
  return comparisonSchema.parse(JSON.parse(stdout))
}

const codes = ({ warnings }: Comparison) => new Set(warnings.map(({ code }) => code))

/** Work that the engine cannot leave out. */
const spin = `
const spin = steps => { let x = 1; for (let i = 0; i < steps; i++) x = (Math.imul(x, 31) + i) | 0; return x }
`

describe('a workload is named for what it is:', () => {
  test('one whose iterations leave state behind, so that each takes longer', async () => {
    const found = await compared(`${spin}
      let calls = 0
      export function run() { calls++; spin(300_000 + 3000 * calls); return 1 }`)
    expect(codes(found)).toContain('iterations-slow-down')
    expect(found.warnings.find(({ code }) => code === 'iterations-slow-down')!.message).toContain('takes longer than the one before it')
  })

  test('one that never gives its memory back', async () => {
    const found = await compared(`${spin}
      const kept = []
      export function run() { kept.push(new Float64Array(20_000).fill(1)); return spin(200_000) }`)
    expect(codes(found)).toContain('memory-grows')
  })
})
