import { execFile } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { culprit, emptyFolder } from '../program.ts'

const fibonacci = join(import.meta.dirname, '../../examples/fibonacci')

/** A copy of the example, so that what is written there does not stay. */
function copy(): string {
  const folder = emptyFolder()
  cpSync(fibonacci, folder, { recursive: true })
  return folder
}

const expected = (file: string) => readFileSync(join(fibonacci, file), 'utf8')

test('the folded stacks and the flame graph of the Fibonacci example are the ones that are shown', async () => {
  const folder = copy()
  const folded = await culprit(folder, 'profile', '--format', 'folded', '--', process.execPath, 'main.mjs')
  expect(folded.stdout).toBe(expected('folded.txt'))
  expect(folded.stderr).toBe('6 of the first 16 Fibonacci numbers are even\n')
  const picture = await culprit(folder, 'profile', '--format', 'svg', '--', 'node', 'main.mjs')
  expect(picture.stdout).toBe(expected('flame.svg'))
})

test('its counts are those that were calculated by hand', async () => {
  const { stdout } = await culprit(copy(), 'profile', '--json', '--mode', 'ops', '--', process.execPath, 'main.mjs')
  const { functions } = JSON.parse(stdout) as { functions: { name: string; calls: number; instructions: number }[] }
  expect(functions.map(({ name, calls, instructions }) => [name, calls, instructions])).toEqual([
    ['fibonacci', 5150, 2583 * 5 + 2567 * 13],
    ['even', 16, 64],
    ['run', 1, 16 * 14 + 1],
  ])
})

test('a host with hooks of its own is told of every entry and exit', async () => {
  const folder = copy()
  const { code, stderr } = await culprit(folder, 'instrument', 'fibonacci.wasm', '-o', 'hooked.wasm', '--mode', 'hooks')
  expect(code, stderr).toBe(0)
  const { stdout } = await promisify(execFile)(process.execPath, ['hooks.mjs', 'hooked.wasm'], { cwd: folder })
  const calls = stdout
    .trimEnd()
    .split('\n')
    .map(line => [line.replace(/ \d+$/, '').split(';').at(-1), Number(/\d+$/.exec(line)![0])] as const)
  const of = (name: string) => calls.filter(([last]) => last === name).reduce((sum, [, count]) => sum + count, 0)
  expect([of('run'), of('fibonacci'), of('even')]).toEqual([1, 5150, 16])
})
