import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readModule } from '../wasm/index.ts'
import { sharedExports } from './shared-exports.ts'

function exporting(names: readonly string[]) {
  return readModule(
    build.moduleOf(
      build.types(build.functionType([], [])),
      build.functions(0),
      build.exports(...names.map(name => build.exportOf(name, 0x00, 0))),
      build.code(build.body([])),
    ),
  )
}

test('exports are found by their names, whatever was added, removed or put elsewhere', () => {
  const many = Array.from({ length: 40 }, (_, place) => `f${place}`)
  const a = ['first', 'gone', ...many, 'last']
  const b = ['last', ...many.slice(20), 'new', ...many.slice(0, 20).toReversed(), 'first']
  expect([...sharedExports(exporting(a), exporting(b))]).toEqual(a.map(name => b.indexOf(name)))
})
