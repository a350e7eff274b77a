import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitsPattern } from './pattern.ts'

test.each([
  ['*.md', 'README.md', true],
  ['*.md', 'docs/deep/a.md', true],
  ['*.md', 'a.mdx', false],
  ['docs/**', 'docs/a/b', true],
  ['docs/**', 'src/docs/a', false],
  ['**/docs/**', 'docs/a', true],
  ['**/docs/**', 'src/docs/a', true],
  ['**/docs/**', 'src/mydocs/a', false],
  ['src/*.js', 'src/a.js', true],
  ['src/*.js', 'src/deep/a.js', false],
  ['src/**/*.js', 'src/a.js', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*a*b', 'xaxbxb', true],
  ['eng/pipelines/**/*perf*', 'eng/pipelines/a/b/wasm-perf-jobs.yml', true],
])('the pattern %s and the path %s: %s', (pattern, path, fits) => {
  expect(fitsPattern(pattern, path)).toBe(fits)
})

test('a pattern fits exactly what the regular expression of the same meaning fits', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 }).filter(text => !text.includes('**'))
  const pattern = fc.array(fc.oneof(part, fc.constant('**')), { minLength: 2, maxLength: 4 })
  const path = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(pattern, path, (parts, names) => {
      const source = parts.map(one => (one === '**' ? '(?:[^/]+/)*' : `${one.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}/`)).join('')
      expect(fitsPattern(parts.join('/'), names.join('/'))).toBe(new RegExp(`^${source}$`).test(`${names.join('/')}/`))
    }),
    { seed: 7, numRuns: 2000 },
  )
})

test('a hostile pattern and path are done with at once', () => {
  expect(fitsPattern(`${'*a'.repeat(100)}b`, 'a'.repeat(4000))).toBe(false)
  expect(fitsPattern(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(2000))).toBe(false)
})
