import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { culprit, emptyFolder, start } from '../program.ts'

test('sql can read everything and change nothing', async () => {
  const folder = emptyFolder()
  const { code, stderr } = await culprit(folder, 'sql', 'delete from runs')
  expect(code).toBe(64)
  expect(stderr).toContain('a query of the store only reads')
})

test('Ctrl-C ends a query that would never end', async () => {
  const folder = emptyFolder()
  const running = start(folder, ['sql', 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'])
  onTestFinished(() => running.kill('SIGKILL'))
  await expect.poll(() => existsSync(join(folder, '.culprit/culprit.db')), { timeout: 20_000 }).toBe(true)
  running.kill('SIGINT')
  expect(await running.ended).toMatchObject({ signal: 'SIGINT', stdout: '' })
})

test('a store that is a file is refused', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await culprit(folder, 'sql', 'select 1', '--store', 'file')
  expect(code).toBe(64)
  expect(stderr).toContain('cannot be used')
})
