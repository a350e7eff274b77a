import { expect, test } from 'vitest'
import { readChanged } from '../../../../test/read-changed.ts'

test('a million changes of one byte give facts or an error, and what V8 accepts is read as V8 reads it', () => {
  const { read, errors, accepted } = readChanged(1_000_000, 'a million bytes', 8)
  expect(read + errors).toBe(1_000_000)
  // Otherwise little was shown about either.
  expect(read).toBeGreaterThan(300_000)
  expect(errors).toBeGreaterThan(300_000)
  expect(accepted).toBeGreaterThan(10_000)
})
