import { expect, test } from 'vitest'
import { contendedReferences } from './outcome.ts'

test('only those are named who used a part of a processor that is worth a number', () => {
  const { message } = contendedReferences([
    { name: 'cc1plus', share: 1.2 },
    { name: 'init', share: 0.002 },
  ])
  expect(message).toBe('Others had the processors in most runs (cc1plus 120 % of a processor), so the references may be too high.')
})
