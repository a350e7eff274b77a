import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readModule } from './module.ts'
import { innerNames, itemNames } from './names.ts'

type Named = readonly [index: number, name: string]

const map = (...names: Named[]) => build.vector(names.map(([index, name]) => [...build.u32(index), ...build.name(name)]))
const indirect = (...maps: [number, number[]][]) => build.vector(maps.map(([index, names]) => [...build.u32(index), ...names]))

const content = [
  ...build.section(0, build.name('mine')),
  ...build.section(1, map([0, 'f'])),
  ...build.section(2, indirect([0, map([0, 'x'], [3, 'sum'])], [7, map([1, 'y'])])),
  ...build.section(4, map([0, 't'])),
  ...build.section(7, map([0, '__stack_pointer'], [2, 'counter'])),
  ...build.section(9, map([1, '.rodata'])),
  ...build.section(10, indirect([0, map([0, 'left'], [1, 'right'])])),
]

function named(bytes: readonly number[]) {
  const facts = readModule(build.moduleOf(build.custom('name', bytes)))
  return { bytes: facts.bytes, names: facts.custom.names }
}

test('names of globals, data segments and types are found when asked for', () => {
  const { bytes, names } = named(content)
  expect([...itemNames(bytes, names, 'global')]).toEqual([
    [0, '__stack_pointer'],
    [2, 'counter'],
  ])
  expect([...itemNames(bytes, names, 'data')]).toEqual([[1, '.rodata']])
  expect([...itemNames(bytes, names, 'type')]).toEqual([[0, 't']])
  expect([...itemNames(bytes, names, 'memory')]).toEqual([])
  expect([...itemNames(bytes, null, 'global')]).toEqual([])
})

test('names of locals are by function, those of fields by type', () => {
  const { bytes, names } = named(content)
  const plain = (space: 'local' | 'label' | 'field') => [...innerNames(bytes, names, space)].map(([outer, inner]) => [outer, [...inner]])
  expect(plain('local')).toEqual([
    [
      0,
      [
        [0, 'x'],
        [3, 'sum'],
      ],
    ],
    [7, [[1, 'y']]],
  ])
  expect(plain('field')).toEqual([
    [
      0,
      [
        [0, 'left'],
        [1, 'right'],
      ],
    ],
  ])
  expect(plain('label')).toEqual([])
})

test('a damaged subsection gives the names before the damage', () => {
  const cut = map([0, 'good'], [1, 'cut off']).slice(0, -3)
  const { bytes, names } = named(build.section(7, cut))
  expect([...itemNames(bytes, names, 'global')]).toEqual([[0, 'good']])
  const inner = named(build.section(2, [2, 0, ...map([0, 'x']), 1, 9]))
  expect([...innerNames(inner.bytes, inner.names, 'local').get(0)!]).toEqual([[0, 'x']])
})
