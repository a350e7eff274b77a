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

/** Work that the engine cannot leave out, and has optimised before the first iteration: otherwise it is slower in some launches. */
const spin = `
const spin = steps => { let x = 1; for (let i = 0; i < steps; i++) x = (Math.imul(x, 31) + i) | 0; return x }
for (let i = 0; i < 500; i++) spin(20_000)
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

  test('one with two speeds', async () => {
    const found = await compared(`${spin}
      let calls = 0
      export function run() { calls = (calls * 48271 + 1) % 2147483647; spin(calls % 3 === 0 ? 900_000 : 600_000); return 1 }`)
    expect(codes(found)).toContain('two-modes')
  })

  test('one that never becomes steady', async () => {
    const workload = `${spin}
      let calls = 0
      export function run() { calls++; spin([30, 50, 40, 70, 30, 60][Math.floor(calls / 150) % 6] * 5000); return 1 }`
    // Its pilots have to be long enough for several levels.
    expect(codes(await compared(workload, '--budget', '60s'))).toContain('no-steady-state')
  })

  test('one whose cost grows with the square of its input', async () => {
    const found = await compared(
      `import { readFileSync } from 'node:fs'
      export async function setup({ dir, scale }) {
        const { instance } = await WebAssembly.instantiate(readFileSync(dir + '/spin.wasm'), {})
        return { spin: instance.exports.spin, scale }
      }
      export function run({ spin, scale }) { spin(10_000 * scale * scale); return 1 }`,
      '--scale',
      '1,2,4,8',
    )
    for (const side of ['baseline', 'candidate'] as const) {
      expect(found.scaling![side].exponent!.estimate).toBeGreaterThan(1.8)
      expect(found.scaling![side].exponent!.estimate).toBeLessThan(2.2)
    }
  })
})
