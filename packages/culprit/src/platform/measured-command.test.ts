import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { measureCommand, type MeasuredCommandRequest } from './measured-command.ts'

const isLinux = process.platform === 'linux'

function request(command: readonly string[], changed: Partial<MeasuredCommandRequest> = {}): MeasuredCommandRequest {
  return {
    command,
    cwd: emptyFolder(),
    env: { PATH: process.env['PATH'] },
    timeLimitNs: 20e9,
    outputBytes: 1000,
    signal: new AbortController().signal,
    ...changed,
  }
}

const node = (script: string): string[] => [process.execPath, '-e', script]

test('a command ends as it ends, and both of its outputs are kept, also when it opens them anew', async () => {
  const ran = await measureCommand(request(['sh', '-c', 'echo out; echo error > /dev/stderr; echo more >&2; exit 7']))
  expect(ran).toMatchObject({ end: { kind: 'exited', code: 7 }, output: 'out\nerror\nmore\n', leftProcesses: false })
  expect((await measureCommand(request(['sh', '-c', 'kill -9 $$']))).end).toEqual({ kind: 'killed', signal: 'SIGKILL' })
})

test.runIf(isLinux)('what a command and its children used is its processor time and its peak memory', async () => {
  // Memory is read now and then: on a busy machine, of a process that lives as briefly as this much work takes, perhaps never at its peak.
  const stay = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)`
  const work = `const held = Buffer.alloc(100e6, 1); while (process.cpuUsage().user < 100e3) { held[0]++ }; ${stay}`
  const parent = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(work)}])`
  const { userNs, systemNs, peakMemoryBytes, wallNs } = await measureCommand(request(node(parent)))
  expect(userNs).toBeGreaterThanOrEqual(90e6)
  expect(systemNs).not.toBeNull()
  expect(peakMemoryBytes).toBeGreaterThan(100e6)
  expect(wallNs).toBeGreaterThan(100e6)
})

test('of a long output the end is kept, from the beginning of a line on', async () => {
  const { output } = await measureCommand(
    request(['sh', '-c', 'head -c 300000 /dev/zero; echo; echo last but one; echo last'], { outputBytes: 20 }),
  )
  expect(output).toBe('last but one\nlast\n')
})

test('a program that is not there is an end that says so, with nothing measured', async () => {
  const { end, userNs, peakMemoryBytes } = await measureCommand(request(['no-such-program']))
  expect(end).toMatchObject({ kind: 'not-started', why: expect.stringContaining('ENOENT') })
  expect([userNs, peakMemoryBytes]).toEqual([null, null])
})

test('at its time limit a command is ended with what it started', async () => {
  const asked = request(['sh', '-c', 'sleep 60 & echo $! > pid; sleep 60'], { timeLimitNs: 100e6 })
  expect((await measureCommand(asked)).end).toEqual({ kind: 'timed-out' })
  await expectEnded(asked.cwd)
})

test('what a command leaves behind is told and ended', async () => {
  const asked = request(['sh', '-c', 'sleep 60 & echo $! > pid'])
  expect(await measureCommand(asked)).toMatchObject({ end: { kind: 'exited', code: 0 }, leftProcesses: true })
  await expectEnded(asked.cwd)
})

test('an abort rejects with its reason and ends the command', async () => {
  const reason = new Error('interrupted')
  const controller = new AbortController()
  const asked = request(['sh', '-c', 'echo $$ > pid.new; mv pid.new pid; sleep 60'], { signal: controller.signal })
  const measured = measureCommand(asked)
  void expect
    .poll(() => existsSync(join(asked.cwd, 'pid')), { timeout: 20_000 })
    .toBe(true)
    .then(() => controller.abort(reason))
  await expect(measured).rejects.toBe(reason)
  await expectEnded(asked.cwd)
  await expect(measureCommand(asked)).rejects.toBe(reason)
})

/** The process whose number is in `pid` of the folder is no more, or only its entry is. */
async function expectEnded(folder: string): Promise<void> {
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  expect(pid).toBeGreaterThan(1)
  if (isLinux) await expect.poll(() => /^State:\s+[RSDTt]/m.test(statusOf(pid)), { timeout: 20_000 }).toBe(false)
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
