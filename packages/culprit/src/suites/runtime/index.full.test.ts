import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Measured } from '../../model/launch.ts'
import { nodeEngine } from '../../engines/node.ts'
import { runtimeSuite, type RuntimeBenchmark } from './index.ts'

async function launch(path: string, parameters: RuntimeBenchmark['parameters']): Promise<Measured> {
  const engine = await nodeEngine(process.execPath, process.versions.node)
  const { outcome, printedBytes } = await engine.launch({
    mode: { kind: 'steady', plan: { batch: 2, warmUp: 1, samples: 2, perTurn: 1 } },
    workload: { kind: 'script', path, parameters },
    dir: tmpdir(),
    file: null,
    flags: [],
    timeLimitNs: 60e9,
    turn: null,
    signal: new AbortController().signal,
  })
  if (outcome.kind === 'failed') throw new Error(outcome.message)
  expect(printedBytes).toBe(0)
  return outcome
}

// As suites are measured: every benchmark in a process of its own, from what was built.
describe('runs in a process of its own:', () => {
  test.each(runtimeSuite.map(benchmark => [benchmark.name, benchmark] as const))('%s', async (_, { path, parameters }) => {
    const { unit = null }: { unit?: string | null } = await import(pathToFileURL(path).href)
    const outcome = await launch(path, parameters)
    expect(outcome).toMatchObject({ checksumVaries: false, values: unit === null ? null : { unit, samples: expect.any(Array) } })
    expect(outcome.samplesNs).toHaveLength(3)
    expect(outcome.checksum === null).toBe(unit !== null)
  })
})

test.each(['memory held after success', 'memory held after trap'])('a host that keeps instances shows in: %s', async name => {
  const { path, parameters } = runtimeSuite.find(benchmark => benchmark.name === name)!
  const folder = await fs.mkdtemp(join(tmpdir(), 'culprit-suite-'))
  const keeping = join(folder, 'keeping.mjs')
  await fs.writeFile(
    keeping,
    `const { Instance } = WebAssembly
const kept = []
WebAssembly.Instance = function (...args) {
  kept.push(new Instance(...args))
  return kept.at(-1)
}
export * from '${pathToFileURL(path).href}'
`,
  )
  // An instance has a memory of 64 kB.
  for (const bytes of (await launch(keeping, parameters)).values!.samples) expect(bytes).toBeGreaterThan(2 ** 16 - 2000)
  for (const bytes of (await launch(path, parameters)).values!.samples) expect(bytes).toBeLessThan(20_000)
  await fs.rm(folder, { recursive: true })
})
