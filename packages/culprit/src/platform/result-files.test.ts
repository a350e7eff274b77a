import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readResultFiles } from './result-files.ts'

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'culprit-results-'))

test('of a folder the files are read that can be results, in the order of their names, and no links', async () => {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'b'))
  for (const name of ['b/x.json', 'a.csv', 'c.html', 'd.txt']) writeFileSync(join(folder, name), name)
  symlinkSync(join(folder, 'a.csv'), join(folder, 'link.json'))
  const found = await readResultFiles([folder, join(folder, 'c.html')], 100)
  expect(found.map(({ path, text, isNamed }) => [path.slice(folder.length + 1), text, isNamed])).toEqual([
    ['a.csv', 'a.csv', false],
    ['b/x.json', 'b/x.json', false],
    ['d.txt', 'd.txt', false],
    ['c.html', 'c.html', true],
  ])
})

test('a file of 100 MB is refused with its name and the limit, without being read', async () => {
  const path = join(emptyFolder(), 'large.json')
  writeFileSync(path, '')
  truncateSync(path, 100e6)
  await expect(readResultFiles([path], 64e6)).rejects.toMatchObject({
    code: 'result-too-large',
    message: `"${path}" cannot be imported: it has 100.0 MB, and at most 64.0 MB are read.`,
  })
})

test('what is not there, or no file, is refused', async () => {
  await expect(readResultFiles([join(emptyFolder(), 'nothing.json')], 100)).rejects.toMatchObject({ code: 'missing-file' })
  if (process.platform !== 'win32') {
    await expect(readResultFiles(['/dev/null'], 100)).rejects.toThrow('"/dev/null" cannot be imported: it is no regular file.')
  }
})
