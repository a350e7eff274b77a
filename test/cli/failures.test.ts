import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../packages/culprit/src/platform/config-file.ts'
import * as build from '../build-module.ts'
import { culprit, emptyFolder } from '../program.ts'
import { spinModule, variant, workload } from '../variants.ts'
import { compareWith } from './compare-with.ts'

describe('a workload that misbehaves', () => {
  test('throwing on both sides is measured as nothing, and nothing is not a pass', async () => {
    const throws = "export const run = () => { throw new Error('boom') }"
    const { code, document } = await compareWith({ baseline: throws, candidate: throws })
    expect(code).toBe(2)
    expect(document).toMatchObject({ verdict: 'inconclusive', decidedBy: null, ratio: null, pairs: 0 })
    expect(document.failures.map(({ arm, cause, phase }) => [arm, cause, phase])).toEqual([
      ['baseline', 'threw', 'run'],
      ['candidate', 'threw', 'run'],
    ])
  })

  test('throwing on the candidate only is a regression', async () => {
    const { code, document } = await compareWith({ candidate: "export const run = () => { throw new Error('boom') }" })
    expect(code).toBe(1)
    expect(document).toMatchObject({ verdict: 'regression', decidedBy: 'failure', ratio: null })
    expect(document.failures[0]).toMatchObject({ arm: 'candidate', cause: 'threw', times: 3 })
    expect(document.failures[0]?.message).toContain('boom')
  })
})

describe('what is not there', () => {
  test('a missing folder, with the path as it was written', async () => {
    const folder = emptyFolder()
    const { code, stdout, stderr } = await culprit(folder, 'compare', './a', './b', '--workload', workload(folder), '--json')
    expect(code).toBe(64)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'error', code: 'missing-file', exitCode: 64 })
    expect(stderr).toContain('There is no file or folder "./')
  })

  test('a missing workload', async () => {
    const folder = emptyFolder()
    const sides = [variant(folder, 'a', 10), variant(folder, 'b', 10)]
    const { code, stderr } = await culprit(folder, 'compare', ...sides, '--workload', 'nowhere.mjs')
    expect(code).toBe(64)
    expect(stderr).toContain('nowhere.mjs')
  })

  test('a workload without run', async () => {
    const folder = emptyFolder()
    const sides = [variant(folder, 'a', 10), variant(folder, 'b', 10)]
    writeFileSync(join(folder, 'empty.mjs'), 'export const walk = 1\n')
    const { code, stderr } = await culprit(folder, 'compare', ...sides, '--workload', 'empty.mjs')
    expect(code).toBe(64)
    expect(stderr).toContain('it exports no function "run" (it exports: walk)')
  })

  test('a missing export, with those that there are', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'a.wasm'), spinModule(1))
    const { code, stderr } = await culprit(folder, 'compare', 'a.wasm', 'a.wasm', '--invoke', 'jump', '--args', '1')
    expect(code).toBe(64)
    expect(stderr).toContain('a.wasm exports no function "jump".\n  It exports: spin.')
  })

  test('a module that is cut off, with the offset', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'whole.wasm'), spinModule(1))
    writeFileSync(join(folder, 'cut.wasm'), spinModule(1))
    truncateSync(join(folder, 'cut.wasm'), 40)
    for (const args of [
      ['inspect', 'cut.wasm'],
      ['diff', 'whole.wasm', 'cut.wasm'],
      ['compare', 'whole.wasm', 'cut.wasm', '--invoke', 'spin', '--args', '1'],
    ]) {
      const { code, stderr } = await culprit(folder, ...args)
      expect(code).toBe(64)
      expect(stderr).toMatch(/cut\.wasm: .* \(at offset 0x[0-9a-f]+\)/)
    }
  })

  test('a run that is not in the store', async () => {
    const { code, stderr } = await culprit(emptyFolder(), 'report', '20200101-000000-0000')
    expect(code).toBe(64)
    expect(stderr).toContain('The store has no run "20200101-000000-0000".')
  })

  test('what has nothing left to measure, when it is to be resumed', async () => {
    const folder = emptyFolder()
    const ids = { alarms: '20200101-000000-0000', benches: '20200101-000000-0001' }
    for (const [kind, id] of Object.entries(ids)) mkdirSync(join(folder, '.culprit', kind, id), { recursive: true })
    for (const [id, why] of [
      [ids.alarms, 'of the alarm is short'],
      [ids.benches, 'it was imported'],
    ] as const) {
      const { code, stderr } = await culprit(folder, 'resume', id)
      expect(stderr).toMatch(new RegExp(`${id} cannot be resumed: .*${why}[^]*culprit report ${id} shows it`))
      expect(code).toBe(64)
    }
  })

  test('nothing is left in the store by a command that could not begin', async () => {
    const folder = emptyFolder()
    await culprit(folder, 'compare', './a', './b', '--workload', workload(folder))
    expect(readdirSync(join(folder, '.culprit', 'runs'))).toEqual([])
  })
})

test('a configuration that leaves a timer behind keeps nobody waiting', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'culprit.config.mjs'), 'setInterval(() => {}, 1e6)\nexport default { suites: { a: { benchmarks: {} } } }\n')
  const { code, stderr } = await culprit(folder, 'bench')
  expect(stderr).toContain('The suites have no benchmarks.')
  expect(code).toBe(64)
})

test('a configuration that is a promise is not taken for an empty one', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'culprit.config.mjs'), 'export default Promise.resolve({ suites: {} })\n')
  const { code, stderr } = await culprit(folder, 'bench')
  expect(stderr).toContain('is no configuration: the default export is a promise')
  expect(code).toBe(64)
})

describe('bad usage', () => {
  test.each([
    [['compare', 'a'], 'missing required argument'],
    [['fly'], 'unknown command'],
    [['compare', 'a', 'b', '--budget', '5'], 'Expected a duration such as'],
    [['compare', 'a', 'b', '--threshold', '2'], 'Expected a share such as'],
    [['compare', 'svn:x', 'b', '--workload', 'w.mjs'], 'there is no source "svn"'],
    [['compare', 'npm:-evil@1', 'b', '--workload', 'w.mjs'], 'names nothing that can be measured'],
    // Said before anything is read: none of the files and repositories is there.
    [['inspect', 'a.wasm', '--format', 'junit'], 'What culprit inspect writes has nothing to pass or fail'],
    [['diff', 'a.wasm', 'b.wasm', '-o', 'report.xml'], 'What culprit diff writes has nothing to pass or fail'],
    [['diff', 'a.wasm', 'b.wasm', '--function', '0', '--format', 'junit'], 'What culprit diff writes has nothing to pass or fail'],
    [
      ['suspects', '--repo', './r', '--after', '2026-01-01', '--format', 'junit'],
      'What culprit suspects writes has nothing to pass or fail',
    ],
  ])('%j is refused', async (args, message) => {
    const folder = emptyFolder()
    workload(folder)
    writeFileSync(join(folder, 'w.mjs'), '')
    const { code, stderr } = await culprit(folder, ...args)
    expect(stderr).toContain(message)
    expect(code).toBe(64)
  })
})

test('a configuration that ends the process is no success', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'culprit.config.mjs'), 'process.exit(0)\n')
  const { code, stderr } = await culprit(folder, 'bench', '--quick')
  expect([code, stderr]).toEqual([2, expect.stringContaining('ended before the command was done')])
})

test('init does not overwrite a file', async () => {
  const folder = emptyFolder()
  expect((await culprit(folder, 'init', 'npm:amaro@1.0.0')).code).toBe(0)
  const written = readFileSync(join(folder, 'workload.mjs'), 'utf8')
  const again = await culprit(folder, 'init')
  expect(again.code).toBe(64)
  expect(readFileSync(join(folder, 'workload.mjs'), 'utf8')).toBe(written)
  rmSync(join(folder, 'workload.mjs'))
  expect(existsSync(join(folder, 'workload.mjs'))).toBe(false)
})

test('init writes a configuration that bench reads, and leaves one that is there', async () => {
  const folder = emptyFolder()
  // As `npm init` makes it: a .ts of it is no ES module.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
  expect(await culprit(folder, 'init', './dist', '--output', 'bench/parse.mjs')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('culprit bench --config bench/culprit.config.mts --save first\n'),
  })
  const found = await readConfig('bench/culprit.config.mts', folder)
  expect(found?.config.suites?.main).toMatchObject({ reference: '../dist' })
  const { stdout } = await culprit(folder, 'init', '--output', 'bench/other.mjs')
  expect(stdout).toContain('is left as it is')
  writeFileSync(join(folder, 'culprit.config.ts'), 'export default {}\n')
  const { code, stderr } = await culprit(folder, 'bench', '--quick')
  expect([code, stderr]).toEqual([64, expect.stringContaining('its package.json says that it is no ES module; call it culprit.config.mts')])
})

test('a file whose ending says no form is refused before anything is done', async () => {
  const folder = emptyFolder()
  for (const command of [
    ['diff', 'a.wasm', 'b.wasm', '-o', 'result.xyz'],
    ['profile', '-o', 'result.cpuprofile', '--', 'node', 'app.mjs'],
  ]) {
    const { code, stderr } = await culprit(folder, ...command)
    expect([code, stderr]).toEqual([
      64,
      expect.stringMatching(/^culprit: The ending of "result\.\w+" says no form\.\n  Take one of \.txt, /),
    ])
  }
})

test('an argument that is no whole number is refused for an i32', async () => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'module.wasm'),
    build.moduleOf(
      build.types(build.functionType([build.i32], [])),
      build.functions(0),
      build.exports(build.exportOf('f', 0, 0)),
      build.code(build.body([])),
    ),
  )
  const { code, stderr } = await culprit(folder, 'compare', 'module.wasm', 'module.wasm', '--invoke', 'f', '--args', '1.5')
  expect([code, stderr]).toEqual([64, expect.stringContaining('Argument 1 of f is i32, and 1.5 is no whole number of 32 bits.')])
})
