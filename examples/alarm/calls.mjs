// Direct calls: slow when the engine calls worse, inlines less, or checks the stack more often.
import { i32, instantiate } from './module.mjs'

export const name = 'calls: fibonacci of 22 in WebAssembly'

export function setup() {
  return instantiate({
    types: [[[i32], [i32]]],
    functions: [
      {
        type: 0,
        // n < 2 ? n : run(n - 1) + run(n - 2)
        operators: [0x20, 0, 0x41, 2, 0x48, 0x04, i32, 0x20, 0, 0x05, ...call(1), ...call(2), 0x6a, 0x0b],
      },
    ],
  })
}

export const run = fibonacci => fibonacci(22)

function call(less) {
  return [0x20, 0, 0x41, less, 0x6b, 0x10, 0]
}
