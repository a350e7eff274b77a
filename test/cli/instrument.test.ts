import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import * as build from '../build-module.ts'
import { culprit, emptyFolder } from '../program.ts'

/** `run` is Fibonacci's function: 5 instructions for 0 and 1, 13 for the others, and 1973 calls for 15. */
const app = build.moduleOf(
  build.types(build.functionType([build.i32], [build.i32])),
  build.functions(0),
  build.exports(build.exportOf('run', 0, 0)),
  build.code(
    build.body(
      [
        [0x20, 0, 0x41, 2, 0x48, 0x04, 0x7f, 0x20, 0, 0x05],
        [0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x20, 0, 0x41, 2, 0x6b, 0x10, 0, 0x6a, 0x0b],
      ].flat(),
    ),
  ),
)

function folderWithApp(): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'app.wasm'), app)
  return folder
}

const page = readFileSync(join(import.meta.dirname, '../../docs/instrument.md'), 'utf8')
const examples = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(match => match[1]!)

test.each(examples.map((example, index) => ({ example, index })))(
  'example $index of docs/instrument.md prints calls and instructions',
  async ({ example }) => {
    const folder = folderWithApp()
    expect(await culprit(folder, 'instrument', 'app.wasm', '-o', 'counting.wasm')).toMatchObject({ code: 0, stderr: '' })
    // As if the package were installed.
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(import.meta.dirname, '../../packages/culprit'), join(folder, 'node_modules/culprit'))
    writeFileSync(join(folder, 'example.mjs'), example)
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder })
    expect(stdout).toBe(`0 run 1973 ${987 * 5 + 986 * 13}\n`)
  },
)

test('what the copy is and how it is read is said, and the module stays as it is', async () => {
  const folder = folderWithApp()
  const ended = await culprit(folder, 'instrument', 'app.wasm', '-o', 'tree.wasm', '--mode', 'tree', '--one-memory')
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toContain('tree.wasm: 1 of 1 functions instrumented (tree)')
  expect(ended.stdout).toContain('The export __culprit_read gives the numbers')
  expect(existsSync(join(folder, 'tree.wasm.layout.json'))).toBe(true)
  expect(WebAssembly.validate(new Uint8Array(readFileSync(join(folder, 'tree.wasm'))))).toBe(true)
  expect(new Uint8Array(readFileSync(join(folder, 'app.wasm')))).toEqual(app)
})

test('with --json the layout is printed too', async () => {
  const folder = folderWithApp()
  const { stdout } = await culprit(folder, 'instrument', 'app.wasm', '-o', 'counting.wasm', '--json')
  expect(stdout).toBe(readFileSync(join(folder, 'counting.wasm.layout.json'), 'utf8'))
})

test('the module itself is never overwritten, by whatever name', async () => {
  const folder = folderWithApp()
  symlinkSync('app.wasm', join(folder, 'other.wasm'))
  for (const output of ['app.wasm', './app.wasm', 'other.wasm']) {
    const { code, stderr } = await culprit(folder, 'instrument', 'app.wasm', '-o', output)
    expect(code).toBe(64)
    expect(stderr).toContain('never overwritten')
  }
  expect(new Uint8Array(readFileSync(join(folder, 'app.wasm')))).toEqual(app)
})

test('a filter that is no regular expression, and a clock without a tree, are usage errors', async () => {
  const folder = folderWithApp()
  for (const options of [['--only', '('], ['--clock']]) {
    expect((await culprit(folder, 'instrument', 'app.wasm', '-o', 'copy.wasm', ...options)).code).toBe(64)
  }
  expect(existsSync(join(folder, 'copy.wasm'))).toBe(false)
})

test('a place that cannot be written is named, and is no fault of the program', async () => {
  const folder = folderWithApp()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await culprit(folder, 'instrument', 'app.wasm', '-o', 'file/copy.wasm')
  expect([code, stderr]).toEqual([64, expect.stringContaining('file/copy.wasm')])
})
