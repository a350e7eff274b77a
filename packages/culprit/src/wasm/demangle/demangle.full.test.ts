// Against `llvm-cxxfilt-19` of Debian (apt-get install llvm-19), on every mangled name of a real module.
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { corpus, corpusBytes } from '../../../../../test/corpus.ts'
import { readModule } from '../module.ts'
import { demangle } from './index.ts'

test('at least 99.9 % of the mangled exports of DuckDB are as LLVM prints them', async () => {
  const { exports } = readModule(await corpusBytes(corpus.duckdb))
  const names = exports.map(({ name }) => name).filter(name => /^_{1,2}Z/.test(name))
  expect(names.length).toBe(61_119)
  const expected = execFileSync('llvm-cxxfilt-19', { input: `${names.join('\n')}\n`, maxBuffer: 2 ** 28, encoding: 'utf8' }).split('\n')
  const equal = names.filter((name, index) => demangle(name) === expected[index]).length
  expect(equal / names.length).toBeGreaterThan(0.999)
})
