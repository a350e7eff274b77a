import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Profile } from '../../packages/culprit/src/model/profile.ts'
import * as build from '../build-module.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { calls, folderWith, instructions, load, profileJson } from './profiled-program.ts'

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

  test('a program that cannot be started is told in two lines', async () => {
    const { code, stdout, stderr } = await culprit(emptyFolder(), 'profile', '--', 'no-such-program')
    expect([code, stdout]).toEqual([64, ''])
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining('culprit: "no-such-program" could not be started'),
      expect.stringContaining('Name the program and its arguments behind --'),
    ])
  })

  test.each([
    [['node', 'app.mjs'], 'culprit profile -- node app.mjs'],
    [['npm', 'run', 'bench'], 'culprit profile -- npm run bench'],
    [['./app.mjs', 'x'], 'culprit profile -- node ./app.mjs x'],
  ])('a program without -- is told where it belongs: %j', async (words, command) => {
    const { code, stderr } = await culprit(folderWith({ 'app.mjs': load }), 'profile', ...words)
    expect([code, stderr]).toEqual([64, expect.stringContaining(`A program and its arguments stand behind --: ${command}\n`)])
  })

  test('a name that is no file stays a missing file where it cannot be a program', async () => {
    for (const words of [['missing'], ['missing', 'other', '--workload', 'app.mjs'], ['./missing', 'other']]) {
      const { code, stderr } = await culprit(folderWith({ 'app.mjs': load }), 'profile', ...words)
      expect([code, stderr]).toEqual([64, expect.stringMatching(/There is no file or folder "(\.\/)?missing"/)])
    }
  })

  test('what the program prints does not disturb the document, and its exit code is told', async () => {
    const folder = folderWith({ 'app.mjs': `${load}console.log('printed', instance.exports.fib(3)); process.exitCode = 3` })
    const { stdout, stderr } = await culprit(folder, 'profile', '--json', '--mode', 'count', '--', process.execPath, 'app.mjs')
    const { end, notes } = JSON.parse(stdout) as Profile
    expect([end, notes]).toEqual([{ code: 3, signal: null }, expect.arrayContaining(['The program ended with exit code 3.'])])
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
    const folder = folderWith({ 'app.mjs': `${load}instance.exports.fib(35)` })
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
