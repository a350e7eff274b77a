import { expect, test } from 'vitest'
import { ordinary } from '../../../../test/small-modules.ts'
import { inlinedModules } from './inlined.ts'

const base64 = Buffer.from(ordinary).toString('base64')

test('the modules in a script are found with their places and bytes', () => {
  const other = Buffer.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 0, 1, 0x7f]).toString('base64')
  const script = `const a = "${base64}"; const b = 'data:application/wasm;base64,${other}'`
  const found = inlinedModules(script)
  expect(found.map(({ start, end }) => script.slice(start, end))).toEqual([base64, other])
  expect(Buffer.from(found[0]!.bytes).equals(Buffer.from(ordinary))).toBe(true)
})

test('a script without modules has none', () => {
  expect(inlinedModules('console.log("AGFz")')).toEqual([])
})

test('what only begins like a module, or is cut off within a group, is none', () => {
  expect(inlinedModules('"AGFzbQEAAA"')).toEqual([])
  expect(inlinedModules(`"AGFzbQEAAAAB-nothing"`)).toHaveLength(1)
  expect(inlinedModules(`"${base64.slice(0, 13)}"`)).toEqual([])
})

test('no script is searched without end', () => {
  expect(inlinedModules('AGFzbQEAAAAB '.repeat(3_000))).toHaveLength(1_000)
})
