import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exhaustive } from '../../../../test/exhaustive.ts'
import { MemoryJournal, resultOf, scriptedContext, ScriptedMachine } from '../../../../test/scripted-machine.ts'
import { nodeEngine } from '../engines/node.ts'
import type { MeasureContext } from './launch.ts'
import { nativeCounts } from './native-counts.ts'

// With the real tools, which take seconds for each launch. Needs valgrind; says what it found of perf.
let folder: string

beforeAll(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'culprit-native-'))
})
afterAll(() => fs.rm(folder, { recursive: true }))

/** Both sides run the same loop in JavaScript, the candidate for half as many steps more. */
async function contextOf(workload: string): Promise<MeasureContext> {
  const path = join(folder, 'workload.mjs')
  await fs.writeFile(path, workload)
  const engine = await nodeEngine(process.execPath, process.versions.node)
  const side = async (name: string, steps: number) => {
    const dir = join(folder, name)
    await fs.mkdir(dir, { recursive: true })
    await fs.writeFile(join(dir, 'steps'), String(steps))
    return { engine, root: dir, dir, file: null, flags: [] }
  }
  const baseline = await side('a', 200_000)
  return {
    ...scriptedContext(new ScriptedMachine(), new MemoryJournal()),
    folder,
    sides: { baseline, candidate: await side('b', 300_000), control: baseline },
    workload: { kind: 'script', path },
  }
}

const loop = `
import { readFileSync } from 'node:fs'
export const setup = ({ dir }) => Number(readFileSync(dir + '/steps', 'utf8'))
export function run(steps) { let x = 1; for (let i = 0; i < steps; i++) x = (Math.imul(x, 31) + i) | 0; return x }
`
const options = { iterationNs: 1e6, withValgrind: true, budgetNs: 800e9 }

describe('machine instructions', () => {
  test('of one iteration are counted, and half as many steps more are half as many instructions more', async () => {
    const counts = await resultOf(nativeCounts(await contextOf(loop), options))
    if (counts.kind !== 'counted') throw new Error(counts.why)
    // Each step is a few instructions; which, is the compiler's business.
    expect(counts.baseline / 200_000).toBeGreaterThan(2)
    expect(counts.baseline / 200_000).toBeLessThan(10)
    expect(counts.candidate / counts.baseline).toBeCloseTo(1.5, 2)
    expect(counts.spread).toBeLessThan(0.01)
    expect(counts.launches).toBe(4)
  })

  test('are never a 0 where perf has no counter', async () => {
    const hasCounter = /^\d/m.test(
      execFileSync('sh', ['-c', 'LC_ALL=C perf stat -x, -e instructions:u true 2>&1 || true'], { encoding: 'utf8' }),
    )
    const counts = await resultOf(nativeCounts(await contextOf(loop), { ...options, withValgrind: false }))
    expect(counts.kind).toBe(hasCounter ? 'counted' : 'unavailable')
    if (counts.kind === 'unavailable') expect(counts.why).toMatch(/perf|hardware counter/)
  })

  test('of a side that fails are not there, and it is told why', async () => {
    const counts = await resultOf(nativeCounts(await contextOf('export function run() { throw new Error("no luck") }'), options))
    expect(counts).toEqual({
      kind: 'unavailable',
      why: expect.stringMatching(/^the baseline did not run under \w+ \(threw: Error: no luck\)$/),
    })
  })

  test.runIf(exhaustive)('are not counted on when the budget does not last', async () => {
    const counts = await resultOf(nativeCounts(await contextOf(loop), { ...options, budgetNs: 1e9 }))
    expect(counts).toEqual({ kind: 'unavailable', why: expect.stringMatching(/^8 launches under \w+ would take \d+ s/) })
  })
})
