import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { comparisonSchema } from '../../packages/culprit/src/model/comparison.ts'
import { culprit, start } from '../program.ts'
import { clearCase, onlyRun, plan } from './clear-case.ts'

test('a killed run loses no launch, and resume goes on with the same plan', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--seed', 'same', '--verbose'])
  await running.until('measuring pairs: 3 of')
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
})

test('the same seed gives the same plan, whatever was measured', async () => {
  const { folder, args } = clearCase()
  // Which pairs are contended, and so measured again, is the machine's doing.
  const planned = (run: string) =>
    plan(folder, run)
      .filter(launch => launch.includes('/0 as'))
      .slice(0, 15)
  const [one, other] = [
    await culprit(folder, 'compare', ...args, '--seed', 'same', '--json'),
    await culprit(folder, 'compare', ...args, '--seed', 'same', '--json'),
  ].map(({ stdout }) => planned(comparisonSchema.parse(JSON.parse(stdout)).run))
  expect(one).toHaveLength(15)
  expect(other).toEqual(one)
})

test('Ctrl-C says how to go on, and leaves nothing running', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--verbose'])
  await running.until('measuring pairs: 1 of')
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

test('a run that another process measures cannot be resumed', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--verbose'])
  await running.until('measuring pairs')
  const { code, stderr } = await culprit(folder, 'resume', onlyRun(folder))
  running.kill('SIGTERM')
  await running.ended
  expect(code).toBe(2)
  expect(stderr).toContain('is being measured by process')
})

test('a workload that changed is refused by resume', async () => {
  const { folder, args } = clearCase()
  const running = start(folder, ['compare', ...args, '--verbose'])
  await running.until('measuring pairs: 1 of')
  running.kill('SIGINT')
  await running.ended
  appendFileSync(join(folder, 'workload.mjs'), '// changed\n')
  const { code, stderr } = await culprit(folder, 'resume', onlyRun(folder))
  expect(code).toBe(64)
  expect(stderr).toContain('the workload changed since it was started')
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

test('two processes on one new store both finish, and both are in the database', async () => {
  const { folder, args } = clearCase()
  const both = await Promise.all([culprit(folder, 'compare', ...args, '--json'), culprit(folder, 'compare', ...args, '--json')])
  expect(both.map(({ code }) => code)).toEqual([1, 1])
  const runs: string[] = both.map(({ stdout }) => JSON.parse(stdout).run)
  const { stdout } = await culprit(folder, 'sql', '--json', 'select id, state, verdict from runs order by id')
  expect(JSON.parse(stdout).rows).toEqual(runs.toSorted().map(id => ({ id, state: 'finished', verdict: 'regression' })))
})
