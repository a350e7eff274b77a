import { describe, expect, test } from 'vitest'
import { codes, compareWith } from './compare-with.ts'

describe('a workload that misbehaves', () => {
  test('printing does not disturb the report, and is warned of', async () => {
    const { document } = await compareWith({ candidate: 'export const run = spin => { console.log(\'{"done":1}\'); return spin(50_000) }' })
    expect(document.pairs).toBeGreaterThan(0)
    expect(codes(document)).toContain('prints')
  })

  test('different checksums get no verdict', async () => {
    const { code, document } = await compareWith({ candidate: 'export const run = spin => spin(50_000) + 1' })
    expect(code).toBe(2)
    expect(document.verdict).toBe('inconclusive')
    expect(document.pairs).toBeGreaterThan(0)
    expect(codes(document)).toContain('checksums-differ')
  })

  test('a candidate that hangs is killed at the time limit, and is a regression', async () => {
    const { code, document } = await compareWith({ candidate: 'export const run = () => { for (;;); }' }, '--time-limit', '5s')
    expect(code).toBe(1)
    expect(document.failures[0]).toMatchObject({ arm: 'candidate', cause: 'timed-out', message: 'did not finish within 5 s' })
  })

  test('exiting by itself is named, also with the exit code of success', async () => {
    const { code, document } = await compareWith({ candidate: 'export const run = () => process.exit(0)' })
    expect(code).toBe(1)
    expect(document.failures[0]).toMatchObject({ cause: 'exited', phase: 'run' })
  })

  test('a candidate that kills its process is a regression', async () => {
    const { code, document } = await compareWith({ candidate: "export const run = () => process.kill(process.pid, 'SIGKILL')" })
    expect(code).toBe(1)
    expect(document.failures[0]).toMatchObject({ arm: 'candidate', cause: 'killed' })
  })

  test('running out of memory on the candidate only is a regression', async () => {
    const greedy = 'const kept = []; export const run = () => { for (;;) kept.push(new Array(1e5).fill(kept.length)) }'
    const { code, document } = await compareWith({ candidate: greedy }, '--flags', '--max-old-space-size=32')
    expect(code).toBe(1)
    expect(document.failures[0]).toMatchObject({ arm: 'candidate', cause: 'out-of-memory' })
  })

  test('a checksum that changes from run to run is warned of', async () => {
    const varying = 'let n = 0; export const run = spin => spin(50_000) + n++'
    const { document } = await compareWith({ baseline: varying, candidate: varying })
    expect(codes(document)).toContain('not-deterministic')
  })

  test('no checksum at all is warned of', async () => {
    const silent = 'export const run = spin => { spin(50_000) }'
    const { document } = await compareWith({ baseline: silent, candidate: silent })
    expect(codes(document)).toContain('no-checksum')
  })

  test('work that the engine could drop is warned of', async () => {
    const empty = 'export const run = () => 1'
    const { document } = await compareWith({ baseline: empty, candidate: empty })
    expect(codes(document)).toContain('work-dropped')
  })

  test('a side whose work is dropped does not keep the other side busy for ever', async () => {
    const { document } = await compareWith({ candidate: 'export const run = () => 50_000' })
    expect(document.pairs).toBeGreaterThan(0)
  })

  test('memory that grows with every iteration is warned of', async () => {
    const { document } = await compareWith({
      candidate: 'const kept = []; export const run = spin => { kept.push(new Uint8Array(100_000)); return spin(50_000) }',
    })
    expect(codes(document)).toContain('memory-grows')
  })
})
