import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { culprit, emptyFolder, start } from '../program.ts'
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

  const again = await culprit(folder, 'compare', ...args, '--seed', 'same', '--quiet')
  expect(again.code).toBe(1)
  const other = readdirSync(join(folder, '.culprit', 'runs')).find(id => id !== run)!
  // Which pairs are contended, and so measured again, is the machine's doing.
  const planned = (launches: readonly string[]) => launches.filter(launch => launch.includes('/0 as')).slice(0, 15)
  expect(planned(plan(folder, other))).toEqual(planned(after))
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
