import { expect, test } from 'vitest'
import { changelogBetween, isChangelog } from './changelog.ts'

const between = (text: string, from = '1.0.0', to = '1.2.0') => changelogBetween('CHANGELOG.md', text, from, to)?.lines ?? null

test.each([
  ['# Changelog\n\n## 1.3.0\n\nnew\n\n## [1.2.0](https://x/compare/v1.1.0...v1.2.0) (2024-02-01)\n\nb\n\n## 1.1.0\na\n## 1.0.0\nold'],
  ['1.3.0\n=====\nnew\n\n1.2.0 (2024-02-01)\n------\n\nb\n\nv1.1.0 / 2024-01-01\n====\na\n\n1.0.0\n====\nold'],
  ['**v1.3.0**\nnew\n**v1.2.0**\nb\n**v1.1.0**\na\n**v1.0.0**\nold'],
  ['# name@1.3.0\r\nnew\r\n# name@1.2.0\r\nb\r\n# @scope/name@1.1.0\r\na\r\n# Version 1.0.0\r\nold'],
])('what lies between two versions is taken, from the heading of the first to that of the last', text => {
  const lines = between(text)!
  expect(lines[0]).toContain('1.2.0')
  expect(lines.filter(line => /^[a-z]+$/.test(line))).toEqual(['b', 'a'])
  expect(lines.join()).not.toMatch(/new|old/)
})

test('text that mentions a version is no heading, and a changelog without the versions has nothing to say', () => {
  expect(between('## 1.2.0\n1.0.0 was slow\nfaster than 1.0.0\n## 1.0.0\nold')).toEqual(['## 1.2.0', '1.0.0 was slow', 'faster than 1.0.0'])
  expect(between('## 3.0.0\nx')).toBeNull()
  expect(between('')).toBeNull()
  expect(between('## Unreleased\nx')).toBeNull()
})

test('pre-releases on the way belong to it, and a long one is cut and says how long it was', () => {
  expect(between('## 1.2.0-rc.1\nx\n## 1.0.0\ny')).toEqual(['## 1.2.0-rc.1', 'x'])
  const long = changelogBetween('CHANGES', `## 1.1.0\n${'x\n'.repeat(1000)}${'y'.repeat(10_000)}`, '1.0.0', '1.2.0')!
  expect(long).toMatchObject({ file: 'CHANGES', linesTotal: 1002 })
  expect(long.lines).toHaveLength(200)
})

test.each([
  ['CHANGELOG.md', true],
  ['History.txt', true],
  ['CHANGES', true],
  ['changelog.js', false],
  ['README.md', false],
])('%s is the name of a changelog: %s', (name, is) => {
  expect(isChangelog(name)).toBe(is)
})
