import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { readModule } from '../module.ts'
import { functionReader, functionText, indented, moduleText, textNames } from './index.ts'

const nothing = build.functionType([], [])

function textOf(bytes: Uint8Array): string[] {
  return [...moduleText(readModule(bytes), textNames)]
}

function nameSection(functions: readonly string[], locals: readonly string[]): number[] {
  const named = (names: readonly string[]) => build.vector(names.map((name, index) => [...build.u32(index), ...build.name(name)]))
  return build.custom('name', [
    ...build.section(0, build.name('demo')),
    ...build.section(1, named(functions)),
    ...build.section(2, build.vector([[1, ...named(locals)]])),
  ])
}

test('a module is written in the order of its sections, with the names that it has', () => {
  const recursive = [0x4e, 0x02, 0x50, 0x00, 0x5f, 0x02, 0x63, 0x03, 0x01, 0x78, 0x00, 0x4f, 0x01, 0x02, 0x5f, 0x00]
  const module = build.moduleOf(
    build.types([0x60, 0x02, build.i32, 0x64, 0x02, 0x01, build.i32], nothing, recursive, [0x5e, 0x77, 0x01], [0x5d, 0x00]),
    build.imports(build.importOf('env', 'log', [0x00, 0x01]), build.importOf('env', 'limit', [0x03, 0x7f, 0x01])),
    build.functions(0),
    build.section(
      4,
      build.vector([
        [0x70, 0x01, 0x02, 0x03],
        [0x40, 0x00, 0x63, 0x70, 0x00, 0x01, 0xd0, 0x70, 0x0b],
      ]),
    ),
    build.section(
      5,
      build.vector([
        [0x00, 0x01],
        [0x07, 0x01, 0x02],
      ]),
    ),
    build.section(13, build.vector([[0x00, 0x01]])),
    build.section(
      6,
      build.vector([
        [build.i32, 0x01, 0x41, 0x01, 0x41, 0x02, 0x6a, 0x0b],
        [0x6e, 0x00, 0xd0, 0x71, 0x0b],
      ]),
    ),
    build.exports(build.exportOf('run', 0, 1), build.exportOf('memory', 2, 0)),
    build.section(8, [0]),
    build.section(
      9,
      build.vector([
        [0x00, 0x41, 0x00, 0x0b, 0x02, 0x00, 0x01],
        [0x05, 0x70, 0x01, 0xd2, 0x00, 0x0b],
        [0x03, 0x00, 0x01, 0x01],
      ]),
    ),
    build.section(12, [2]),
    build.code(
      build.body(
        [0x02, 0x40, 0x20, 0x00, 0x0d, 0x00, 0x10, 0x00, 0x0b, 0x20, 0x02],
        [
          [2, build.i32],
          [1, 0x63, 0x02],
        ],
      ),
    ),
    build.section(
      11,
      build.vector([
        [0x00, 0x41, 0x08, 0x0b, 0x02, 0x68, 0x0a],
        [0x01, ...build.vector(Array.from({ length: 70 }, () => [0x41]))],
      ]),
    ),
    nameSection(['log', 'run'], ['count', '', 'first local']),
    build.custom('producers', [0x00]),
  )
  expect(textOf(module)).toEqual(
    String.raw`(module $demo
  (type (;0;) (func (param i32 (ref 2)) (result i32)))
  (type (;1;) (func))
  (rec
    (type (;2;) (sub (struct (field (mut (ref null 3))) (field i8))))
    (type (;3;) (sub final 2 (struct)))
  )
  (type (;4;) (array (mut i16)))
  (type (;5;) (cont 0))
  (import "env" "log" (func $log (;0;) (type 1)))
  (import "env" "limit" (global $env.limit (;0;) (mut i32)))
  (table (;0;) 2 3 funcref)
  (table (;1;) 1 (ref null func) (ref.null func))
  (memory $memory (;0;) 1)
  (memory (;1;) i64 1 2 shared)
  (tag (;0;) (type 1))
  (global (;1;) (mut i32) i32.const 1 i32.const 2 i32.add)
  (global (;2;) anyref (ref.null none))
  (export "run" (func $run))
  (export "memory" (memory $memory))
  (start $log)
  (elem (;0;) (i32.const 0) func $log $run)
  (elem (;1;) funcref (ref.func $log))
  (elem (;2;) declare func $run)
  (func $run (;1;) (type 0) (param $count i32) (param (ref 2)) (result i32)
    (local $"first local" i32) (local i32 (ref null 2))
    block ;; label = @1
      local.get $count
      br_if 0 (;@1;)
      call $log
    end
    local.get $"first local"
  )
  (data (;0;) (i32.const 8) "h\0a")
  (data (;1;)
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAA")
  ;; the name section, of 47 bytes, is in the identifiers
  (@custom "producers" (after data) "\00")
)`.split('\n'),
  )
})

test('of a component each core module is written', () => {
  const inner = build.section(1, [...build.moduleWithBody([0x01])])
  const component = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, ...inner, ...inner])
  expect(textOf(component).filter(line => line.startsWith(';;') || line.startsWith('(module'))).toEqual([
    ';; core module 0 of the component, at offset 0xa',
    '(module',
    ';; core module 1 of the component, at offset 0x25',
    '(module',
  ])
})

test('names that several functions have are told apart by their index, and no name is given twice', () => {
  const body = [0x10, 0x00, 0x10, 0x01, 0x10, 0x02]
  const module = build.moduleOf(
    build.types(nothing),
    build.functions(0, 0, 0),
    build.code(build.body([]), build.body(body), build.body([])),
    nameSection(['twin', 'twin', 'twin#1'], []),
  )
  const text = textOf(module)
  expect(text.filter(line => line.includes('func $') || line.includes('func (;'))).toEqual([
    '  (func $twin#0 (;0;) (type 0)',
    '  (func (;1;) (type 0)',
    '  (func $twin#1 (;2;) (type 0)',
  ])
  expect(text.filter(line => line.includes('call'))).toEqual(['    call $twin#0', '    call 1', '    call $twin#1'])
})

test('a hostile name stays inside of its line', () => {
  const hostile = ['") (start 0)\n(func', '\u001b]8;;http://evil.example\u0007', '\u202e;)(;', ';; \r end']
  const module = build.moduleOf(
    build.types(nothing),
    build.imports(...hostile.map(name => build.importOf(name, name, [0x00, 0x00]))),
    build.exports(...hostile.map((name, index) => build.exportOf(name, 0, index))),
    nameSection(hostile, hostile),
    build.custom(hostile[0]!, [0x0a]),
  )
  const plain = build.moduleOf(
    build.types(nothing),
    build.imports(...'abcd'.split('').map(name => build.importOf(name, name, [0x00, 0x00]))),
    build.exports(...'abcd'.split('').map((name, index) => build.exportOf(name, 0, index))),
    nameSection(['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd']),
    build.custom('a', [0x0a]),
  )
  const text = textOf(module)
  expect(text.length).toBe(textOf(plain).length)
  expect(text.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
})

test('a name section whose locals are damaged costs only their names', () => {
  const damaged = build.custom('name', [...build.section(1, build.vector([[0, ...build.name('run')]])), ...build.section(2, [0x7f, 0x00])])
  const module = build.moduleOf(build.types(nothing), build.functions(0), build.code(build.body([0x20, 0x00], [[1, build.i32]])), damaged)
  expect(textOf(module).slice(2, 6)).toEqual(['  (func $run (;0;) (type 0)', '    (local i32)', '    local.get 0', '  )'])
})

test('a hundred thousand blocks in one another are lines of bounded length', () => {
  const depth = 100_000
  const blocks = Array.from({ length: depth }, () => [0x02, 0x40]).flat()
  const ends = Array.from({ length: depth }, () => 0x0b)
  const lines = textOf(build.moduleWithBody([...blocks, 0x0c, ...build.u32(depth), ...ends]))
  expect(lines.length).toBe(2 * depth + 6)
  expect(lines.reduce((longest, line) => Math.max(longest, line.length), 0)).toBeLessThan(200)
  expect(lines.find(line => line.includes('br '))).toMatch(/^ +br 100000 \(;@0;\)$/)
})

test('a branch table and items of a table take as many lines as they need', () => {
  const targets = Array.from({ length: 1_000 }, () => [0x00])
  const module = build.moduleOf(
    build.types(nothing),
    build.functions(0),
    build.section(9, build.vector([[0x01, 0x00, ...build.vector(targets.concat(targets))]])),
    build.code(build.body([0x41, 0x00, 0x0e, ...build.vector(targets), 0x00])),
  )
  const lines = textOf(module)
  expect(lines.every(line => line.length < 250)).toBe(true)
  const all = lines.join(' ')
  expect(all.match(/0 \(;@0;\)/g)).toHaveLength(1_001)
  expect(all.slice(all.indexOf('(elem'), all.lastIndexOf('(func')).match(/ 0(?=[ )])/g)).toHaveLength(2_000)
})

test('billions of locals that a few bytes declare are not listed', () => {
  const module = build.moduleWithBody([], [[0xff, 0xff, 0xff, 0xff, 0x0f, build.i32]])
  expect(textOf(module)[3]).toBe('    ;; and more: all 4294967295 locals are more than engines accept')
})

test('each line of a function has the offset of its operator', () => {
  const facts = readModule(build.moduleWithBody([0x41, 0x05, 0x1a, 0x02, 0x40, 0x0b], [[1, build.i32]]))
  const start = facts.bodies.starts[0]!
  const lines = [...functionText(functionReader(facts, textNames(facts)), 0)]
  expect(lines.map(line => [line.offset - start, line.operator, indented(line)])).toEqual([
    [0, null, '(func (;0;) (type 0)'],
    [0, null, '  (local i32)'],
    [3, 0x41, '  i32.const 5'],
    [5, 0x1a, '  drop'],
    [6, 0x02, '  block ;; label = @1'],
    [8, 0x0b, '  end'],
    [9, 0x0b, ')'],
  ])
})
