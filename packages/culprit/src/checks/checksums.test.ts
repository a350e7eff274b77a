import { expect, test } from 'vitest'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import { failed, launchRecord, measured } from '../../../../test/launches.ts'
import { checksums } from './checksums.ts'

function find(baseline: readonly (string | null)[], candidate: readonly (string | null)[]) {
  const launches = (arm: 'baseline' | 'candidate', values: readonly (string | null)[]) =>
    values.map((checksum, block) => launchRecord({ arm, block, outcome: measured({ checksum }) }))
  const broken = launchRecord({ arm: 'candidate', block: 9, outcome: failed() })
  return checksums(factsOf({ launches: [...launches('baseline', baseline), ...launches('candidate', candidate), broken] }))
}

test('sides that always return the same do the same work', () => {
  const findings = find(['number:1', 'number:1'], ['number:1', 'number:1'])
  expect(sidesOf(findings)).toEqual([{ supports: [], against: ['different-work'] }])
  expect(findings[0]).toMatchObject({ value: true, statement: 'Both sides return the same checksum (number:1).' })
})

test('sides that return something else do different work', () => {
  const findings = find(['number:1'], ['number:2'])
  expect(sidesOf(findings)).toEqual([{ supports: ['different-work'], against: [] }])
  expect(findings[0]).toMatchObject({ value: false, statement: 'The checksums differ: number:1 and number:2.' })
})

test('a side that returns something else in one launch is not the same', () => {
  expect(find(['number:1', 'number:1'], ['number:1', 'number:2'])[0]!.value).toBe(false)
  expect(find(['a', 'b', 'c'], ['a', 'b', 'c'])[0]!.statement).toBe('The checksums differ: a, b, … and a, b, ….')
})

test('sides of which one returns nothing tell nothing', () => {
  expect(find([null], [null])).toEqual([])
  expect(find(['number:1'], [null])).toEqual([])
  expect(find([], ['number:1'])).toEqual([])
})

test('a variant that is mixed from both sides is neither of them', () => {
  const launches = [
    launchRecord({ arm: 'baseline' }),
    launchRecord({ arm: 'candidate' }),
    launchRecord({ arm: 'candidate', stage: 'mix', outcome: measured({ checksum: 'number:2' }) }),
    launchRecord({ arm: 'candidate', stage: 'swap', outcome: measured({ checksum: 'number:3' }) }),
  ]
  expect(sidesOf(checksums(factsOf({ launches })))).toEqual([{ supports: [], against: ['different-work'] }])
})
