import { expect, test } from 'vitest'
import { problemOfNumberPattern } from './number-pattern.ts'

test('a pattern needs one group', () => {
  expect(problemOfNumberPattern('tests: (\\d+)')).toBeNull()
  expect(problemOfNumberPattern('^(?:took|ran) (?<ms>\\S+) ms$')).toBeNull()
  expect(problemOfNumberPattern('tests: \\d+')).toContain('it has 0 groups')
  expect(problemOfNumberPattern('(\\d+) of (\\d+)')).toContain('it has 2 groups')
  expect(problemOfNumberPattern('tests: (')).toContain('Unterminated group')
})
