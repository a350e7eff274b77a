import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import * as build from '../build-module.ts'
import { functionDiffSchema } from '../../packages/culprit/src/model/function-diff.ts'
import { bin, culprit, emptyFolder, start } from '../program.ts'

const nothing = build.functionType([], [])
const call = (index: number) => [0x10, index]
const constant = (value: number) => [0x41, value, 0x1a]

function moduleOf(names: readonly string[], ...bodies: readonly number[][]): Uint8Array {
  return build.moduleOf(
    build.types(nothing),
    build.functions(...bodies.map(() => 0)),
    build.code(...bodies.map(operators => build.body(operators))),
    build.custom('name', build.section(1, build.vector(names.map((name, index) => [index, ...build.name(name)])))),
  )
}

let folder: string
beforeAll(() => {
  folder = emptyFolder()
  writeFileSync(join(folder, 'a.wasm'), moduleOf(['run', 'twin', 'twin'], [...call(1), ...constant(1)], constant(5), constant(6)))
  writeFileSync(
    join(folder, 'b.wasm'),
    moduleOf(['new', 'run', 'twin', 'twin'], [], [...call(2), ...constant(2)], constant(5), constant(6)),
  )
  const many = Array.from({ length: 300_000 }, () => 0x01)
  writeFileSync(join(folder, 'large.wasm'), moduleOf(['run'], many))
})

test('the form of a file follows from its ending, and --format has the last word', async () => {
  for (const [file, begins] of [
    ['a.html', '<!doctype html>'],
    ['a.json', '{'],
    ['a.txt', 'different'],
  ]) {
    await culprit(folder, 'diff', 'a.wasm', 'b.wasm', '-o', file!)
    expect(readFileSync(join(folder, file!), 'utf8').toLowerCase().startsWith(begins!), file).toBe(true)
  }
  await culprit(folder, 'diff', 'a.wasm', 'b.wasm', '-o', 'b.html', '--format', 'json')
  expect(readFileSync(join(folder, 'b.html'), 'utf8').startsWith('{')).toBe(true)
})

describe('inspect', () => {
  test('--function writes one function, by its name or its index', async () => {
    const text = '(func $run (;0;) (type 0)\n  call $twin#1\n  i32.const 1\n  drop\n)\n'
    for (const name of ['run', '0', '$run']) expect((await culprit(folder, 'inspect', 'a.wasm', '--function', name)).stdout).toBe(text)
  })

  test('--function says which functions have the name when several have it, and what there is when none has', async () => {
    const several = await culprit(folder, 'inspect', 'a.wasm', '--function', 'twin')
    expect(several).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('Name one by its index: 1, 2.') })
    const none = await culprit(folder, 'inspect', 'a.wasm', '--function', 'ru')
    expect(none).toMatchObject({ code: 64, stderr: expect.stringContaining('Names that contain it: run.') })
  })

  test('--text writes the whole module, to stdout or to a file', async () => {
    const { stdout, code } = await culprit(folder, 'inspect', 'a.wasm', '--text')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\(module\n {2}\(type \(;0;\) \(func\)\)\n {2}\(func \$run [^]*\n\)\n$/)
    await culprit(folder, 'inspect', 'a.wasm', '--text', '-o', 'a.wat')
    expect(readFileSync(join(folder, 'a.wat'), 'utf8')).toBe(stdout)
  })

  test('--text ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [bin, 'inspect', 'large.wasm', '--text'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    const [beginning] = (await once(child.stdout, 'data')) as [Buffer]
    child.stdout.destroy()
    const [code] = (await once(child, 'close')) as [number]
    expect(beginning.toString()).toMatch(/^\(module\n/)
    expect([code, stderr]).toEqual([0, ''])
  })

  test('a disk without room is told and ends with 2, never as a regression, whether stdout or --output is on it', async () => {
    const file = await start(folder, ['inspect', 'large.wasm', '--text', '-o', 'full.wat'], ['-f', '8']).ended
    expect(file).toMatchObject({ code: 2, stderr: expect.stringContaining('Could not write "full.wat": EFBIG') })
    expect(existsSync(join(folder, 'full.wat'))).toBe(false)
    const stdout = openSync(join(folder, 'stdout.wat'), 'w')
    const limited = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, bin, 'inspect', 'large.wasm', '--text']
    const { status, stderr } = spawnSync('sh', limited, { cwd: folder, stdio: ['ignore', stdout, 'pipe'], encoding: 'utf8' })
    closeSync(stdout)
    expect([status, stderr]).toEqual([2, 'culprit: Could not write to stdout: EFBIG: file too large, write.\n'])
  })

  test('text has no other form', async () => {
    const { code, stdout } = await culprit(folder, 'inspect', 'a.wasm', '--text', '--json')
    expect([code, JSON.parse(stdout).code]).toEqual([64, 'bad-arguments'])
  })
})

describe('diff --function', () => {
  test('finds the partner, and shows what differs beyond what moved', async () => {
    const { stdout } = await culprit(folder, 'diff', 'a.wasm', 'b.wasm', '--function', 'run', '--json')
    const { a, b, lines, rows } = functionDiffSchema.parse(JSON.parse(stdout))
    expect([a.index, b.index, lines]).toEqual([0, 1, { same: 4, changed: 1, removed: 0, added: 0 }])
    expect(rows.find(({ state }) => state === 'changed')).toMatchObject({ a: { text: 'i32.const 1' }, b: { text: 'i32.const 2' } })
  })

  test('compares any two functions that are named by their indices', async () => {
    const { stdout } = await culprit(folder, 'diff', 'a.wasm', 'b.wasm', '--function', '2:0', '--json')
    expect(functionDiffSchema.parse(JSON.parse(stdout))).toMatchObject({ how: null, lines: { removed: 2, added: 0 } })
  })
})
