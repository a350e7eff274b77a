import { execFileSync } from 'node:child_process'
import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { hostileTexts } from '../../../../test/cases/report/hostile.ts'
import { inertJson, shellCommand, shortened, visible, visibleLines } from './untrusted.ts'

test('characters that act on a reader are written out, others stay as they are', () => {
  expect(visible('\u001b[2J \u009b \u202e \u200b \u{e0041} é 模 👩‍🚀')).toBe('\\u001b[2J \\u009b \\u202e \\u200b \\u{e0041} é 模 👩‍🚀')
  expect(visible('a\r\nb\tc\ud800')).toBe('a b c\ufffd')
  assert(
    property(
      string({ unit: 'binary' }),
      text => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(visible(text)) && visible(text).isWellFormed(),
    ),
  )
})

test('lines stay lines, without the empty ones at the end', () => {
  expect(visibleLines('a\n  b\r\n\u0007\n\n')).toEqual(['a', '  b', '\\u0007'])
})

test('a long text is cut in its middle and says how long it was', () => {
  expect(shortened('n'.repeat(10_000), 8)).toBe('nnnnnn…nn (10,000 characters)')
  expect(shortened('npm:a@1', 8)).toBe('npm:a@1')
})

test('JSON parses to what it was made from and has no character that acts on a terminal', () => {
  assert(
    property(string({ unit: 'binary' }), text => {
      const json = inertJson({ text }, 2)
      expect(JSON.parse(json)).toEqual({ text })
      expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u)
    }),
  )
  expect(JSON.parse(inertJson(hostileTexts, 0))).toEqual(hostileTexts)
})

test('a shell reads a command back as the words it was made from, in any locale', () => {
  const words = ['', 'plain', "it's", '$HOME `id` "x" \\', 'a\nb', '~', ...hostileTexts].map(word => word.toWellFormed())
  const printed = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${shellCommand(words)}`], {
    env: { LC_ALL: 'C' },
    encoding: 'utf8',
  })
  expect(printed.split('\0').slice(0, -1)).toEqual(words)
  expect(shellCommand(['culprit', 'compare', 'npm:@a/b@1.0.0', './my file.ts'])).toBe("culprit compare npm:@a/b@1.0.0 './my file.ts'")
})
