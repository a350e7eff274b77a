import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { body, code, exportOf, exports, functions, functionType, i32, moduleOf, types, u32 } from './build-module.ts'

/** `spin(n)` counts to n·factor in a loop and returns n, so variants differ in time and not in what they return. `factor` is below 64. */
export function spinModule(factor: number): Uint8Array {
  const limit = [0x20, 0, 0x41, ...u32(factor), 0x6c]
  const count = [0x03, 0x40, 0x20, 1, 0x41, 1, 0x6a, 0x22, 1, ...limit, 0x49, 0x0d, 0, 0x0b]
  const result = [0x20, 1, 0x41, ...u32(factor), 0x6e]
  return moduleOf(
    types(functionType([i32], [i32])),
    functions(0),
    exports(exportOf('spin', 0, 0)),
    code(body([...count, ...result], [[1, i32]])),
  )
}

/** A folder with a module and, as glue, a script that exports `run(spin)`. */
export function variant(folder: string, name: string, factor: number, glue = 'export const run = spin => spin(50_000)'): string {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, name, 'spin.wasm'), spinModule(factor))
  writeFileSync(join(folder, name, 'glue.js'), `${glue}\n`)
  return `./${name}`
}

/** Writes the workload that runs the glue of whichever variant it is given. */
export function workload(folder: string): string {
  writeFileSync(
    join(folder, 'workload.mjs'),
    `import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
export async function setup({ dir }) {
  const { instance } = await WebAssembly.instantiate(readFileSync(dir + '/spin.wasm'), {})
  const glue = await import(pathToFileURL(dir + '/glue.js').href)
  return { spin: instance.exports.spin, glue }
}
export const run = ({ spin, glue }) => glue.run(spin)
`,
  )
  return 'workload.mjs'
}
