import { expect, test } from 'vitest'
import { samples } from '../../../../../test/cases/report/samples.ts'
import type { ModuleDiff } from '../../model/module-diff.ts'
import type { Profile } from '../../model/profile.ts'
import { render } from '../index.ts'

const many = Array.from({ length: 300 }, (_, index) => index)

test('a table of the first functions of a profile says how many there are besides, not only besides those that the page has', () => {
  const { tree: _, ...rest } = samples['profile-ops']
  const [first] = rest.functions
  const profile: Profile = { ...rest, tree: null, functions: many.map(index => ({ ...first!, index, instructions: 1000 - index })) }
  expect(render(profile, 'terminal')).toContain('  … and 260 more; --json lists them\n')
  expect(render(profile, 'md')).toContain('\n… and 240 more.\n')
})

test('a table of the largest functions of a module says of how many, and how all of them are listed', () => {
  const { largestFunctions, functions } = samples.module
  const left = functions.defined - largestFunctions.length
  expect(render(samples.module, 'terminal')).toContain(`… and ${left.toLocaleString('en')} more; --functions --json lists them\n`)
  const all = { ...samples.module, functions: { ...functions, defined: largestFunctions.length } }
  expect(render(all, 'terminal')).not.toContain('… and')
})

test('of functions that the document does not have either, no option is named', () => {
  const [pair] = samples['module-diff'].pairs
  const diff = (total: number): ModuleDiff => ({
    ...samples['module-diff'],
    functions: { ...samples['module-diff'].functions, changed: total, unpaired: { a: 0, b: 0 } },
    pairs: many.map(() => ({ ...pair!, state: 'changed' })),
    unpaired: { a: [], b: [] },
  })
  expect(render(diff(300), 'terminal')).toContain('… and 280 more; --json lists them\n')
  expect(render(diff(5000), 'terminal')).toMatch(/… and 4,980 more$/m)
})
