// What wat2wasm (Debian's wabt) assembles from a text has to be the module that the text was made from.
import { execFile } from 'node:child_process'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { canvaskitWithNames, corpus, corpusBytes } from '../../../../../test/corpus.ts'
import { exhaustive } from '../../../../../test/exhaustive.ts'
import { moduleDifferences } from '../../../../../test/same-module.ts'
import { specSuite } from '../../../../../test/spec-suite.ts'
import type { Feature } from '../features.ts'
import { readModule, type ModuleFacts } from '../module.ts'
import { moduleText, textNames } from './index.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'culprit-text-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The module again, from its text. wabt 1.0.32 knows no identifiers in quotes. */
async function assembled(facts: ModuleFacts): Promise<ModuleFacts> {
  const [text, binary] = [join(folder, 'module.wat'), join(folder, 'module.wasm')]
  const lines = moduleText(facts, each => textNames(each, identifier => !identifier.startsWith('$"')))
  await pipeline(Readable.from(inChunks(lines)), createWriteStream(text))
  await run('wat2wasm', ['--enable-all', '--no-check', text, '-o', binary]).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error('wat2wasm is needed: apt-get install wabt') : error
  })
  return readModule(new Uint8Array(await readFile(binary)))
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < 2 ** 20) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

describe('the text of a real module is the module:', () => {
  const sqlite = { package: 'sql.js@1.16.0', file: 'dist/sql-wasm.wasm' }
  const legacyExceptions = { package: 'mupdf@1.28.1', file: 'dist/mupdf-wasm.wasm' }
  test.each([sqlite, canvaskitWithNames, legacyExceptions, ...(exhaustive ? [corpus.canvaskit] : [])])('$package $file', async module => {
    const facts = readModule(await corpusBytes(module))
    expect(moduleDifferences(facts, await assembled(facts))).toEqual([])
  })
})

/** That wabt 1.0.32 cannot assemble. */
const unknownToWabt = new Set<Feature>([
  'compact-imports',
  'custom-descriptors',
  'custom-page-sizes',
  'exception-handling',
  'function-references',
  'gc',
  'half-precision',
  'memory-control',
  'relaxed-atomics',
  'relaxed-simd',
  'shared-everything-threads',
  'stack-switching',
  'wide-arithmetic',
])

const lines = (facts: ModuleFacts) => [...moduleText(facts, textNames)]
const largeTable = (facts: ModuleFacts) => facts.tables.some(table => table.addressType === 'i64')
/** An operator that it does not know, and an offset beyond 32 bits. */
const beyondWabt = (line: string) => /^ *return_call_ref |offset=\d{11}/.test(line)

test('the text of each module of the specification that wabt knows is the module', async () => {
  const wrong: string[] = []
  let right = 0
  for (const { file, commands } of specSuite()) {
    for (const command of commands) {
      // Modules that a script writes down as bytes have paddings and empty sections on purpose.
      if ((command.kind !== 'module' && command.kind !== 'definition') || command.module.source === 'binary') continue
      const facts = readModule(command.module.bytes)
      if (facts.features.some(feature => unknownToWabt.has(feature)) || largeTable(facts) || lines(facts).some(beyondWabt)) continue
      const differences = await assembled(facts).then(
        again => moduleDifferences(facts, again),
        (error: Error) => [error.message.split('\n').slice(0, 4).join(' ')],
      )
      if (differences.length === 0) right++
      else wrong.push(`${file}:${command.line} ${differences[0]}`)
    }
  }
  expect(wrong).toEqual([])
  expect(right).toBeGreaterThan(1000)
})
