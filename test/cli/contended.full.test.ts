import { spawn, type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparisonSchema, type Comparison } from '../../packages/culprit/src/model/comparison.ts'
import { culprit, emptyFolder } from '../program.ts'
import { variant, workload } from '../variants.ts'

describe('beside eight busy processes', () => {
  let busy: ChildProcess[] = []
  beforeAll(() => {
    busy = Array.from({ length: 8 }, () => spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }))
  })
  afterAll(() => {
    for (const child of busy) child.kill('SIGKILL')
  })

  async function compared(a: number, b: number, budget: string): Promise<Comparison> {
    const folder = emptyFolder()
    // The workload returns nothing that depends on the work, so that sides of different work can be compared.
    const glue = 'export const run = spin => { spin(50_000); return 1 }'
    const sides = [variant(folder, 'a', a, glue), variant(folder, 'b', b, glue)]
    const { stdout, stderr } = await culprit(
      folder,
      'compare',
      ...sides,
      '--workload',
      workload(folder),
      '--budget',
      budget,
      '--counters',
      'wasm',
      '--json',
    )
    if (stdout === '') throw new Error(stderr)
    return comparisonSchema.parse(JSON.parse(stdout))
  }

  test('5 % more work is found, not by the clock, and the result says who was in the way', async () => {
    const found = await compared(40, 42, '60s')
    expect(found.verdict).toBe('regression')
    expect(['cpu', 'instructions']).toContain(found.decidedBy)
    expect(found.reason).toMatch(/clock/)
    expect(found.contention!.contendedPairs).toBeGreaterThan(2)
    expect(found.contention!.competitors.map(({ name }) => name)).toContain('node')
    expect(found.ratio!.estimate).toBeGreaterThan(1.02)
    expect(found.ratio!.estimate).toBeLessThan(1.08)
  })

  test('equal sides are not called different', async () => {
    const found = await compared(40, 40, '20s')
    expect(['cpu', 'instructions']).toContain(found.decidedBy)
    expect(['no-regression', 'inconclusive']).toContain(found.verdict)
  })
})
