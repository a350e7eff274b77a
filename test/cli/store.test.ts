import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { culprit, emptyFolder } from '../program.ts'

test('sql can read everything and change nothing', async () => {
  const folder = emptyFolder()
  const { code, stderr } = await culprit(folder, 'sql', 'delete from runs')
  expect(code).toBe(64)
  expect(stderr).toContain('a query of the store only reads')
})

test('a store that is a file is refused', async () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await culprit(folder, 'sql', 'select 1', '--store', 'file')
  expect(code).toBe(64)
  expect(stderr).toContain('cannot be used')
})
