// A tight loop without calls or memory: slow when code is not optimised at all, or is interrupted.
import { i32, instantiate } from './module.mjs'

export const name = 'loop: a million rounds of a generator of random numbers'

export function setup() {
  return instantiate({
    types: [[[i32], [i32]]],
    functions: [
      {
        // for (let i = n; i > 0; i--) x ^= (x << 13) + i
        type: 0,
        locals: 1,
        operators: [
          0x41, 1, 0x21, 1, 0x03, 0x40, 0x20, 1, 0x20, 1, 0x41, 13, 0x74, 0x20, 0, 0x6a, 0x73, 0x21, 1, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0,
          0x0d, 0, 0x0b, 0x20, 1,
        ],
      },
    ],
  })
}

export const run = generate => generate(1_000_000)
