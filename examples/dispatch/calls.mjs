// Calls of small functions through a table: the shape of virtual methods and closures in compiled languages. dispatch.wasm is dispatch.wat.
import { readFile } from 'node:fs/promises'

export const name = '20 000 indirect calls of a small function'

export async function setup() {
  const { instance } = await WebAssembly.instantiate(await readFile(new URL('dispatch.wasm', import.meta.url)))
  return instance.exports
}

export function run({ run }) {
  return run(0, 20_000)
}
