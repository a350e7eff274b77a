import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LaunchResult, LaunchMode } from './engine.ts'
import { nodeEngine } from './node.ts'

let folder: string

beforeAll(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'culprit-node-'))
})
afterAll(() => fs.rm(folder, { recursive: true }))

async function launch(script: string, mode: LaunchMode): Promise<LaunchResult['outcome']> {
  const path = join(folder, 'workload.mjs')
  await fs.writeFile(path, script)
  const engine = await nodeEngine(process.execPath, process.versions.node)
  const workload = { kind: 'script', path, parameters: { first: '100' } } as const
  const { signal } = new AbortController()
  return (await engine.launch({ mode, workload, dir: folder, file: null, flags: [], timeLimitNs: 20e9, turn: null, signal })).outcome
}

describe('a workload that measures itself', () => {
  const counts = `export const unit = 'steps'
let next
export const setup = ({ parameters }) => { next = Number(parameters.first) }
export const run = () => next++
`
  const from = (first: number, length: number) => Array.from({ length }, (_, index) => first + index)

  test('is piloted in batches of one, and gives a value for each sample', async () => {
    const outcome = await launch(counts, { kind: 'pilot', durationNs: 1e6 })
    if (outcome.kind === 'failed') throw new Error(outcome.message)
    expect(outcome).toMatchObject({ batch: 1, growth: null, checksum: null, checksumVaries: false })
    // How many fit into the time is the machine's affair; the first value is that of the first run.
    expect(outcome.samplesNs.length).toBeGreaterThanOrEqual(1)
    expect(outcome.values).toEqual({ unit: 'steps', samples: from(101, outcome.samplesNs.length) })
  })

  test('is timed in batches of one whatever the plan says, warm-up included', async () => {
    const plan = { batch: 7, warmUp: 3, samples: 5, perTurn: 2 }
    const outcome = await launch(counts, { kind: 'steady', plan })
    expect(outcome).toMatchObject({ kind: 'measured', batch: 1, warmUp: 3, values: { unit: 'steps', samples: from(101, 8) } })
    expect(outcome).toHaveProperty('samplesNs.length', 8)
  })

  test('says its unit in a launch that ends after the first run', async () => {
    expect(await launch(counts, { kind: 'cold', folder })).toMatchObject({ values: { unit: 'steps', samples: [] } })
  })

  test('is a bad workload when what it returns is no value', async () => {
    const script = "let runs = 0\nexport const unit = 'ns'\nexport const run = async () => (runs++ < 10 ? 1 : NaN)\n"
    expect(await launch(script, { kind: 'pilot', durationNs: 1e6 })).toMatchObject({
      kind: 'failed',
      cause: 'bad-workload',
      phase: 'run',
      message: 'it exports the unit "ns", so run has to return a finite number from 0, and it returned NaN',
    })
  })
})

test('a workload that returns checksums has no values', async () => {
  expect(await launch('export const run = () => 7\n', { kind: 'pilot', durationNs: 1e6 })).toMatchObject({
    kind: 'measured',
    checksum: 'number:7',
    values: null,
  })
})
