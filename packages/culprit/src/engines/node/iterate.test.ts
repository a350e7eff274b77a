import { describe, expect, test, vi } from 'vitest'
import { startIteration } from './iterate.ts'

describe('a workload that measures itself', () => {
  test.each([
    ['returns', (value: number): unknown => value],
    ['promises', async (value: number): Promise<number> => value],
  ])('gives what each run %s as the value of its sample, and has no checksum', async (_, give) => {
    let next = 0
    const iteration = await startIteration(() => give(next++), null, 'bytes')
    const values = [await iteration.sample(1), await iteration.sample(1), await iteration.sample(1)].map(({ value }) => value)
    expect(values).toEqual([1, 2, 3])
    expect(iteration).toMatchObject({ unit: 'bytes', checksum: null })
    expect(iteration.checksumVaries()).toBe(false)
  })

  test.each([
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-1, '-1'],
    ['12', 'no number (string:12)'],
    [12n, 'no number (bigint:12)'],
    [undefined, 'no number (undefined)'],
  ])('is refused when it returns %s', async (returned, named) => {
    const message = `it exports the unit "ns", so run has to return a finite number from 0, and it returned ${named}`
    await expect(startIteration(() => returned, null, 'ns')).rejects.toThrow(message)
    await expect(startIteration(async () => returned, null, 'ns')).rejects.toThrow(message)
    let runs = 0
    const iteration = await startIteration(() => (runs++ === 0 ? 0 : returned), null, 'ns')
    await expect(iteration.sample(1)).rejects.toThrow(message)
  })
})

test('a workload that does not measure itself has a checksum and no values', async () => {
  let next = 0
  const iteration = await startIteration(() => next++, null, null)
  expect((await iteration.sample(2)).value).toBe(null)
  expect(iteration).toMatchObject({ unit: null, checksum: 'number:0' })
  expect(iteration.checksumVaries()).toBe(true)
})

test('a workload that replaces the clocks is timed by the real ones', async () => {
  const iteration = await startIteration(() => {
    const end = process.hrtime.bigint() + 11_000_000n
    while (process.hrtime.bigint() < end);
  }, null)
  vi.spyOn(performance, 'now').mockReturnValue(42)
  vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 0, system: 0 })
  vi.spyOn(globalThis, 'setImmediate').mockReturnValue(undefined as unknown as NodeJS.Immediate)
  try {
    const { wallNs, cpuNs } = await iteration.sample(1)
    expect(wallNs).toBeGreaterThanOrEqual(11e6)
    expect(cpuNs).toBeGreaterThan(0)
  } finally {
    vi.restoreAllMocks()
  }
})
