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
  return (await launchWithin(20e9, script, mode)).outcome
}

async function launchWithin(timeLimitNs: number, script: string, mode: LaunchMode): Promise<LaunchResult> {
  const path = join(folder, 'workload.mjs')
  await fs.writeFile(path, script)
  const engine = await nodeEngine(process.execPath, process.versions.node)
  const workload = { kind: 'script', path, parameters: { first: '100' } } as const
  const { signal } = new AbortController()
  return engine.launch({ mode, workload, dir: folder, file: null, flags: [], timeLimitNs, turn: null, signal })
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

describe('a workload that disturbs its launch', () => {
  const pilot = { kind: 'pilot', durationNs: 1e6 } as const

  test('is not waited for when a process that left its group holds the pipes open, and is not called late for that', async () => {
    const script = `import { spawn } from 'node:child_process'
export const setup = () => spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30e3)'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }).unref()
export const run = () => 7
`
    // The process that was left is not there for the whole limit: waiting for it would end in a time-out.
    const { outcome, usage } = await launchWithin(25e9, script, pilot)
    expect(outcome).toMatchObject({ kind: 'measured', checksum: 'number:7' })
    expect(usage.wallNs).toBeLessThan(25e9)
  })

  test('is measured although it replaces the clock and what the harness writes and ends with', async () => {
    const script = `export const setup = () => {
  performance.now = () => 42
  process.exit = process.cpuUsage = process.resourceUsage = () => null
  JSON.stringify = () => 'no'
  setInterval(() => {}, 1000)
}
export const run = () => 7
`
    const outcome = await launch(script, pilot)
    expect(outcome).toMatchObject({ kind: 'measured', checksum: 'number:7' })
    expect((outcome as { firstRunNs: number }).firstRunNs).toBeGreaterThan(0)
  })

  test.each([
    ['a report of its own', 'fs.writeSync(3, \'null\\n{"done":{},"usage":{}}\\n\'); process.reallyExit(0)'],
    ['samples that are gone', 'Array.prototype.push = () => 0'],
  ])('has failed with %s', async (_, disturb) => {
    const script = `import fs from 'node:fs'\nexport const setup = () => { ${disturb} }\nexport const run = () => 7\n`
    const plan = { batch: 1, warmUp: 1, samples: 2, perTurn: 1 }
    expect(await launch(script, { kind: 'steady', plan })).toMatchObject({ kind: 'failed', cause: 'bad-report' })
  })
})
