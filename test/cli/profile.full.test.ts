import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProfileDiff } from '../../packages/culprit/src/model/profile-diff.ts'
import { culprit, emptyFolder, start } from '../program.ts'

const workload = join(import.meta.dirname, '../../examples/amaro/strip-types.mjs')

/** What a run of the example executes, as counted when this was written; it does not depend on the machine or on Node's version. */
const executed = { a: 141_861_182, b: 184_984_807 }

test.each([
  ['ops', 'node'],
  ['tree', 'node@20.19.2'],
])('what amaro executes is the same to the last digit, by %s on %s', async (mode, engine) => {
  const folder = emptyFolder()
  const args = ['npm:amaro@0.5.3', 'npm:amaro@1.0.0', '--workload', workload, '--mode', mode, '--engine', engine]
  const { code, stdout, stderr } = await culprit(folder, 'profile', ...args, '--json')
  expect(code, stderr).toBe(0)
  const { functions } = JSON.parse(stdout) as ProfileDiff
  const total = (side: 'a' | 'b') => functions.reduce((sum, { instructions }) => sum + (instructions?.[side] ?? 0), 0)
  expect({ a: total('a'), b: total('b') }).toEqual(executed)
})

test('a bundler in WebAssembly with threads of its own gives the same output, profiled or not', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { createHash } from 'node:crypto'
import { transform } from 'esbuild-wasm'
const source = Array.from({ length: 400 }, (_, i) => \`export function f\${i}(first, second) { return first * \${i} + second }\`).join('\\n')
const { code } = await transform(source, { minify: true })
console.log(createHash('sha256').update(code).digest('hex'))
process.exit(0)
`,
  )
  const { execFileSync } = await import('node:child_process')
  execFileSync('npm', ['install', 'esbuild-wasm@0.28.2', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: folder })
  const plain = execFileSync(process.execPath, ['app.mjs'], { cwd: folder, encoding: 'utf8' })
  for (const mode of ['count', 'ops', 'tree', 'time']) {
    const { code, stderr, stdout } = await culprit(folder, 'profile', '--json', '--mode', mode, '--', process.execPath, 'app.mjs')
    expect(code, stderr).toBe(0)
    expect(stderr, mode).toContain(plain)
    expect((JSON.parse(stdout) as { functions: object[] }).functions.length, mode).toBeGreaterThan(100)
  }
})

test.each([
  ['once, and is killed after some seconds', 1],
  ['twice, and is killed at once', 2],
])('a program that hears of no signal is asked to end %s; nothing of it is left', async (_, times) => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'busy.mjs'),
    `import { writeFileSync } from 'node:fs'
writeFileSync('pid', String(process.pid))
for (;;);`,
  )
  const running = start(folder, ['profile', '--', process.execPath, 'busy.mjs'])
  await expect
    .poll(() => existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8') !== '', { timeout: 30_000 })
    .toBe(true)
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  for (let time = 0; time < times; time++) {
    running.kill('SIGINT')
    if (time === 0) await running.until('Waiting for the program to end')
  }
  const { code, stderr } = await running.ended
  expect(code).toBe(2)
  if (times === 1) expect(stderr).toContain('was killed')
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false)
})
