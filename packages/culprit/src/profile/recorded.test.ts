import { expect, test } from 'vitest'
import { profileSchema } from '../model/profile.ts'
import type { Counts, ProfileRecord } from '../model/profile-record.ts'
import { profileOfRecords } from './recorded.ts'

const sha = (letter: string) => letter.repeat(64)
const settings = { program: 'node app.mjs', notes: [] }

function recordOf(thread: number, modules: ProfileRecord['modules'], notes: readonly string[] = []): ProfileRecord {
  return { formatVersion: 1, kind: 'profile-record', engine: 'node@24.21.0', pid: 7, thread, modules, notes }
}

function moduleOf(letter: string, name: string | null, ...instances: ProfileRecord['modules'][number]['instances']) {
  return { sha256: sha(letter), bytes: 10, name, notes: [], instances }
}

const counts = (...functions: readonly [index: number, calls: number, instructions: number][]): Counts => ({
  functions: functions.map(([index, calls, instructions]) => ({
    index,
    name: `f${index}`,
    calls,
    instructions,
    classes: { call: instructions },
  })),
  tree: null,
  notes: [],
})

test('the instances of a module in all threads are added up, and functions that never ran are left out', () => {
  const profile = profileOfRecords(
    [
      recordOf(0, [moduleOf('a', 'app', { before: null, after: counts([3, 2, 20], [4, 0, 0]) })], ['one']),
      recordOf(1, [moduleOf('a', 'app', { before: null, after: counts([3, 1, 10]) }, { before: null, after: counts([5, 1, 5]) })], ['one']),
    ],
    { ...settings, mode: 'ops', notes: ['first'] },
  )
  expect(profileSchema.parse(profile)).toEqual(profile)
  expect(profile.modules).toEqual([{ name: 'app', sha256: sha('a'), bytes: 10, instances: 3 }])
  expect(profile.functions).toEqual([
    { kind: 'wasm', module: 'app', index: 3, name: 'f3', calls: 3, instructions: 30, classes: { call: 30 }, selfNs: null, totalNs: null },
    { kind: 'wasm', module: 'app', index: 5, name: 'f5', calls: 1, instructions: 5, classes: { call: 5 }, selfNs: null, totalNs: null },
  ])
  expect(profile.notes).toEqual(['first', 'one'])
})

test('what had been counted before the part is taken off', () => {
  const { functions } = profileOfRecords(
    [recordOf(0, [moduleOf('a', null, { before: counts([1, 5, 50], [2, 3, 30]), after: counts([1, 7, 71], [2, 3, 30]) })])],
    {
      ...settings,
      mode: 'ops',
    },
  )
  expect(functions).toMatchObject([{ index: 1, calls: 2, instructions: 21, classes: { call: 21 } }])
})

test('modules of one name, or of none, are told apart by their hashes', () => {
  const { modules } = profileOfRecords([recordOf(0, [moduleOf('a', 'app'), moduleOf('b', 'app'), moduleOf('c', null)])], {
    ...settings,
    mode: 'count',
  })
  expect(modules.map(({ name }) => name)).toEqual(['app', 'app bbbbbbbb', 'module cccccccc'])
})

/** Paths `main`, `main/leaf` and one without a node; the outside has done something itself. */
const paths = (times: number): Counts => ({
  functions: ['main', 'leaf', 'idle']
    .map((name, index) => ({ index, name, calls: 0, instructions: 0, classes: null }))
    .map((one, place) => ({ ...one, calls: place < 2 ? times : 0, instructions: place < 2 ? 10 * times : 0 })),
  tree: {
    parents: [-1, 0, 1, 0, 1],
    functions: [-1, 0, 1, -1, 2],
    calls: [0, times, times, 3 * times, 0],
    instructions: [4 * times, 10 * times, 10 * times, 6 * times, 0],
    selfNs: null,
  },
  notes: ['few nodes'],
})

test('equal paths of all threads are one path, and what has no node keeps its numbers', () => {
  const profile = profileOfRecords(
    [
      recordOf(0, [moduleOf('a', 'app', { before: null, after: paths(1) })]),
      recordOf(1, [moduleOf('a', 'app', { before: paths(1), after: paths(3) })]),
    ],
    { ...settings, mode: 'tree' },
  )
  expect(profileSchema.parse(profile)).toEqual(profile)
  const { tree, functions, notes } = profile
  const named = tree!.functions.map((place, node) => [
    functions[place]?.name,
    tree!.parents[node],
    tree!.calls![node],
    tree!.instructions![node],
  ])
  expect(named).toEqual([
    [undefined, -1, 0, 0],
    ['called from outside, without a node', 0, 0, 12],
    ['main', 0, 3, 30],
    ['leaf', 2, 3, 30],
    ['paths without a node', 0, 9, 18],
  ])
  const total = (values: readonly (number | null)[]) => values.reduce((sum: number, value) => sum + (value ?? 0), 0)
  expect(total(functions.map(one => one.instructions))).toBe(total(tree!.instructions!))
  expect(functions.map(({ name }) => name)).not.toContain('idle')
  expect(notes).toEqual(['few nodes'])
})

test('nothing recorded is a profile without functions', () => {
  expect(profileOfRecords([], { ...settings, mode: 'tree' })).toMatchObject({
    engine: null,
    modules: [],
    functions: [],
    tree: { parents: [-1] },
  })
})
