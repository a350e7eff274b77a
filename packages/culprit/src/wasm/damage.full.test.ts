import { expect, test } from 'vitest'
import { exhaustive } from '../../../../test/exhaustive.ts'
import { readChanged } from '../../../../test/read-changed.ts'

const changes = exhaustive ? 1_000_000 : 250_000

test(`${changes} changes of one byte give facts or an error, and what V8 accepts is read as V8 reads it`, () => {
  const { read, errors, accepted } = readChanged(changes, 'a million bytes', 8)
  expect(read + errors).toBe(changes)
  // Otherwise little was shown about either.
  expect(read).toBeGreaterThan(0.3 * changes)
  expect(errors).toBeGreaterThan(0.3 * changes)
  expect(accepted).toBeGreaterThan(0.01 * changes)
})
