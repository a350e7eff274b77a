import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProfileDiff } from '../../packages/culprit/src/model/profile-diff.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'
import { calls, folderWith, instructions, load, profileJson } from './profiled-program.ts'

describe('a reference', () => {
  test('only the runs after the setup and the first one are counted', async () => {
    const folder = folderWith({})
    const profile = await profileJson(folder, 'fib.wasm', '--invoke', 'fib', '--args', '11', '--mode', 'ops', '--iterations', '3')
    expect(profile.functions).toMatchObject([{ calls: 3 * calls(11), instructions: 3 * instructions(11) }])
    expect(profile.notes).toContain('Counted are 3 runs after the setup and a first run.')
  })

  test('two of them are compared function by function', async () => {
    const folder = emptyFolder()
    const args = [variant(folder, 'a', 10), variant(folder, 'b', 13), '--workload', workload(folder), '--mode', 'ops', '--json']
    const { code, stdout, stderr } = await culprit(folder, 'profile', ...args)
    expect(code, stderr).toBe(0)
    const { functions } = JSON.parse(stdout) as ProfileDiff
    expect(functions).toHaveLength(1)
    expect(functions[0]).toMatchObject({ a: { name: 'spin' }, b: { name: 'spin' }, share: 1 })
    const { a, b } = functions[0]!.instructions!
    expect(b / a).toBeCloseTo(1.3, 4)
  })

  test('a workload that throws is no profile', async () => {
    const folder = folderWith({ 'w.mjs': "export const run = () => { throw new Error('boom') }" })
    const { code, stderr } = await culprit(folder, 'profile', 'fib.wasm', '--workload', 'w.mjs')
    expect([code, stderr]).toEqual([2, expect.stringContaining('boom')])
  })
})

describe('where it goes', () => {
  let folder: string
  beforeAll(async () => {
    folder = folderWith({ 'app.mjs': `${load}instance.exports.fib(5)` })
    await culprit(folder, 'profile', '-o', 'fib-of-5.json', '--', process.execPath, 'app.mjs')
  })

  test.each(['flame.html', 'flame.svg', 'p.folded', 'p.speedscope.json', 'p.firefox.json', 'p.pb.gz', 'p.json', 'p.md'])(
    'to %s, by its ending',
    async file => {
      const { code, stdout, stderr } = await culprit(folder, 'profile', 'fib-of-5.json', '-o', file)
      expect(code, stderr).toBe(0)
      expect(stdout).toContain('fib')
      const content = readFileSync(join(folder, file))
      const begins: Record<string, string | number[]> = {
        'flame.html': '<!doctype html>',
        'flame.svg': '<?xml',
        'p.folded': 'fib',
        'p.pb.gz': [0x1f, 0x8b],
        'p.md': String(instructions(5)),
      }
      const expected = begins[file] ?? '{'
      expect(content.subarray(0, expected.length).toString('latin1').toLowerCase()).toBe(Buffer.from(expected as string).toString('latin1'))
    },
  )

  test('a profile document and a profile of another tool are read again', async () => {
    writeFileSync(join(folder, 'old.folded'), 'main;work 30\nmain 10\n')
    const { stdout } = await culprit(folder, 'profile', 'old.folded', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'profile', mode: 'imported', program: 'old.folded' })
    expect(await profileJson(folder, 'fib-of-5.json')).toMatchObject({ mode: 'tree', program: `${process.execPath} app.mjs` })
    writeFileSync(join(folder, 'bad.json'), '{ "no": "profile" }')
    for (const file of ['missing.folded', 'bad.json']) {
      const bad = await culprit(folder, 'profile', file)
      expect([bad.code, bad.stderr]).toEqual([64, expect.stringContaining(file)])
    }
  })

  test('bad patterns and options that do not fit are refused before anything runs', async () => {
    const folder = folderWith({ 'app.mjs': "import { writeFileSync } from 'node:fs'; writeFileSync('ran', '')" })
    for (const options of [
      ['--only', '('],
      ['--mode', 'ops', '--clock'],
      ['--iterations', '0'],
    ]) {
      const { code } = await culprit(folder, 'profile', ...options, '--', process.execPath, 'app.mjs')
      expect(code).toBe(64)
    }
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })

  test('interrupting culprit ends the program too', async () => {
    const folder = folderWith({ 'app.mjs': `${load}instance.exports.fib(5)\nconsole.error('running')\nsetInterval(() => {}, 1000)` })
    const running = start(folder, ['profile', '--mode', 'count', '--', process.execPath, 'app.mjs'])
    await running.until('running')
    running.kill('SIGTERM')
    expect((await running.ended).code).toBe(2)
  })
})
