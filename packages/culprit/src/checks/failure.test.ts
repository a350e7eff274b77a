import { expect, test } from 'vitest'
import { crash, nothingMeasured, regression } from '../../../../test/cases/report/comparisons.ts'
import { factsAbout } from '../../../../test/facts.ts'
import { failure } from './failure.ts'

test('every side that does not run is named, with how and how often it failed', () => {
  expect(failure(factsAbout(nothingMeasured)).map(({ statement, value }) => ({ statement, value }))).toEqual([
    {
      statement: 'The candidate ran out of memory during setup, 3 times: RangeError: WebAssembly.Memory(): could not allocate memory',
      value: 3,
    },
    { statement: 'The baseline threw during load, once: Error: Cannot find module', value: 1 },
  ])
})

test('a message is cut to its first line, and a long one to 300 characters', () => {
  const find = (message: string) => failure(factsAbout({ failures: [{ ...crash.failures[0]!, message }] }))[0]!.statement
  expect(find('Error: one\n    at two')).toMatch(/: Error: one$/)
  expect(find('x'.repeat(1000))).toMatch(/: x{300}$/)
})

test('sides that run have no failure', () => {
  expect(failure(factsAbout(regression))).toEqual([])
})
