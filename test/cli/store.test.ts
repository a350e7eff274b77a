import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'

/** Two variants that differ by far, so that the first look decides. */
function clearCase(): { folder: string; args: string[] } {
  const folder = emptyFolder()
  return { folder, args: [variant(folder, 'a', 5), variant(folder, 'b', 40), '--workload', workload(folder), '--budget', '30s'] }
}

function onlyRun(folder: string): string {
  const [id, ...others] = readdirSync(join(folder, '.culprit', 'runs'))
  expect(others).toEqual([])
  return id!
}

/** The launches of a run without what is different each time. */
function plan(folder: string, run: string): string[] {
  const lines = readFileSync(join(folder, '.culprit', 'runs', run, 'launches.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines.map(line => JSON.parse(line)).map(({ key, position }) => `${key} as ${position}`)
}

test('a killed run loses no launch, and resume goes on with the same plan', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--seed', 'same', '--verbose'])
  await running.until('measuring pairs: 3 of 10')
  running.kill('SIGKILL')
  await running.ended
  const run = onlyRun(folder)
  const before = plan(folder, run)
  expect(before.length).toBeGreaterThan(6)
  // What a kill in the middle of a write leaves.
  appendFileSync(join(folder, '.culprit', 'runs', run, 'launches.jsonl'), '{"key":"steady/99')

  const report = await culprit(folder, 'report', run)
  expect(report.code).toBe(2)
  expect(report.stderr).toContain(`culprit resume ${run}`)

  const resumed = await culprit(folder, 'resume', run, '--json')
  expect(resumed.code).toBe(1)
  expect(JSON.parse(resumed.stdout)).toMatchObject({ kind: 'comparison', run, verdict: 'regression', seed: 'same' })
  const after = plan(folder, run)
  expect(after.slice(0, before.length)).toEqual(before)
  expect(new Set(after).size).toBe(after.length)

  const again = await culprit(folder, 'compare', ...args, '--seed', 'same', '--quiet')
  expect(again.code).toBe(1)
  const other = readdirSync(join(folder, '.culprit', 'runs')).find(id => id !== run)!
  expect(plan(folder, other).slice(0, 20)).toEqual(after.slice(0, 20))
})

test('Ctrl-C says how to go on, and leaves nothing running', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--verbose'])
  await running.until('measuring pairs: 1 of 10')
  running.kill('SIGINT')
  const { code, stderr } = await running.ended
  const run = onlyRun(folder)
  expect(code).toBe(2)
  expect(stderr).toContain(`Every finished launch is kept. Go on with: culprit resume ${run}`)
  expect(JSON.parse(readFileSync(join(folder, '.culprit', 'runs', run, 'run.json'), 'utf8'))).toMatchObject({ state: 'interrupted' })
  expect(existsSync(join(folder, '.culprit', 'runs', run, 'lock'))).toBe(false)
})

test('a full disk is named, stored results stay intact, and the run can go on when there is room', async () => {
  const { folder, args } = clearCase()
  const first = await culprit(folder, 'compare', ...args, '--json')
  const stored = JSON.parse(first.stdout).run

  // A file may have 40 kB now, in blocks of 512 bytes: enough for SQLite, and for about half of the launches.
  const limited = await start(folder, ['compare', ...args], ['-f', '80']).ended
  expect(limited.stderr).toContain('Could not write')
  expect(limited.stderr).toContain('What was measured before is kept.')
  expect(limited.code).toBe(2)

  const report = await culprit(folder, 'report', stored, '--format', 'json')
  expect(report.code).toBe(0)
  expect(JSON.parse(report.stdout)).toEqual(JSON.parse(first.stdout))
  const cut = readdirSync(join(folder, '.culprit', 'runs')).find(id => id !== stored)!
  const resumed = await culprit(folder, 'resume', cut, '--json')
  expect(JSON.parse(resumed.stdout)).toMatchObject({ run: cut, verdict: 'regression' })
})

test('a limit that not even the database fits in is named as such', async () => {
  const { folder, args } = clearCase()
  const { code, stderr } = await start(folder, ['compare', ...args], ['-f', '8']).ended
  expect(stderr).toContain('Could not write')
  expect(code).toBe(2)
})

test('two processes on one new store both finish, and both are in the database', async () => {
  const { folder, args } = clearCase()
  const both = await Promise.all([culprit(folder, 'compare', ...args, '--json'), culprit(folder, 'compare', ...args, '--json')])
  expect(both.map(({ code }) => code)).toEqual([1, 1])
  const runs: string[] = both.map(({ stdout }) => JSON.parse(stdout).run)
  const { stdout } = await culprit(folder, 'sql', '--json', 'select id, state, verdict from runs order by id')
  expect(JSON.parse(stdout).rows).toEqual(runs.toSorted().map(id => ({ id, state: 'finished', verdict: 'regression' })))
})

test('a run that another process measures cannot be resumed', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--verbose'])
  await running.until('measuring pairs: 0 of 10')
  const { code, stderr } = await culprit(folder, 'resume', onlyRun(folder))
  running.kill('SIGTERM')
  await running.ended
  expect(code).toBe(2)
  expect(stderr).toContain('is being measured by process')
})

test('a workload that changed is refused by resume', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--verbose'])
  await running.until('measuring pairs: 1 of 10')
  running.kill('SIGINT')
  await running.ended
  appendFileSync(join(folder, 'workload.mjs'), '// changed\n')
  const { code, stderr } = await culprit(folder, 'resume', onlyRun(folder))
  expect(code).toBe(64)
  expect(stderr).toContain('the workload changed since it was started')
})

test('sql can read everything and change nothing', async () => {
  const folder = emptyFolder()
  const { code, stderr } = await culprit(folder, 'sql', 'delete from runs')
  expect(code).toBe(64)
  expect(stderr).toContain('readonly database')
})

test('a store that is a file is refused', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await culprit(folder, 'sql', 'select 1', '--store', 'file')
  expect(code).toBe(64)
  expect(stderr).toContain('cannot be used')
})

test('clean removes what was measured and fetched, and says how much', async () => {
  const { folder, args } = clearCase()
  const { stdout } = await culprit(folder, 'compare', ...args, '--json')
  expect(JSON.parse(stdout).pairs).toBeGreaterThan(0)
  const cleaned = JSON.parse((await culprit(folder, 'clean', '--max-size', '1B', '--json')).stdout)
  expect(cleaned).toMatchObject({ runs: 1, trees: 2 })
  expect(readdirSync(join(folder, '.culprit', 'runs'))).toEqual([])
  expect((await culprit(folder, 'clean')).code).toBe(64)
})
