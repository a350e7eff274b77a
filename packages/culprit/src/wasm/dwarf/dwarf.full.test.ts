// Against `llvm-symbolizer-19` of Debian (apt-get install llvm-19), on a module with 18 MB of debugging information.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { corpusBytes } from '../../../../../test/corpus.ts'
import { readModule } from '../module.ts'
import { dwarfLines } from './index.ts'

test('the beginning and the middle of every fifth function of Ruby are from the lines that LLVM says', async () => {
  const bytes = await corpusBytes({ package: '@ruby/3.4-wasm-wasi@2.10.1', file: 'dist/ruby.debug+stdlib.wasm' })
  const facts = readModule(bytes)
  const lines = dwarfLines(facts)!
  const code = facts.sections.find(({ id }) => id === 10)!.offset
  const { starts, ends } = facts.bodies
  const offsets = [...starts.keys()].filter(body => body % 5 === 0).flatMap(body => [starts[body]!, (starts[body]! + ends[body]!) >>> 1])
  const folder = mkdtempSync(join(tmpdir(), 'culprit-test-'))
  try {
    const file = join(folder, 'ruby.wasm')
    writeFileSync(file, bytes)
    const answer = execFileSync('llvm-symbolizer-19', [`--obj=${file}`, '--no-inlines', '--functions=none'], {
      input: offsets.map(offset => `0x${(offset - code).toString(16)}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    const expected = answer.split('\n').filter(line => line !== '')
    const found = offsets.map(offset => {
      const place = lines.locate(offset)
      return place ? `${place.file}:${place.line}:${place.column ?? 0}` : 'none'
    })
    expect(found).toEqual(expected.map(line => (/:0:\d+$/.test(line) ? 'none' : line)))
    expect(found.filter(line => line !== 'none').length).toBeGreaterThan(3000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
