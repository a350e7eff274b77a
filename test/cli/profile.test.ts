import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Profile } from '../../packages/culprit/src/model/profile.ts'
import type { ProfileDiff } from '../../packages/culprit/src/model/profile-diff.ts'
import * as build from '../build-module.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'

const fib = build.moduleOf(
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
const calls = (n: number): number => (n < 2 ? 1 : 1 + calls(n - 1) + calls(n - 2))
/** `local.get const lt_s if` and then `local.get`, or the nine of both calls and the addition. `else` and `end` cost nothing. */
const instructions = (n: number): number => (n < 2 ? 5 : 4 + 9 + instructions(n - 1) + instructions(n - 2))

const load = `import { readFileSync } from 'node:fs'
const { instance } = await WebAssembly.instantiate(readFileSync('fib.wasm'))
`

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'fib.wasm'), fib)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

async function profileJson(folder: string, ...args: readonly string[]): Promise<Profile> {
  const { code, stdout, stderr } = await culprit(folder, 'profile', '--json', ...args)
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Profile
}

describe('any program', () => {
  test('counts are exact, and the same by paths and by functions', async () => {
    const folder = folderWith({ 'app.mjs': `${load}console.log('result', instance.exports.fib(12))` })
    const byFunction = await profileJson(folder, '--mode', 'ops', '--', process.execPath, 'app.mjs')
    expect(byFunction.functions).toMatchObject([{ kind: 'wasm', index: 0, name: 'fib', calls: calls(12), instructions: instructions(12) }])
    const byPath = await profileJson(folder, '--', process.execPath, 'app.mjs')
    expect(byPath.mode).toBe('tree')
    expect(byPath.tree!.instructions!.reduce((sum, value) => sum + value, 0)).toBe(instructions(12))
    const byCalls = await profileJson(folder, '--mode', 'count', '--', process.execPath, 'app.mjs')
    expect(byCalls.functions).toMatchObject([{ calls: calls(12), instructions: null }])
  })

  test('what the program prints does not disturb the document, and its exit code is told', async () => {
    const folder = folderWith({ 'app.mjs': `${load}console.log('printed', instance.exports.fib(3)); process.exitCode = 3` })
    const { stdout, stderr } = await culprit(folder, 'profile', '--json', '--mode', 'count', '--', process.execPath, 'app.mjs')
    expect((JSON.parse(stdout) as Profile).notes).toContain('The program ended with exit code 3.')
    expect(stderr).toContain('printed 2')
  })

  test.each([
    ['ends by the signal', ''],
    ['takes its leave itself', "process.on('SIGTERM', () => process.exit(0))"],
  ])('a server that is ended with Ctrl-C has its profile: one that %s', async (_, leave) => {
    const folder = folderWith({
      'app.mjs': `${load}instance.exports.fib(8)
setInterval(() => {}, 1000)
${leave}
console.log('serving')`,
    })
    const server = start(folder, ['profile', '--json', '--mode', 'count', '--', process.execPath, 'app.mjs'])
    await server.until('serving')
    server.kill('SIGINT')
    const { code, stdout, stderr } = await server.ended
    expect(code, stderr).toBe(2)
    expect((JSON.parse(stdout) as Profile).functions).toMatchObject([{ name: 'fib', calls: calls(8) }])
  })

  test('an error is no document because the program has a --json of its own', async () => {
    const { code, stdout } = await culprit(emptyFolder(), 'profile', '--', process.execPath, '-e', '0', '--', '--json')
    expect([code, stdout]).toEqual([2, ''])
  })

  test('worker threads count, with modules that they were sent, also when they are terminated', async () => {
    const folder = folderWith({
      'app.mjs': `import { readFileSync } from 'node:fs'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url))
  worker.postMessage(new WebAssembly.Module(readFileSync('fib.wasm')))
  await new Promise(done => worker.once('message', done))
  if (process.argv[2] === 'terminate') await worker.terminate()
  else process.exit(0)
} else parentPort.on('message', module => parentPort.postMessage(new WebAssembly.Instance(module).exports.fib(9)))`,
    })
    for (const end of ['terminate', 'exit']) {
      const { functions, notes } = await profileJson(folder, '--mode', 'count', '--', process.execPath, 'app.mjs', end)
      expect(functions).toMatchObject([{ name: 'fib', calls: calls(9) }])
      expect(notes).toEqual([])
    }
  })

  test('child processes count, of ES modules and of CommonJS', async () => {
    const folder = folderWith({
      'app.mjs': `${load}import { execFileSync } from 'node:child_process'
instance.exports.fib(8)
execFileSync(process.execPath, ['child.cjs'])`,
      'child.cjs': `const { readFileSync } = require('node:fs')
WebAssembly.compile(readFileSync('fib.wasm')).then(module => new WebAssembly.Instance(module).exports.fib(10))`,
    })
    const { functions, modules } = await profileJson(folder, '--mode', 'ops', '--', process.execPath, 'app.mjs')
    expect(modules).toMatchObject([{ instances: 2 }])
    expect(functions).toMatchObject([{ calls: calls(8) + calls(10), instructions: instructions(8) + instructions(10) }])
  })

  test('a module that comes as a response is counted, and refused as ever when its type is wrong', async () => {
    const folder = folderWith({
      'app.mjs': `import { readFileSync } from 'node:fs'
const response = type => new Response(readFileSync('fib.wasm'), { headers: { 'content-type': type } })
const { instance } = await WebAssembly.instantiateStreaming(Promise.resolve(response('application/wasm')))
instance.exports.fib(4)
await WebAssembly.compileStreaming(response('text/plain')).catch(error => console.log(error.name))`,
    })
    const { stderr, stdout } = await culprit(folder, 'profile', '--json', '--mode', 'count', '--', process.execPath, 'app.mjs')
    expect((JSON.parse(stdout) as Profile).functions).toMatchObject([{ calls: calls(4) }])
    expect(stderr).toContain('TypeError')
  })

  test('a program that is interrupted leaves what it counted', async () => {
    const folder = folderWith({
      'app.mjs': `${load}instance.exports.fib(7)\nprocess.kill(process.pid, 'SIGTERM')\nsetInterval(() => {}, 1000)`,
    })
    const { functions, notes } = await profileJson(folder, '--mode', 'count', '--', process.execPath, 'app.mjs')
    expect(functions).toMatchObject([{ calls: calls(7) }])
    expect(notes).toContain('The program was ended by SIGTERM.')
  })

  test('a program that is killed leaves nothing, and that is no success', async () => {
    const folder = folderWith({ 'app.mjs': `${load}instance.exports.fib(7)\nprocess.kill(process.pid, 'SIGKILL')` })
    const { code, stderr } = await culprit(folder, 'profile', '--', process.execPath, 'app.mjs')
    expect(code).toBe(2)
    expect(stderr).toContain('was ended by SIGKILL')
  })

  test('a program without modules is nothing profiled, and one that does not exist is named', async () => {
    const folder = folderWith({ 'app.mjs': '' })
    const nothing = await culprit(folder, 'profile', '--', process.execPath, 'app.mjs')
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('no module did anything where it could be seen')])
    const missing = await culprit(folder, 'profile', '--', './no-such-program')
    expect([missing.code, missing.stderr]).toEqual([64, expect.stringContaining('"./no-such-program" could not be started')])
    const empty = await culprit(folder, 'profile')
    expect([empty.code, empty.stderr]).toEqual([64, expect.stringContaining('What should be profiled?')])
  })

  test('a damaged module fails as it fails without us, and the reason is told', async () => {
    const folder = folderWith({
      'app.mjs': `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 9, 0, 0, 0])).catch(error => console.log(error.name))`,
    })
    const { code, stderr, stdout } = await culprit(folder, 'profile', '--mode', 'count', '--', process.execPath, 'app.mjs')
    expect(stdout).toContain('CompileError')
    expect([code, stderr]).toEqual([2, expect.stringContaining('Runs as it is: version 0x9 is neither a module')])
  })

  test('samples are named after the functions of the module', async () => {
    const folder = folderWith({ 'app.mjs': `${load}instance.exports.fib(32)` })
    const { functions, samplingIntervalNs, modules } = await profileJson(folder, '--mode', 'time', '--', process.execPath, 'app.mjs')
    // Node runs modules of its own too, such as the scanner of CommonJS exports.
    expect(functions.filter(({ module }) => module === modules[0]!.name)).toMatchObject([{ kind: 'wasm', name: 'fib', index: 0 }])
    expect(samplingIntervalNs).toBeGreaterThan(0)
  })
})

test('a small function that only the host calls has its own path', async () => {
  const small = build.moduleOf(
    build.types(build.functionType([], [build.i32])),
    build.functions(0),
    build.exports(build.exportOf('seven', 0, 0)),
    build.code(build.body([0x41, 7])),
  )
  const folder = folderWith({ 'app.mjs': `${load.replace('fib.wasm', 'small.wasm')}for (let i = 0; i < 5; i++) instance.exports.seven()` })
  writeFileSync(join(folder, 'small.wasm'), small)
  const { functions } = await profileJson(folder, '--', process.execPath, 'app.mjs')
  expect(functions).toMatchObject([{ name: 'seven', calls: 5, instructions: 5 }])
})

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
