import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { Probability } from '../model/units.ts'

/**
 * A source of pseudo-random numbers that a seed determines for ever: run files record seeds, and a replay must toss the same coins.
 *
 * Drawing changes the source; deriving neither changes it nor depends on what was drawn before.
 */
export interface Random {
  /** True or false, each with probability 1/2. */
  coin(): boolean
  /** A number in [0, 1), uniform on the multiples of 2^-53. */
  uniform(): Probability
  /** An integer in [0, n), every one equally likely; n is an integer from 1 to 2^53 - 1, otherwise RangeError. */
  integer(n: number): number
  /** The integers 0 … n-1 in an order drawn from all n! with equal probability (Fisher and Yates); empty for n = 0. */
  permutation(n: number): number[]
  /** The sub-stream of that name and number: the same for ever, and unrelated to this stream and to every other sub-stream. */
  derive(name: string, index?: number): Random
}

/** The random source of a seed. Any string is a seed, the empty one too; seeds that differ anywhere give unrelated streams. */
export function randomFrom(seed: string): Random {
  return stream([seed])
}

/** `path` is the seed and the names and numbers derived from it; as JSON, two different paths never read the same. */
function stream(path: readonly (string | number)[]): Random {
  const key = JSON.stringify(path)
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map(lane => murmur3(key, lane)))
  const integer = (n: number) => {
    if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`cannot draw an integer below ${n}`)
    return uniformInt(generator, 0, n - 1)
  }
  return {
    // The sign is the highest bit; the lowest one of xoroshiro128+ is a plain linear register (Blackman & Vigna 2021).
    coin: () => generator.next() < 0,
    uniform: () => uniformFloat64(generator),
    integer,
    permutation: n => {
      const order = Array.from({ length: n }, (_, index) => index)
      for (let last = n - 1; last > 0; last--) {
        const other = integer(last + 1)
        const kept = order[last]!
        order[last] = order[other]!
        order[other] = kept
      }
      return order
    },
    derive: (name, index = 0) => stream([...path, name, index]),
  }
}

/** MurmurHash3 (x86, 32 bit) of the UTF-16 code units, one block for each: all bits of the text move all bits of the result. */
function murmur3(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++) {
    const mixed = Math.imul(rotate(Math.imul(text.charCodeAt(index), 0xcc9e2d51), 15), 0x1b873593)
    hash = Math.imul(rotate(hash ^ mixed, 13), 5) + 0xe6546b64
  }
  hash ^= text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
