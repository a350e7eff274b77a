import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { runCommand, tailOf, type CommandRequest } from './command.ts'

function request(script: string, changed: Partial<CommandRequest> = {}): CommandRequest {
  const folder = emptyFolder()
  return {
    command: [process.execPath, '-e', script],
    cwd: folder,
    env: process.env,
    timeLimitNs: 20e9,
    logPath: join(folder, 'log'),
    leaveBytes: 0,
    signal: new AbortController().signal,
    ...changed,
  }
}

test('a command ends as it ends, and both of its outputs are in the log', async () => {
  const ran = request('console.log("out"); console.error("error"); process.exitCode = 7')
  expect(await runCommand(ran)).toEqual({ kind: 'exited', code: 7 })
  expect(await tailOf(ran.logPath, 1000)).toBe('out\nerror\n')
  expect(await runCommand(request('process.kill(process.pid, "SIGINT")'))).toEqual({ kind: 'killed', signal: 'SIGINT' })
})

test('a command is ended when the disk has no more room than what is to be left', async () => {
  const began = performance.now()
  expect(await runCommand(request('setInterval(() => {}, 1000)', { leaveBytes: 1e18 }))).toEqual({ kind: 'disk-full' })
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('a command does not begin after an abort', async () => {
  const reason = new Error('interrupted')
  await expect(runCommand(request('', { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
})

test('the tail of a file begins with a whole line, unless one line is longer', async () => {
  const path = join(emptyFolder(), 'log')
  writeFileSync(path, 'first\nsecond\nthird\n')
  expect(await tailOf(path, 10)).toBe('third\n')
  expect(await tailOf(path, 19)).toBe('first\nsecond\nthird\n')
  writeFileSync(path, 'x'.repeat(50))
  expect(await tailOf(path, 10)).toBe('x'.repeat(10))
  writeFileSync(path, '')
  expect(await tailOf(path, 10)).toBe('')
})

test('a log that is too long begins anew while the command runs', async () => {
  const ran = request(`
    const { statSync } = require('node:fs')
    console.log('x'.repeat(100_000))
    const waiting = setInterval(() => {
      if (statSync('log').size > 1000) return
      clearInterval(waiting)
      console.log('end')
    }, 20)
  `)
  expect(await runCommand({ ...ran, logBytes: 1000 })).toEqual({ kind: 'exited', code: 0 })
  expect(await tailOf(ran.logPath, 1_000_000)).toBe('end\n')
})
