import { expect, test } from 'vitest'
import { versionsText } from './range-text.ts'
import type { VersionOfRange } from './model/run.ts'

const range = (...weights: (number | undefined)[]): VersionOfRange[] =>
  weights.map((weight, place) => ({
    version: `1.${place}.0`,
    reference: `npm:a@1.${place}.0`,
    date: null,
    side: null,
    failure: null,
    sameAs: null,
    ...(weight === undefined ? {} : { weight }),
  }))

test('a plan says which version the priors point to, and nothing where they say nothing', () => {
  expect(versionsText('git', range(undefined, 0.05, 6, 1.05))).toBe(
    '4 versions of git: 1.0.0, 1.1.0, 1.2.0, 1.3.0; by what they touch 1.2.0 is the likeliest, 120 times as likely as the least suspect',
  )
  expect(versionsText('git', range(undefined, 3, 3))).toBe('3 versions of git: 1.0.0, 1.1.0, 1.2.0')
  expect(versionsText('npm:a', range(undefined, undefined))).toBe('2 versions of npm:a: 1.0.0, 1.1.0')
})
