import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { nodeEngine } from '../../engines/node.ts'
import { runtimeSuite } from './index.ts'

// As suites are measured: every benchmark in a process of its own, from what was built.
describe('runs in a process of its own:', () => {
  test.each(runtimeSuite.map(benchmark => [benchmark.name, benchmark] as const))('%s', async (_, { path, parameters, unit }) => {
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
    expect(outcome).toMatchObject({ checksumVaries: false, values: unit === null ? null : { unit, samples: expect.any(Array) } })
    expect(outcome.samplesNs).toHaveLength(3)
    expect(outcome.checksum === null).toBe(unit !== null)
    expect(printedBytes).toBe(0)
  })
})
