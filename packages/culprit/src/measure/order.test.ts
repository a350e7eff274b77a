import { describe, expect, test } from 'vitest'
import { blockOrder, controlEvery, orderOf } from './order.ts'

const blocks = Array.from({ length: 6000 }, (_, block) => block)

/** The number of blocks with each order. */
function counted(stage: string, withControl: boolean): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const block of blocks) {
    const order = blockOrder('seed', stage, block, withControl).join(' ')
    counts[order] = (counts[order] ?? 0) + 1
  }
  return counts
}

/** Six standard deviations of a fair draw. */
function tolerance(share: number): number {
  return 6 * Math.sqrt(blocks.length * share * (1 - share))
}

describe('the order of a block', () => {
  test('is determined by the seed, for ever', () => {
    const orders = (seed: string) =>
      blocks.slice(0, 12).map(block =>
        blockOrder(seed, 'steady', block, block % controlEvery === 0)
          .map(arm => (arm === 'control' ? 'A' : arm[0]))
          .join(''),
      )
    expect(orders('seed')).toEqual(orders('seed'))
    expect(orders('seed')).not.toEqual(orders('another seed'))
    // Run files record seeds: these orders must never change.
    expect(orders('seed').join(' ')).toMatchInlineSnapshot(`"cAb bc cb Acb bc cb Abc cb cb Abc cb bc"`)
  })

  test('puts each side first in half of the blocks', () => {
    const counts = counted('steady', false)
    expect(Object.keys(counts).sort()).toEqual(['baseline candidate', 'candidate baseline'])
    expect(Math.abs(counts['baseline candidate']! - blocks.length / 2)).toBeLessThan(tolerance(1 / 2))
  })

  test('with the control is each of the six with equal probability', () => {
    const counts = Object.values(counted('steady', true))
    expect(counts).toHaveLength(6)
    for (const count of counts) expect(Math.abs(count - blocks.length / 6)).toBeLessThan(tolerance(1 / 6))
  })

  test('says nothing about the next one', () => {
    const first = blocks.map(block => blockOrder('seed', 'steady', block, false)[0])
    const repeated = first.filter((arm, block) => block > 0 && arm === first[block - 1]).length
    expect(Math.abs(repeated - blocks.length / 2)).toBeLessThan(tolerance(1 / 2))
  })

  test('does not depend on the blocks that were asked for before', () => {
    const forwards = blocks.slice(0, 50).map(block => blockOrder('seed', 'steady', block, true))
    const backwards = blocks
      .slice(0, 50)
      .toReversed()
      .map(block => blockOrder('seed', 'steady', block, true))
    expect(backwards.toReversed()).toEqual(forwards)
  })

  test('is another one in another stage', () => {
    const orders = (stage: string) => blocks.map(block => blockOrder('seed', stage, block, false)[0])
    const [steady, cold] = [orders('steady'), orders('cold')]
    const equal = steady.filter((arm, block) => arm === cold[block]).length
    expect(Math.abs(equal - blocks.length / 2)).toBeLessThan(tolerance(1 / 2))
  })
})

test('the order of any members is of the seed, the stage, the block and the attempt, and a block that is measured again gets its own', () => {
  const orders = (attempt: number) =>
    blocks.slice(0, 50).map(block => orderOf(['m', 'g', 'e', 'f'], 'seed', 'swap', block, attempt).join(''))
  expect(orders(0)).toEqual(orders(0))
  expect(orders(1)).not.toEqual(orders(0))
  expect(new Set(orders(0)).size).toBeGreaterThan(12)
})
