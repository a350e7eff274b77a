import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bin, culprit, emptyFolder } from '../program.ts'

const fibonacci = join(import.meta.dirname, '../../examples/fibonacci/fibonacci.wasm')

/** Fails when stdout has anything but one document. */
function kindOf(stdout: string): string {
  return (JSON.parse(stdout) as { kind: string }).kind
}

describe('with --json stdout has one document', () => {
  test('also when there is no command', async () => {
    const { code, stdout } = await culprit(emptyFolder(), '--json')
    expect([code, JSON.parse(stdout)]).toEqual([64, expect.objectContaining({ kind: 'error', code: 'usage', exitCode: 64 })])
  })

  test('also when a report goes to a file, in the form of that file', async () => {
    const folder = emptyFolder()
    const { code, stdout } = await culprit(folder, 'inspect', fibonacci, '--json', '-o', 'report.md')
    expect([code, kindOf(stdout)]).toEqual([0, 'module'])
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).not.toMatch(/^\{/)
  })

  test('also when a profile goes to a file, and the program that is profiled prints', async () => {
    const folder = emptyFolder()
    copyFileSync(fibonacci, join(folder, 'fibonacci.wasm'))
    writeFileSync(
      join(folder, 'app.mjs'),
      `import { readFileSync } from 'node:fs'
const { instance } = await WebAssembly.instantiate(readFileSync('fibonacci.wasm'))
console.log('the program says', instance.exports.run(5))\n`,
    )
    const words = ['--', process.execPath, 'app.mjs']
    const { code, stdout, stderr } = await culprit(folder, 'profile', '--json', '-o', 'profile.folded', '--quiet', ...words)
    expect([code, kindOf(stdout)]).toEqual([0, 'profile'])
    expect(stderr).toContain('the program says')
    expect(readFileSync(join(folder, 'profile.folded'), 'utf8')).toMatch(/^run/m)
  })
})

test.each([
  [['report', 'any', '--format', 'html']],
  [['inspect', fibonacci, '--format', 'md']],
  [['profile', '--format', 'folded', '--', process.execPath, '-e', '0']],
])('--json is refused with another form, which stdout cannot have too: %j', async words => {
  const { code, stdout, stderr } = await culprit(emptyFolder(), '--json', ...words)
  expect([code, kindOf(stdout)]).toEqual([64, 'error'])
  expect(stderr).toContain('--json asks for JSON on stdout')
})

test('what init cannot write is bad usage, with the file', async () => {
  const { code, stdout, stderr } = await culprit(emptyFolder(), 'init', '--output', `${bin}/workload.mjs`, '--json')
  expect([code, JSON.parse(stdout)]).toEqual([64, expect.objectContaining({ code: 'unwritable-output', exitCode: 64 })])
  expect(stderr).toContain(`Could not write "${bin}/workload.mjs"`)
})

test('an option of a command before its name is refused with where it belongs', async () => {
  const { code, stderr } = await culprit(emptyFolder(), '--seed', '7', 'compare', 'a', 'b')
  expect([code, stderr]).toEqual([64, expect.stringContaining('Options of a command stand behind its name.')])
})

test.each([
  [['clean'], '`culprit clean --help` lists what it takes.'],
  [['diff', fibonacci], '`culprit diff --help` lists what it takes.'],
  [['report', '--format', 'x'], '`culprit report --help` lists what it takes.'],
  [['no-command'], '`culprit --help` lists the commands.'],
  [['compare', fibonacci, fibonacci], 'docs/workloads.md shows what can be measured, and how.'],
])('bad usage names the help that is about it: %j', async (words, help) => {
  const { code, stdout, stderr } = await culprit(emptyFolder(), ...words, '--json')
  expect([code, stderr]).toEqual([64, expect.stringContaining(help)])
  expect(JSON.parse(stdout).hint).toContain(help)
})
