import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'culprit-database-')), 'culprit.db')

async function made(): Promise<string> {
  const path = newPath()
  await (await openDatabase(path)).destroy()
  return path
}

test('a database of a later culprit is refused, and left as it is', async () => {
  const path = await made()
  using raw = new DatabaseSync(path)
  raw.exec('pragma user_version = 99')
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'store-unusable',
    message: expect.stringContaining(`${path} is of a later culprit: its version is 99`),
  })
  expect(raw.prepare('pragma user_version').get()).toEqual({ user_version: 99 })
})

test.each([
  ['is none', (path: string) => writeFileSync(path, 'no database at all, but longer than a header would be')],
  ['is cut off', (path: string) => truncateSync(path, 6000)],
])('a database that %s is named, with what becomes of the runs', async (_, damage) => {
  const path = await made()
  damage(path)
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'store-unusable',
    message: expect.stringContaining(`The database ${path} cannot be read: `),
    hint: expect.stringContaining('The runs beside it are whole.'),
  })
})
