import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { culprit, emptyFolder } from '../program.ts'

test('the comparison of two releases that the documentation shows is the one that the command gives', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/binary.md'), 'utf8')
  const [, sample = ''] = page.split('culprit diff npm:mupdf@1.28.0 npm:mupdf@1.28.1\n```\n')
  const [, first = '', , second = ''] = sample.split('```')
  const shown = [first, second].flatMap(block =>
    block
      .replace(/^text\n/, '')
      .trimEnd()
      .split('\n'),
  )
  expect(shown.length).toBeGreaterThan(10)
  const { code, stdout } = await culprit(emptyFolder(), 'diff', 'npm:mupdf@1.28.0', 'npm:mupdf@1.28.1')
  expect(code).toBe(0)
  // Columns are as wide as their longest cell.
  const printed = new Set(stdout.split('\n').map(line => line.replaceAll(/\s+/g, ' ')))
  expect(shown.filter(line => !printed.has(line.replaceAll(/\s+/g, ' ')))).toEqual([])
})
