import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { readModule } from '../module.ts'
import { detectEngineFeatures, instrument, readCounts } from './index.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))

/** How costs are packed depends on the number of operators: up to 170, 1365 and 10922 of them are the borders. */
test.each([169, 171, 1_364, 1_366, 10_921, 10_923, 60_000])('instructions of a body of %i operators are counted exactly', size => {
  // In one arm of the if constants that are dropped, in the other those that are added to.
  const drops = Math.floor((size - 7) / 4)
  const repeat = (count: number, ...bytes: number[]) => Array.from({ length: count }, () => bytes).flat()
  const arms = [...repeat(drops, 0x41, 1, 0x1a), 0x05, 0x41, 0, ...repeat(Math.ceil((size - 8) / 2) - drops, 0x41, 1, 0x6a), 0x1a]
  const module = build.moduleOf(
    build.types(build.functionType([build.i32], [])),
    build.functions(0),
    build.exports(build.exportOf('run', 0, 0)),
    build.code(build.body([0x20, 0, 0x04, 0x40, ...arms, 0x0b])),
  )
  const { bytes, layout } = instrument(readModule(module), { mode: 'ops', features, version: '0' })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const run = exports['run'] as (argument: number) => void
  for (const argument of [1, 1, 1, 0]) run(argument)
  const [counted] = readCounts(layout, exports[layout.read!] as (index: number) => bigint).functions
  const adds = Math.ceil((size - 8) / 2) - drops
  expect(counted).toMatchObject({
    calls: 4,
    classes: { local: 4, control: 4, constant: 3 * drops + adds + 1, parametric: 3 * drops + 1, integer: adds },
  })
})
