// A program that counts with a module, to be profiled.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Profile } from '../../packages/culprit/src/model/profile.ts'
import * as build from '../build-module.ts'
import { culprit, emptyFolder } from '../program.ts'

export const fib = build.moduleOf(
  build.types(build.functionType([build.i32], [build.i32])),
  build.functions(0),
  build.exports(build.exportOf('fib', 0, 0)),
  build.code(
    build.body(
      [
        [0x20, 0, 0x41, 2, 0x48], // n < 2
        [0x04, 0x7f, 0x20, 0, 0x05], // if: n, else:
        [0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x20, 0, 0x41, 2, 0x6b, 0x10, 0, 0x6a], // fib(n - 1) + fib(n - 2)
        [0x0b],
      ].flat(),
    ),
  ),
)
export const calls = (n: number): number => (n < 2 ? 1 : 1 + calls(n - 1) + calls(n - 2))
/** `local.get const lt_s if` and then `local.get`, or the nine of both calls and the addition. `else` and `end` cost nothing. */
export const instructions = (n: number): number => (n < 2 ? 5 : 4 + 9 + instructions(n - 1) + instructions(n - 2))

export const load = `import { readFileSync } from 'node:fs'
const { instance } = await WebAssembly.instantiate(readFileSync('fib.wasm'))
`

export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'fib.wasm'), fib)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

export async function profileJson(folder: string, ...args: readonly string[]): Promise<Profile> {
  const { code, stdout, stderr } = await culprit(folder, 'profile', '--json', ...args)
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Profile
}
