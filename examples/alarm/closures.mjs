// Indirect calls: through a table of WebAssembly, and through closures of JavaScript. Slow when a check of the signature or a guess about the callee is.
import { i32, instantiate } from './module.mjs'

export const name = 'closures: 50,000 calls through a table, 50,000 through closures'
const rounds = 50_000

export function setup() {
  const throughTable = instantiate({
    types: [[[i32], [i32]]],
    functions: [
      { type: 0, operators: [0x20, 0, 0x41, 1, 0x6a] },
      { type: 0, operators: [0x20, 0, 0x41, 3, 0x6a] },
      { type: 0, operators: [0x20, 0, 0x41, 5, 0x73] },
      { type: 0, operators: [0x20, 0, 0x41, 1, 0x76] },
      {
        // for (let i = n; i > 0; i--) sum = table[i & 3](sum)
        type: 0,
        locals: 1,
        operators: [
          0x03, 0x40, 0x20, 1, 0x20, 0, 0x41, 3, 0x71, 0x11, 0, 0, 0x21, 1, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1,
        ],
      },
    ],
    table: [0, 1, 2, 3],
  })
  const closures = [1, 2, 3, 5].map(step => value => (value + step) | 0)
  return { throughTable, closures }
}

export function run({ throughTable, closures }) {
  let sum = throughTable(rounds)
  for (let i = 0; i < rounds; i++) sum = closures[i & 3](sum)
  return sum
}
