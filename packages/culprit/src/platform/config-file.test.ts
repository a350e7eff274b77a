import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { readConfig } from './config-file.ts'

/** A folder with a configuration that exports this by default. */
async function withConfig(exported: unknown, name = 'culprit.config.mjs'): Promise<string> {
  const folder = emptyFolder()
  await fs.writeFile(join(folder, name), `export default ${JSON.stringify(exported)}\n`)
  return folder
}

test('there may be none, but not when it was named', async () => {
  const folder = emptyFolder()
  expect(await readConfig(null, folder)).toBeNull()
  await expect(readConfig('other.mjs', folder)).rejects.toThrow(`There is no configuration "${join(folder, 'other.mjs')}".`)
})

test('the one of the folder is read under its usual names, TypeScript first, and any other when it is named', async () => {
  const suites = { parser: { benchmarks: { parse: { workload: './a.mjs' } } } }
  const folder = await withConfig({ suites })
  expect(await readConfig(null, folder)).toEqual({ path: join(folder, 'culprit.config.mjs'), folder, config: { suites } })
  await fs.writeFile(join(folder, 'culprit.config.ts'), 'const none: object = {}\nexport default none\n')
  expect(await readConfig(null, folder)).toMatchObject({ path: join(folder, 'culprit.config.ts'), config: {} })
  await fs.mkdir(join(folder, 'perf'))
  await fs.copyFile(join(folder, 'culprit.config.mjs'), join(folder, 'perf', 'slow.mjs'))
  expect(await readConfig('perf/slow.mjs', folder)).toMatchObject({ folder: join(folder, 'perf'), config: { suites } })
})

test.each([
  ['throws', "throw new Error('not today')", 'not today'],
  ['throws no error', "throw 'text'", 'text'],
  ['is no program', 'export default {', ''],
  ['imports what is not there', "import './nothing.mjs'\nexport default {}", 'nothing.mjs'],
  ['exports nothing by default', 'export const suites = {}', 'the default export: '],
  ['exports text', "export default 'runtime'", 'the default export: '],
  ['has a field that throws', "export default { get suites() { throw new Error('not now') } }", 'not now'],
  ['throws what has no text', 'throw Object.create(null)', 'it threw what cannot be written as text'],
])('one that %s is named with what is wrong', async (_, text, problem) => {
  const folder = emptyFolder()
  const path = join(folder, 'culprit.config.mjs')
  await fs.writeFile(path, text)
  await expect(readConfig(null, folder)).rejects.toThrow(
    expect.objectContaining({ message: expect.stringMatching(new RegExp(`^"${path}" is no configuration: .*${problem}`, 's')) }),
  )
})

test.each([
  ['a field that there is not', { suite: {} }, /the default export: .*"suite"/],
  ['a threshold of 0', { suites: { a: { threshold: 0, benchmarks: {} } } }, /: suites\.a\.threshold: /],
  ['no engine', { suites: { a: { engines: [], benchmarks: {} } } }, /: suites\.a\.engines: /],
  ['a wrong type', { suites: { a: { benchmarks: { load: { workload: 3 } } } } }, /: suites\.a\.benchmarks\.load\.workload: /],
  ['a field misspelt', { suites: { a: { benchmarks: { load: { worklaod: './a.mjs' } } } } }, /: suites\.a\.benchmarks\.load: .*"worklaod"/],
  [
    'a workload and an export',
    { suites: { a: { benchmarks: { load: { workload: './a.mjs', invoke: 'f' } } } } },
    /workload and invoke exclude/,
  ],
  ['arguments of nothing', { suites: { a: { benchmarks: { load: { workload: './a.mjs', args: [1] } } } } }, /args are those of invoke/],
  ['bytes that are none', { suites: { a: { benchmarks: { load: { bytes: -1 } } } } }, /: suites\.a\.benchmarks\.load\.bytes: /],
  ['a wrong command', { suites: { a: { commands: { load: { command: 3 } } } } }, /: suites\.a\.commands\.load\.command/],
  ['a suite that is empty', { suites: { a: {} } }, /: suites\.a\./],
])('%s is named with its place', async (_, exported, problem) => {
  await expect(readConfig(null, await withConfig(exported))).rejects.toThrow(problem)
})

test('one that awaits what never comes is not waited for', async () => {
  const folder = emptyFolder()
  await fs.writeFile(join(folder, 'culprit.config.mjs'), 'await new Promise(() => {})\nexport default {}\n')
  await expect(readConfig(null, folder, 50)).rejects.toThrow('is no configuration: it did not load within 0.05 s')
})
