import { describe, expect, test } from 'vitest'
import { clopperPearson } from './binomial.ts'
import { type Random, randomFrom } from './random.ts'

/** Whether a share of `hits` in `trials` is compatible with a chance, at one in a million per bound. */
function isFair(hits: number, trials: number, chance: number): boolean {
  const { low, high } = clopperPearson(hits, trials, 1 - 1e-6)
  return low <= chance && chance <= high
}

function count(trials: number, happens: (trial: number) => boolean): number {
  let hits = 0
  for (let trial = 0; trial < trials; trial++) if (happens(trial)) hits++
  return hits
}

function numbers(random: Random): unknown[] {
  return [random.coin(), random.coin(), random.uniform(), random.integer(1000), random.permutation(5)]
}

describe('a random source', () => {
  test('gives the numbers that it gave when the first run was recorded', () => {
    expect(numbers(randomFrom('culprit'))).toMatchInlineSnapshot(`
      [
        true,
        false,
        0.9368854592394187,
        466,
        [
          0,
          4,
          2,
          1,
          3,
        ],
      ]
    `)
    expect(numbers(randomFrom('culprit').derive('block', 17))).toMatchInlineSnapshot(`
      [
        true,
        true,
        0.31013599933845626,
        771,
        [
          2,
          0,
          3,
          1,
          4,
        ],
      ]
    `)
    expect(numbers(randomFrom(''))).toMatchInlineSnapshot(`
      [
        false,
        true,
        0.38894294637836313,
        829,
        [
          1,
          3,
          4,
          0,
          2,
        ],
      ]
    `)
  })

  test('derives the same sub-stream whatever was drawn before', () => {
    const used = randomFrom('seed')
    numbers(used)
    expect(numbers(used.derive('block', 17))).toEqual(numbers(randomFrom('seed').derive('block', 17)))
  })

  test('is not changed by deriving', () => {
    const deriving = randomFrom('seed')
    deriving.derive('block', 1).uniform()
    expect(numbers(deriving)).toEqual(numbers(randomFrom('seed')))
  })

  test('keeps apart seeds, names, numbers and depths that read alike when joined', () => {
    const root = randomFrom('a')
    const sources = [
      root,
      randomFrom('a\0'),
      randomFrom('["a"]'),
      randomFrom('a,b,1'),
      root.derive('b', 1),
      root.derive('b', 11),
      root.derive('b1', 1),
      root.derive('b', 1).derive('b', 1),
      root.derive('b,1,b', 1),
      randomFrom('\ud800'),
      randomFrom('\ud801'),
    ]
    expect(new Set(sources.map(source => source.uniform())).size).toBe(sources.length)
  })

  test('tosses fair coins that do not depend on each other', () => {
    const random = randomFrom('coins')
    const coins = Array.from({ length: 20_000 }, () => random.coin())
    expect(
      isFair(
        count(20_000, toss => coins[toss]!),
        20_000,
        1 / 2,
      ),
    ).toBe(true)
    expect(
      isFair(
        count(19_999, toss => coins[toss] === coins[toss + 1]),
        19_999,
        1 / 2,
      ),
    ).toBe(true)
  })

  test.each([
    ['coin', (random: Random) => random.coin()],
    ['order of two', (random: Random) => random.permutation(2)[0] === 0],
    ['uniform', (random: Random) => random.uniform() < 1 / 2],
  ])('tosses a fair %s for numbered sub-streams, unlike that of the neighbours and of other seeds', (_, toss) => {
    const of = (seed: string) => Array.from({ length: 20_000 }, (_, block) => toss(randomFrom(seed).derive('block', block)))
    const [a, b] = [of('1'), of('2')]
    expect(
      isFair(
        count(20_000, block => a[block]!),
        20_000,
        1 / 2,
      ),
    ).toBe(true)
    expect(
      isFair(
        count(19_999, block => a[block] === a[block + 1]),
        19_999,
        1 / 2,
      ),
    ).toBe(true)
    expect(
      isFair(
        count(20_000, block => a[block] === b[block]),
        20_000,
        1 / 2,
      ),
    ).toBe(true)
  })

  test('draws every order of three equally often', () => {
    const orders = new Map<string, number>()
    for (let block = 0; block < 12_000; block++) {
      const order = randomFrom('orders').derive('block', block).permutation(3).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect([...orders.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210'])
    for (const hits of orders.values()) expect(isFair(hits, 12_000, 1 / 6)).toBe(true)
  })

  test('draws integers below n evenly, and only those', () => {
    const random = randomFrom('integers')
    const counts = Array.from({ length: 7 }, () => 0)
    for (let draw = 0; draw < 14_000; draw++) counts[random.integer(7)]!++
    for (const hits of counts) expect(isFair(hits, 14_000, 1 / 7)).toBe(true)
    expect(random.integer(1)).toBe(0)
  })

  test('draws uniform numbers from 0 up to, not including, 1', () => {
    const random = randomFrom('uniform')
    const draws = Array.from({ length: 20_000 }, () => random.uniform())
    expect(draws.every(draw => draw >= 0 && draw < 1)).toBe(true)
    for (const limit of [0.01, 0.1, 0.5, 0.9])
      expect(
        isFair(
          count(20_000, draw => draws[draw]! < limit),
          20_000,
          limit,
        ),
      ).toBe(true)
  })

  test('permutes nothing and one thing', () => {
    expect(randomFrom('x').permutation(0)).toEqual([])
    expect(randomFrom('x').permutation(1)).toEqual([0])
  })

  test.each([0, -1, 1.5, Number.NaN, Infinity])('refuses to draw an integer below %s', n => {
    expect(() => randomFrom('x').integer(n)).toThrow(RangeError)
  })
})
