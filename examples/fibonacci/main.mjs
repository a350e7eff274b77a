import { readFileSync } from 'node:fs'

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('fibonacci.wasm', import.meta.url)))
console.log(`${instance.exports.run(16)} of the first 16 Fibonacci numbers are even`)
