import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { findFunctions, similarFunctions } from './find-functions.ts'
import { readModule } from './module.ts'

const names = ['log', 'twin', 'twin', '3', '$dollar']
const facts = readModule(
  build.moduleOf(
    build.types(build.functionType([], [])),
    build.imports(build.importOf('env', 'log', [0x00, 0x00])),
    build.functions(0, 0, 0, 0),
    build.exports(build.exportOf('run', 0, 1), build.exportOf('memory', 0, 2)),
    build.code(build.body([]), build.body([]), build.body([]), build.body([])),
    build.custom('name', build.section(1, build.vector(names.map((name, index) => [index, ...build.name(name)])))),
  ),
)

test('a function is found by its index, its name, its export and its import', () => {
  expect(['3', 'log', 'run', 'env.log', 'memory', '$log', '$dollar'].map(name => findFunctions(facts, name))).toEqual([
    [3],
    [0],
    [1],
    [0],
    [2],
    [0],
    [4],
  ])
})

test('of several functions with one name all are found, and of what there is not, none', () => {
  expect(['twin', '5', 'twi', ''].map(name => findFunctions(facts, name))).toEqual([[1, 2], [], [], []])
  expect(similarFunctions(facts, 'o', 2)).toEqual(['log', '$dollar'])
})
