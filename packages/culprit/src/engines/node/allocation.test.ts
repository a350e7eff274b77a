import { expect, test } from 'vitest'
import { allocatedBytes } from './allocation.ts'
import { watchCollections } from './collections.ts'
import { startIteration } from './iterate.ts'

const collections = watchCollections()
/** Where it is held, so that no engine leaves it out. */
const held: { last: unknown } = { last: null }

const numbers = Array.from({ length: 100_000 }, (_, index) => index)

async function allocatedBy(run: () => unknown): Promise<number | null> {
  return allocatedBytes(await startIteration(run, null), collections)
}

test('an iteration that allocates nothing has none, or hardly more than asking costs', async () => {
  expect(await allocatedBy(() => 1)).toBeLessThan(2_000)
})

test('arrays are counted by their bytes', async () => {
  const one = (length: number) => () => {
    held.last = numbers.slice(0, length)
    return 1
  }
  const [less, more] = [await allocatedBy(one(10_000)), await allocatedBy(one(20_000))]
  expect(less! / 80_000).toBeCloseTo(1, 1)
  expect((more! - less!) / 80_000).toBeCloseTo(1, 1)
})

test('buffers and the memory of modules are counted although they are not on the heap', async () => {
  expect(
    (await allocatedBy(() => {
      held.last = new Uint8Array(3_000_000)
    }))! / 3e6,
  ).toBeCloseTo(1, 1)
  expect(
    (await allocatedBy(() => {
      held.last = new WebAssembly.Memory({ initial: 30 })
    }))! /
      (30 * 65_536),
  ).toBeCloseTo(1, 1)
})

test('an asynchronous iteration is counted until it has ended', async () => {
  const run = async (): Promise<number> => {
    await Promise.resolve()
    held.last = numbers.slice(0, 20_000)
    return 1
  }
  expect((await allocatedBy(run))! / 160_000).toBeCloseTo(1, 1)
})

test('it is unknown where collections come within most iterations', async () => {
  const run = () => {
    for (let i = 0; i < 400; i++) held.last = numbers.slice(i)
    return 1
  }
  expect(await allocatedBy(run)).toBe(null)
})
