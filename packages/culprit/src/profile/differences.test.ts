import { assert, property } from 'fast-check'
import { expect, test } from 'vitest'
import { profileOps, profileSamples, profileTree } from '../../../../test/cases/report/profiles.ts'
import { anyProfile, profileOfStacks } from '../../../../test/profiles.ts'
import type { Profile } from '../model/profile.ts'
import { profileDiffSchema } from '../model/profile-diff.ts'
import { compareProfiles, pairByModules, pairByName } from './differences.ts'
import { subtreeSums } from './tree.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const compared = (a: Profile, b: Profile) => compareProfiles(a, b, pairByName(a, b), null)

test('a profile and itself have no difference', () => {
  assert(
    property(anyProfile, profile => {
      const known = { ...profile, modules: ['a.wasm', 'b.wasm'].map(name => ({ name, sha256: name, bytes: null, instances: null })) }
      const indexed = { ...known, functions: known.functions.map((each, index) => ({ ...each, module: each.module ?? 'a.wasm', index })) }
      const diff = compared(indexed, indexed)
      expect(profileDiffSchema.parse(diff)).toEqual(diff)
      expect(diff.functions.filter(each => each.change !== 0 || each.a === null || each.b === null)).toEqual([])
      expect(diff.totalVariation).toBe(0)
      expect(diff.tree!.a).toEqual(diff.tree!.b)
    }),
  )
})

test('changes add up to the change of the whole, and both sides of the tree are the sides', () => {
  assert(
    property(anyProfile, anyProfile, (a, b) => {
      const diff = compared(a, b)
      expect(profileDiffSchema.parse(diff)).toEqual(diff)
      const totals = { a: sum(a.tree!.instructions!), b: sum(b.tree!.instructions!) }
      expect(diff.totals.instructions).toEqual(totals)
      expect(sum(diff.functions.map(each => each.change))).toBe(totals.b - totals.a)
      if (totals.a !== totals.b) expect(sum(diff.functions.map(each => each.share!))).toBeCloseTo(1)
      expect(sum(diff.tree!.a.instructions!)).toBe(totals.a)
      expect(sum(diff.tree!.b.calls!)).toBe(sum(b.tree!.calls!))
      // Each function of a side is there once, whatever it was paired with.
      expect(diff.functions.filter(each => each.a !== null)).toHaveLength(a.functions.length)
      expect(diff.functions.filter(each => each.b !== null)).toHaveLength(b.functions.length)
      for (const [place, each] of diff.functions.entries()) {
        const own = diff.tree!.functions.map((index, node) => (index === place ? diff.tree!.b.instructions![node]! : 0))
        expect(sum(own)).toBe(each.instructions!.b)
      }
    }),
  )
})

test('a path that both sides have is one node, and what only one side did is nothing on the other', () => {
  const functions = ['main', 'old', 'new'].map((name, index) => ({ name, index }))
  const a = profileOfStacks(functions, [
    { path: [0], calls: 1, instructions: 10 },
    { path: [0, 1], calls: 5, instructions: 50 },
  ])
  const b = profileOfStacks(functions, [
    { path: [0], calls: 1, instructions: 10 },
    { path: [0, 2], calls: 6, instructions: 90 },
  ])
  const { tree, functions: differences, totals } = compared(a, b)
  expect(tree!.parents).toEqual([-1, 0, 1, 1])
  expect([...subtreeSums(tree!, tree!.a.instructions!)]).toEqual([60, 60, 50, 0])
  expect([...subtreeSums(tree!, tree!.b.instructions!)]).toEqual([100, 100, 0, 90])
  expect(totals.calls).toEqual({ a: 6, b: 7 })
  expect(differences.map(({ b, change, share }) => [b!.name, change, share])).toEqual([
    ['new', 90, 2.25],
    ['old', -50, -1.25],
    ['main', 0, 0],
  ])
})

test('functions of modules are paired as the modules were compared, and others by name', () => {
  const a = profileOfStacks(
    [
      { name: 'f', index: 1 },
      { name: null, index: 2 },
      { name: 'glue', kind: 'javascript', module: 'a.js' },
    ],
    [0, 1, 2].map(place => ({ path: [place], calls: 1, instructions: 1 })),
  )
  const b = profileOfStacks(
    [
      { name: 'g', index: 11 },
      { name: null, index: 12 },
      { name: 'glue', kind: 'javascript', module: 'b.js' },
      { name: 'f', index: 13 },
    ],
    [0, 1, 2, 3].map(place => ({ path: [place], calls: 1, instructions: 1 })),
  )
  const functions = [
    [1, 11],
    [2, 12],
    [2, 13],
    [99, 99],
  ] as const
  const { partners } = pairByModules(a, b, [{ a: 'a.wasm', b: 'a.wasm', functions: functions.slice(0, 2) }])
  expect([...partners]).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ])
  const both = compareProfiles(
    a,
    b,
    {
      partners: new Map([
        [0, 0],
        [1, 0],
      ]),
      how: '',
    },
    null,
  )
  expect(both.functions.filter(each => each.b?.index === 11)).toHaveLength(1)
})

test('names that several functions have pair nothing; the same index of the same module does', () => {
  const functions = [
    { name: 'f', index: 1 },
    { name: 'f', index: 2 },
  ]
  const stacks = [0, 1].map(place => ({ path: [place], calls: 1, instructions: 1 }))
  const profile = profileOfStacks(functions, stacks)
  expect(pairByName(profile, profile).partners.size).toBe(0)
  const hashed = { ...profile, modules: [{ name: 'a.wasm', sha256: 'x', bytes: null, instances: null }] }
  expect([...pairByName(hashed, hashed).partners]).toEqual([
    [0, 0],
    [1, 1],
  ])
})

test('what is compared is what both sides know', () => {
  expect(compared(profileTree, profileOps)).toMatchObject({ measure: 'instructions', tree: null, totals: { selfNs: null } })
  expect(compared(profileTree, profileSamples)).toMatchObject({ measure: null, totalVariation: null, totals: { instructions: null } })
})

test('the total variation is the share of the whole that would have to move', () => {
  const functions = [{ name: 'f' }, { name: 'g' }]
  const sides = ([f, g]: readonly [number, number]) =>
    profileOfStacks(functions, [
      { path: [0], calls: 1, instructions: f },
      { path: [1], calls: 1, instructions: g },
    ])
  expect(compared(sides([30, 70]), sides([600, 400])).totalVariation).toBeCloseTo(0.3)
  expect(compared(sides([0, 5]), sides([5, 0])).totalVariation).toBe(1)
  expect(compared(sides([0, 0]), sides([5, 0])).totalVariation).toBe(1)
})
