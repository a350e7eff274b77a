// A profiler of the host's own: the instrumented module calls enter and exit, and what is made of that is decided here. Usage:
//
//   culprit instrument fibonacci.wasm -o hooked.wasm --mode hooks
//   node hooks.mjs hooked.wasm
import { readFileSync } from 'node:fs'

const { functions } = JSON.parse(readFileSync(`${process.argv[2]}.layout.json`, 'utf8'))
const names = new Map(functions.index.map((index, place) => [index, functions.name[place]]))
const stack = []
const calls = new Map()

const culprit = {
  enter(index) {
    stack.push(names.get(index))
    const path = stack.join(';')
    calls.set(path, (calls.get(path) ?? 0) + 1)
  },
  exit() {
    stack.pop()
  },
}
const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), { culprit })
instance.exports.run(16)
if (stack.length > 0) throw new Error(`${stack.length} functions were entered and never left`)
for (const [path, count] of calls) console.log(`${path} ${count}`)
