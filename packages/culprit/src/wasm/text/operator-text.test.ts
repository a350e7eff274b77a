import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { readModule } from '../module.ts'
import { operators, prefixes, type Immediates, type Operator } from '../operators.ts'
import { functionReader, functionText } from './function-text.ts'
import { numericNames } from './names.ts'

const signature = 0x01
const anyHeapType = 0x6e
const nullReference = 0x63

/** Immediates none of which is the value that a text leaves out, where there is such a choice. */
const samples: Readonly<Record<Immediates, build.Bytes>> = {
  '': [],
  end: [],
  else: [],
  catch_all: [],
  order: [0x00],
  'catch tag': [2],
  delegate: [1],
  block: [signature],
  'block catch*': [
    nullReference,
    0x03,
    ...build.vector([
      [0x00, 4, 0],
      [0x01, 5, 1],
      [0x02, 0],
      [0x03, 1],
    ]),
  ],
  local: [0x81, 0x01],
  global: [3],
  function: [4],
  label: [0],
  'label*': [...build.vector([[0], [1]]), 1],
  type: [1],
  table: [2],
  memory: [1],
  tag: [3],
  data: [4],
  element: [5],
  'type table': [1, 2],
  'type type': [2, 3],
  'type field': [2, 1],
  'type count': [2, 7],
  'type data': [2, 4],
  'type element': [2, 5],
  'type tag': [2, 3],
  'data memory': [4, 1],
  'memory memory': [1, 2],
  'element table': [5, 2],
  'table table': [1, 2],
  'type handler*': [
    2,
    ...build.vector([
      [0x00, 3, 1],
      [0x01, 4],
    ]),
  ],
  'type tag handler*': [2, 3, ...build.vector([[0x00, 3, 0]])],
  i32: [0x80, 0x80, 0x80, 0x80, 0x78],
  i64: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
  f32: [0xcd, 0xcc, 0xcc, 0x3d],
  f64: [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0xbf],
  v128: Array.from({ length: 16 }, (_, index) => index * 16),
  lane: [3],
  'lane*16': Array.from({ length: 16 }, (_, index) => 31 - index),
  memarg: [0x45, 0x01, 0x80, 0x80, 0x80, 0x80, 0x10],
  'memarg lane': [0x45, 0x01, 0x07, 0x01],
  heaptype: [anyHeapType],
  'valtype*': build.vector([[build.i32], [nullReference, 0x02]]),
  'cast label heaptype heaptype': [0x01, 1, anyHeapType, 0x02],
  'order global': [0x00, 3],
  'order table': [0x01, 2],
  'order type': [0x00, 1],
  'order type field': [0x01, 2, 1],
}

function encoded({ id, immediates }: Operator): number[] {
  for (const [prefix, { base, size }] of prefixes) {
    if (id >= base && id < base + size) return [prefix, ...build.u32(id - base), ...samples[immediates]]
  }
  return [id, ...samples[immediates]]
}

const block = 0x02
const empty = 0x40
const end = 0x0b

/** The operator inside of a block, and in what it needs around it. */
function placed(operator: Operator): number[] {
  const bytes = encoded(operator)
  const around: Partial<Record<Immediates, number[]>> = {
    block: [block, empty, ...bytes, end, end],
    'block catch*': [block, empty, ...bytes, end, end],
    else: [0x04, empty, ...bytes, end],
    'catch tag': [0x06, empty, ...bytes, end],
    catch_all: [0x06, empty, ...bytes, end],
    delegate: [block, empty, 0x06, empty, ...bytes, end],
    end: [block, empty, end],
  }
  return around[operator.immediates] ?? [block, empty, ...bytes, end]
}

const type = build.functionType([build.i32], [build.f64, build.i64])

test('every operator of the table is written as reviewed', () => {
  const known = operators.filter(operator => operator !== undefined)
  const lines = known.flatMap(operator => {
    const facts = readModule(
      build.moduleOf(
        build.types(type, type),
        build.functions(0),
        build.section(12, [0]),
        build.code(build.body(placed(operator))),
        build.section(11, [0]),
      ),
    )
    const found = [...functionText(functionReader(facts, numericNames), 0)].filter(line => line.operator === operator.id)
    // Block and end stand around the others too.
    return found.at(operator.mnemonic === 'end' ? 0 : -1)?.text ?? `no ${operator.mnemonic}`
  })
  expectReviewed('operators.txt', lines)
})

test('alignment, memory 0 and table 0 are left out where the text format leaves them out', () => {
  const operators = [0x28, 0x02, 0x08, 0x2d, 0x00, 0x00, 0x28, 0x00, 0x00, 0x11, 0x01, 0x00, 0xfc, 0x0a, 0x00, 0x00, 0xfc, 0x0a, 0x00, 0x01]
  const facts = readModule(
    build.moduleOf(
      build.types(type, type),
      build.functions(0),
      build.section(12, [0]),
      build.code(build.body(operators)),
      build.section(11, [0]),
    ),
  )
  const lines = [...functionText(functionReader(facts, numericNames), 0)].slice(1, -1)
  expect(lines.map(({ text }) => text)).toEqual([
    'i32.load offset=8',
    'i32.load8_u',
    'i32.load align=1',
    'call_indirect (type 1)',
    'memory.copy',
    'memory.copy 0 1',
  ])
})

/** Compares with a reviewed file beside the test; UPDATE=1 writes it. */
function expectReviewed(file: string, lines: readonly string[]): void {
  const path = new URL(`fixtures/${file}`, import.meta.url)
  const text = `${lines.join('\n')}\n`
  if (process.env['UPDATE'] === '1') writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
}
