import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { moduleDocument, readModule } from '../wasm/index.ts'
import { misfit } from './misfit.ts'

interface Interface {
  readonly imports?: Readonly<Record<string, number>>
  readonly exports?: Readonly<Record<string, number>>
  readonly pages?: number
}

/** Types are 0: () -> (), 1: (i32) -> (i32). Every import is of `env`, every export a function; `pages` is an exported memory. */
function moduleWith({ imports = {}, exports = {}, pages }: Interface) {
  const imported = Object.entries(imports)
  const exported = Object.entries(exports)
  const bytes = build.moduleOf(
    build.types(build.functionType([], []), build.functionType([build.i32], [build.i32])),
    build.imports(...imported.map(([name, type]) => build.importOf('env', name, [0x00, type]))),
    build.functions(...exported.map(([, type]) => type)),
    ...(pages === undefined ? [] : [build.section(5, build.vector([[0x00, pages]]))]),
    build.exports(
      ...exported.map(([name], index) => build.exportOf(name, 0, imported.length + index)),
      ...(pages === undefined ? [] : [build.exportOf('memory', 2, 0)]),
    ),
    build.code(...exported.map(([, type]) => build.body(type === 0 ? [] : [0x20, 0]))),
  )
  return moduleDocument(readModule(bytes), '')
}

test('a module that imports and exports the same fits, whatever it does', () => {
  const one = { imports: { clock: 0 }, exports: { run: 1 } }
  expect(misfit(moduleWith(one), moduleWith(one))).toBe(null)
})

test('it may import less and export more', () => {
  const less = moduleWith({ imports: { clock: 0 }, exports: { run: 1, extra: 0 } })
  expect(misfit(less, moduleWith({ imports: { clock: 0, log: 1 }, exports: { run: 1 } }))).toBe(null)
})

test('it may not import more, and the import is named', () => {
  const more = moduleWith({ imports: { clock: 0, log: 1 } })
  expect(misfit(more, moduleWith({ imports: { clock: 0 } }))).toBe(
    'it imports env.log (function (i32) -> (i32)), and the module it would replace does not',
  )
})

test('it may not import the same name with another type', () => {
  expect(misfit(moduleWith({ imports: { clock: 1 } }), moduleWith({ imports: { clock: 0 } }))).toBe(
    'it imports env.clock as function (i32) -> (i32), and the module it would replace as function () -> ()',
  )
})

test('it may not lack an export, nor have it with another type', () => {
  expect(misfit(moduleWith({}), moduleWith({ exports: { run: 1 } }))).toBe(
    'it does not export run (function (i32) -> (i32)), and the module it would replace does',
  )
  expect(misfit(moduleWith({ exports: { run: 0 } }), moduleWith({ exports: { run: 1 } }))).toContain('it exports run as function () -> ()')
})

test('how large an exported memory is does not matter', () => {
  expect(misfit(moduleWith({ pages: 2 }), moduleWith({ pages: 1 }))).toBe(null)
})

test('a long name is cut', () => {
  const more = moduleWith({ imports: { ['x'.repeat(1000)]: 0 } })
  expect(misfit(more, moduleWith({}))!.length).toBeLessThan(250)
})
