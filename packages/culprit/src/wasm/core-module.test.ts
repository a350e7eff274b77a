import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { coreModule } from './core-module.ts'
import { readModule } from './module.ts'

const componentOf = (...sections: build.Bytes[]) => Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, ...sections.flat()])
const moduleOf = (...operators: number[]) => build.section(1, [...build.moduleWithBody(operators)])

test('core modules are counted from 1 in the order of the file, those of nested components included', () => {
  const inner = [...componentOf(moduleOf(0x01, 0x01), moduleOf(0x01, 0x01, 0x01))]
  const facts = readModule(componentOf(moduleOf(), moduleOf(0x01), build.section(4, inner), moduleOf(0x01, 0x01, 0x01, 0x01)))
  for (const number of [1, 2, 3, 4, 5]) {
    const module = coreModule(facts, number)
    expect(module.bodies.operators[0]).toBe(number)
    const bytes = facts.bytes.slice(module.offset, module.end)
    expect(readModule(bytes).bodies.operators).toEqual(module.bodies.operators)
  }
})

test('an assembled component has the core modules of its text, and all of its sections are listed', () => {
  const bytes = new Uint8Array(readFileSync(new URL('fixtures/component.wasm', import.meta.url)))
  const facts = readModule(bytes)
  expect([1, 2, 3].map(number => coreModule(facts, number).exports.map(({ name }) => name))).toEqual([['double'], ['nothing'], ['run']])
  expect(() => coreModule(facts, 4)).toThrow('the component has 3 core modules, #1 to #3.')
  expect(facts.sections.map(({ name }) => name).join(', ')).toBe(
    'type, import, canonical function, core module, core instance, component, instance, core module, core instance, ' +
      'core type, type, alias, canonical function, export, component-name',
  )
  for (const number of [1, 2, 3]) {
    const { offset, end } = coreModule(facts, number)
    expect(WebAssembly.validate(bytes.slice(offset, end))).toBe(true)
  }
})

test('a core module is the only one of its file', () => {
  const facts = readModule(build.moduleWithBody([]))
  expect(coreModule(facts, 1)).toBe(facts)
  expect(() => coreModule(facts, 2)).toThrow('There is no core module #2: the file is one itself, #1.')
})

test('a number that the component does not have is an error that says how many there are', () => {
  const two = readModule(componentOf(moduleOf(), moduleOf()))
  for (const number of [0, 3, -1, 1.5]) {
    expect(() => coreModule(two, number)).toThrow(`There is no core module #${number}: the component has 2 core modules, #1 to #2.`)
  }
  expect(() => coreModule(readModule(componentOf(moduleOf())), 2)).toThrow('the component has one core module, #1.')
  expect(() => coreModule(readModule(componentOf(build.section(7, [0]))), 1)).toThrow('the component has no core module.')
})

test('the sections of a component lie one behind the other and fill the file', () => {
  const bytes = componentOf(...Array.from({ length: 13 }, (_, id) => id).map(sampleSection))
  const { sections } = readModule(bytes)
  expect(sections.map(({ id }) => id)).toEqual(Array.from({ length: 13 }, (_, id) => id))
  let position = 8
  for (const { offset, bytes: size } of sections) {
    expect(offset).toBe(position + 1 + build.u32(size).length)
    position = offset + size
  }
  expect(position).toBe(bytes.length)
})

/** Some section of a kind; what its items are is not read. */
function sampleSection(id: number): number[] {
  if (id === 0) return build.custom('note', [0x01])
  if (id === 1) return moduleOf()
  return build.section(id, id === 4 ? [...componentOf()] : [0x01, 0x00])
}

test.each<[string, build.Bytes, string]>([
  ['an unknown kind', [0x0d, 0x00], '13 is no kind of section that this version of culprit knows (at offset 0x8)'],
  ['a size beyond the file', [0x07, 0x05, 0x00], 'the type section claims 5 bytes, but only 1 are left (at offset 0x8)'],
  ['a size without its end', [0x07, 0x80], 'the bytes end inside the size of a section (at offset 0xa)'],
  [
    'a size of six bytes',
    [0x07, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
    'the size of a section is a LEB of more than 5 bytes (at offset 0x9)',
  ],
  ['no number of items', build.section(7, []), 'the bytes end inside the number of items of the type section (at offset 0xa)'],
  [
    'more items than bytes',
    build.section(6, [0x02, 0x00]),
    '2 items of the alias section do not fit into the 1 bytes that follow (at offset 0xa)',
  ],
  ['an empty start', build.section(9, []), 'the bytes end inside the start section (at offset 0xa)'],
  ['a component for a module', build.section(1, [...componentOf()]), 'a core module section cannot have a component in it (at offset 0xa)'],
  [
    'a module for a component',
    build.section(4, [...build.moduleWithBody([])]),
    'a component section cannot have a core module in it (at offset 0xa)',
  ],
  ['a module without its header', build.section(1, [0x00, 0x61]), 'the bytes end inside the header (at offset 0xc)'],
])('a section of a component with %s is an error', (_, section, message) => {
  expect(() => readModule(componentOf(section))).toThrow(message)
})

test('a component that is cut off is an error, unless the cut is between sections', () => {
  const bytes = componentOf(...Array.from({ length: 13 }, (_, id) => id).map(sampleSection))
  const boundaries = new Set(
    readModule(bytes)
      .sections.map(({ offset, bytes: size }) => offset + size)
      .concat(8),
  )
  for (let length = 0; length < bytes.length; length++) {
    if (!boundaries.has(length)) expect(() => readModule(bytes.slice(0, length)), String(length)).toThrow(/at offset/)
  }
})
