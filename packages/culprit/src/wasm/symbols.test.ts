import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readModule } from './module.ts'
import { exportedFunction, functionNames, namedFunctions } from './symbols.ts'

const nothing = build.functionType([], [])
const module = readModule(
  build.moduleOf(
    build.types(nothing, build.functionType([build.i32, build.i64], [build.f64])),
    build.imports(
      build.importOf('env', 'log', [0x00, 0x00]),
      build.importOf('env', 'memory', [0x02, 0x00, 0x01]),
      build.importOf('env', 'now', [0x00, 0x00]),
    ),
    build.functions(0, 1, 0, 0),
    build.exports(
      build.exportOf('mix', 0, 3),
      build.exportOf('again', 0, 3),
      build.exportOf('memory', 2, 0),
      build.exportOf('log', 0, 0),
      build.exportOf('last', 0, 5),
    ),
    build.code(build.body([]), build.body([0x00]), build.body([]), build.body([])),
    build.custom(
      'name',
      build.section(
        1,
        build.vector([
          [0x00, ...build.name('write')],
          [0x05, ...build.name('the last')],
        ]),
      ),
    ),
  ),
)

test('an exported function is found by name, with its parameters and results', () => {
  expect(exportedFunction(module, 'mix')).toEqual({ index: 3, type: { kind: 'function', parameters: ['i32', 'i64'], results: ['f64'] } })
  expect(exportedFunction(module, 'log')).toEqual({ index: 0, type: { kind: 'function', parameters: [], results: [] } })
})

test('what is no function or no export is not found', () => {
  expect([exportedFunction(module, 'memory'), exportedFunction(module, 'nothing')]).toEqual([null, null])
})

test('a function has the name of the name section, of its import, or of its first export', () => {
  expect([...functionNames(module)].toSorted((one, other) => one[0] - other[0])).toEqual([
    [0, 'write'],
    [1, 'env.now'],
    [3, 'mix'],
    [5, 'the last'],
  ])
})

test('names from a twin and from a file of symbols stand between the name section and the interface, and each says where it is from', () => {
  const twin = new Map([
    [0, 'not this'],
    [3, 'mixed'],
  ])
  const symbolFile = new Map([
    [3, 'nor this'],
    [4, 'inner'],
    [99, 'of no function'],
  ])
  expect(Object.fromEntries(namedFunctions(module, { twin, symbolFile }))).toEqual({
    0: { name: 'write', origin: 'name section' },
    1: { name: 'env.now', origin: 'import' },
    3: { name: 'mixed', origin: 'twin' },
    4: { name: 'inner', origin: 'symbol file' },
    5: { name: 'the last', origin: 'name section' },
  })
  expect(namedFunctions(module).get(3)).toEqual({ name: 'mix', origin: 'export' })
})
