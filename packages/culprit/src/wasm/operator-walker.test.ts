import { setFlagsFromString } from 'node:v8'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { OperatorWalker } from './operator-walker.ts'
import { operatorIdLimit, operators, prefixes, type Immediates, type Operator } from './operators.ts'
import { readModule } from './module.ts'

const known = operators.filter(operator => operator !== undefined)

/** Features that the V8 of Node 24 does not have, or has in an older form. */
const unknownToV8 = new Set(['wide-arithmetic', 'stack-switching', 'shared-everything-threads', 'custom-descriptors', 'memory-control'])
// This one it has, but not switched on; and two operators came later.
setFlagsFromString('--experimental-wasm-fp16')
const laterThanV8 = new Set(['i16x8.trunc_f16x8_s', 'i16x8.trunc_f16x8_u'])

// Types of the module in which V8 judges the operators.
const packedStruct = 1
const packedArray = 2
const struct = 3
const functionArray = 4

function typeFor(mnemonic: string): number {
  if (mnemonic.endsWith('_elem')) return functionArray
  if (mnemonic.startsWith('array')) return /^array.(get|set)$/.test(mnemonic) ? functionArray : packedArray
  if (mnemonic.startsWith('struct')) return /_[su]$/.test(mnemonic) ? packedStruct : struct
  return 0
}

/** Atomic accesses have to be aligned to their size, others may be aligned to a byte. */
function alignmentFor({ mnemonic, feature }: Operator): number {
  if (feature !== 'threads') return 0
  const [, narrow] = /(?:load|store|rmw|wait)(8|16|32|64)/.exec(mnemonic) ?? []
  const bits = narrow ?? (mnemonic.startsWith('i64') ? '64' : '32')
  return Math.log2(Number(bits) / 8)
}

const sixteen = Array.from({ length: 16 }, () => 0)
const anyHeapType = 0x6e

/** Immediates as short as they get, and padded ones. `index` encodes an index. */
function sample(operator: Operator, index: (value: number) => number[]): number[] {
  const zero = index(0)
  const memoryArgument = [...index(alignmentFor(operator)), ...index(1)]
  const type = index(typeFor(operator.mnemonic))
  const samples: Record<Immediates, number[]> = {
    '': [],
    end: [],
    else: [],
    catch_all: [],
    'catch tag': zero,
    delegate: zero,
    block: [0x40],
    'block catch*': [
      0x40,
      ...build.vector([
        [0x00, ...zero, ...zero],
        [0x02, ...zero],
      ]),
    ],
    local: zero,
    global: zero,
    function: zero,
    label: zero,
    'label*': [...build.vector([zero, zero]), ...zero],
    type,
    table: zero,
    memory: zero,
    tag: zero,
    data: zero,
    element: zero,
    'type table': [...type, ...zero],
    'type type': [...type, ...type],
    'type field': [...type, ...zero],
    'type count': [...type, ...zero],
    'type data': [...type, ...zero],
    'type element': [...type, ...zero],
    'type tag': [...type, ...zero],
    'data memory': [...zero, ...zero],
    'memory memory': [...zero, ...zero],
    'element table': [...zero, ...zero],
    'table table': [...zero, ...zero],
    'type handler*': [
      ...type,
      ...build.vector([
        [0x00, ...zero, ...zero],
        [0x01, ...zero],
      ]),
    ],
    'type tag handler*': [...type, ...zero, ...build.vector([[0x01, ...zero]])],
    i32: [0x7f],
    i64: [0xff, 0x80, 0x7f],
    f32: [1, 2, 3, 4],
    f64: [1, 2, 3, 4, 5, 6, 7, 8],
    v128: sixteen,
    lane: [0],
    'lane*16': sixteen,
    memarg: memoryArgument,
    'memarg lane': [...memoryArgument, 0],
    heaptype: [operator.mnemonic === 'ref.null' ? build.funcref : anyHeapType],
    'valtype*': build.vector([[build.i32]]),
    'cast label heaptype heaptype': [0x03, ...zero, anyHeapType, anyHeapType],
    order: [0x00],
    'order global': [0x00, ...zero],
    'order table': [0x01, ...zero],
    'order type': [0x00, ...type],
    'order type field': [0x01, ...type, ...zero],
  }
  return samples[operator.immediates]
}

function opcodeOf(operator: Operator): number[] {
  for (const [prefix, { base, size }] of prefixes) {
    if (operator.id >= base && operator.id < base + size) return [prefix, ...build.u32(operator.id - base)]
  }
  return [operator.id]
}

const unreachable = 0x00
// Behind an operator: what V8 would take for one more index if the operator had one, and then for one that does not exist.
const ret = 0x0f
const end = 0x0b

/** What has to stand around an operator. `unreachable` before and behind it makes any operands right. */
function around({ mnemonic, immediates }: Operator): { before: number[]; after: number[] } {
  if (mnemonic === 'rethrow') return { before: [0x06, 0x40, 0x19], after: [unreachable, end] }
  if (mnemonic === 'br_on_non_null') return { before: [0x02, build.funcref, unreachable], after: [unreachable, end] }
  const open = (...before: number[]) => ({ before, after: [unreachable, end] })
  const places: Partial<Record<Immediates, { before: number[]; after: number[] }>> = {
    block: open(),
    'block catch*': open(),
    end: { before: [0x02, 0x40, unreachable], after: [] },
    else: open(0x04, 0x40, unreachable),
    'catch tag': open(0x06, 0x40, unreachable),
    catch_all: open(0x06, 0x40, unreachable),
    delegate: { before: [0x06, 0x40, unreachable], after: [] },
    'cast label heaptype heaptype': open(0x02, anyHeapType, unreachable),
  }
  return places[immediates] ?? { before: [], after: [] }
}

/** A module with everything that an operator can refer to. */
function moduleFor(operatorBytes: readonly number[], operator: Operator): Uint8Array<ArrayBuffer> {
  const { before, after } = around(operator)
  const nothing = build.functionType([], [])
  const field = (type: number) => [type, 0x01]
  return build.moduleOf(
    build.types(
      nothing,
      [0x5f, ...build.vector([field(0x78)])],
      [0x5e, ...field(0x78)],
      [0x5f, ...build.vector([field(build.i32)])],
      [0x5e, ...field(build.funcref)],
    ),
    build.functions(0),
    build.section(4, build.vector([[build.funcref, 0x00, 0x01]])),
    build.section(5, build.vector([[0x00, 0x01]])),
    build.section(13, build.vector([[0x00, 0x00]])),
    build.section(6, build.vector([[build.i32, 0x01, 0x41, 0x00, end]])),
    build.exports(build.exportOf('f', 0, 0)),
    build.section(9, build.vector([[0x01, 0x00, 0x01, 0x00]])),
    build.section(12, [0x01]),
    build.code(build.body([unreachable, ...before, ...operatorBytes, ret, ...after, unreachable], [[1, build.i32]])),
    build.section(11, build.vector([[0x01, 0x00]])),
  )
}

test('every operator is found with its immediates, short or padded, and counted under its name', () => {
  for (const operator of known) {
    for (const index of [build.u32, build.paddedU32]) {
      const bytes = [...opcodeOf(operator), ...sample(operator, index)]
      const module = moduleFor(bytes, operator)
      const facts = readModule(module)
      const { histogram, operatorStarts, ends } = facts.bodies
      expect([operator.mnemonic, histogram[operator.id]! > 0]).toEqual([operator.mnemonic, true])

      const walker = new OperatorWalker(module, new Set())
      walker.enterBody(operatorStarts[0]!, ends[0]!)
      const length = walker.fill()
      const place = walker.ids.subarray(1, length).indexOf(operator.id) + 1
      const found = module.slice(walker.offsets[place], walker.offsets[place + 1])
      // `end`, `unreachable` and the openers also stand around.
      if (operator.immediates !== 'end') expect([operator.mnemonic, ...found]).toEqual([operator.mnemonic, ...bytes])
    }
  }
})

test('V8 accepts every operator of its features with the immediates that we give it', () => {
  const refused = known
    .filter(operator => !unknownToV8.has(operator.feature ?? '') && !laterThanV8.has(operator.mnemonic))
    .filter(operator => !WebAssembly.validate(moduleFor([...opcodeOf(operator), ...sample(operator, build.u32)], operator)))
  expect(refused.map(operator => operator.mnemonic)).toEqual([])
})

test('the table of operators says what it said', async () => {
  const hex = (bytes: readonly number[]) => bytes.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
  const lines = known.map(operator =>
    [hex(opcodeOf(operator)), operator.mnemonic, `(${operator.immediates})`, operator.class, operator.feature ?? 'first version'].join(
      '; ',
    ),
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('fixtures/operators.txt')
})

test('mnemonics are unique and every opcode that the table leaves out is an error with its offset', () => {
  expect(new Set(known.map(operator => operator.mnemonic)).size).toBe(known.length)
  for (let opcode = 0; opcode < 0x100; opcode++) {
    if (operators[opcode] || prefixes.has(opcode)) continue
    expect(() => readModule(build.moduleWithBody([opcode]))).toThrow(/is no operator .* \(at offset 0x17\)/)
  }
  for (const [prefix, { base, size }] of prefixes) {
    for (let code = 0; code < size + 2; code++) {
      if (code < size && operators[base + code]) continue
      expect(() => readModule(build.moduleWithBody([prefix, ...build.u32(code)]))).toThrow(/is no operator .* \(at offset 0x17\)/)
    }
  }
})

test('an operator that its body cuts off is an error, although bytes follow in the file', () => {
  const zeros = Array.from({ length: 40 }, () => 0)
  for (const operator of known) {
    for (const index of [build.u32, build.paddedU32]) {
      const bytes = [...opcodeOf(operator), ...sample(operator, index)]
      for (let length = 1; length < bytes.length; length++) {
        const { before } = around(operator)
        const body = [0x00, ...before, ...bytes.slice(0, length)]
        const module = build.moduleOf(
          build.types(build.functionType([], [])),
          build.functions(0),
          build.code(body),
          build.custom('zeros', zeros),
        )
        expect(() => readModule(module), `${operator.mnemonic} ${length}`).toThrow(/at offset/)
        const walker = new OperatorWalker(Uint8Array.from([...body, ...zeros]), new Set())
        walker.enterBody(1, body.length)
        expect(() => walker.fill(), `${operator.mnemonic} ${length}`).toThrow(/at offset/)
      }
    }
  }
})

test('memory accesses may name a memory and have an offset of 64 bits', () => {
  const load = (...memoryArgument: number[]) => readModule(build.moduleWithBody([0x41, 0x00, 0x28, ...memoryArgument, 0x1a])).features
  expect(load(0x42, 0x01, 0x04)).toEqual(['multi-memory'])
  expect(load(0x42, 0x81, 0x80, 0x00, 0x04)).toEqual(['multi-memory'])
  expect(load(0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)).toEqual([])
  expect(() => load(0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02)).toThrow(/does not fit 64 bits/)
  expect(() => load(0x80, 0x01, 0x00)).toThrow('0x80 is no alignment of a memory access (at offset 0x1a)')
})

test('atomic accesses may have a memory order, behind the memory', () => {
  const atomic = (...operator: number[]) => readModule(build.moduleWithBody([0x00, 0xfe, ...operator, 0x00])).features
  expect(atomic(0x10, 0x02, 0x04)).toEqual(['threads'])
  for (const order of [0, 1, 2]) {
    expect(atomic(0x10, 0x12, order, 0x04)).toEqual(['relaxed-atomics', 'threads'])
    expect(atomic(0x10, 0x52, 0x01, order, 0x04)).toEqual(['multi-memory', 'relaxed-atomics', 'threads'])
    expect(atomic(0x1e, 0x12, order | (order << 4), 0x04)).toEqual(['relaxed-atomics', 'threads'])
  }
  expect(atomic(0x03, 0x00)).toEqual(['threads'])
  expect(atomic(0x03, 0x01)).toEqual(['relaxed-atomics', 'threads'])
  expect(() => atomic(0x10, 0x12, 0x11, 0x04)).toThrow('0x11 is no memory order of i32.atomic.load (at offset 0x1b)')
})

test('a block type is nothing, a value type or a type index', () => {
  const block = (...type: number[]) => readModule(build.moduleWithBody([0x02, ...type, 0x00, 0x0b])).features
  expect(block(0x40)).toEqual([])
  expect(block(build.f64)).toEqual([])
  expect(block(build.v128)).toEqual(['simd'])
  expect(block(0x00)).toEqual(['multi-value'])
  expect(block(0x80, 0x80, 0x00)).toEqual(['multi-value'])
  expect(block(0x63, 0x00)).toEqual(['function-references', 'reference-types'])
  expect(() => block(0x41)).toThrow('0x41 is no value, reference or heap type (at offset 0x18)')
  expect(() => block(0xff, 0x7f)).toThrow('-1 is no block type (at offset 0x18)')
})

test.each([
  ['a body without its end', [0x02, 0x40], 'a function body has no end'],
  ['operators behind the end', [0x0b, 0x01], 'operators follow the end of a function body'],
  ['else outside an if', [0x02, 0x40, 0x05, 0x0b], 'else has no block that it could belong to'],
  ['a second else', [0x41, 0x00, 0x04, 0x40, 0x05, 0x05, 0x0b], 'else has no block that it could belong to'],
  ['catch outside a try', [0x02, 0x40, 0x07, 0x00, 0x0b], 'catch has no block that it could belong to'],
  ['catch behind catch_all', [0x06, 0x40, 0x19, 0x07, 0x00, 0x0b], 'catch has no block that it could belong to'],
  ['delegate behind catch', [0x06, 0x40, 0x07, 0x00, 0x18, 0x00], 'delegate has no block that it could belong to'],
  ['catch in a try_table', [0x1f, 0x40, 0x00, 0x19, 0x0b], 'catch_all has no block that it could belong to'],
  ['an unknown catch clause', [0x1f, 0x40, 0x01, 0x04, 0x00, 0x0b], '0x4 is no kind of catch clause'],
  ['an unknown handler', [0xe3, 0x00, 0x01, 0x02, 0x00], '0x2 is no kind of handler'],
  ['unknown flags of a cast', [0xfb, 0x18, 0x04, 0x00, 0x6e, 0x6e], 'the flags of a cast cannot be 0x4'],
  ['a fence with an unknown order', [0xfe, 0x03, 0x03], '0x3 is no memory order of atomic.fence'],
  ['an order for a write that there is not', [0xfe, 0x4f, 0x11, 0x00], '0x11 is no memory order of global.atomic.get'],
  ['two different orders', [0xfe, 0x51, 0x21, 0x00], '0x21 is no memory order of global.atomic.rmw.add'],
  ['more branch targets than bytes', [0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00], '4294967295 branch targets do not fit into the 2 bytes'],
])('%s is an error', (_, operatorBytes, message) => {
  // Without a last `end` of its own where the bytes have none.
  const bytes = build.moduleOf(
    build.types(build.functionType([], [])),
    build.functions(0),
    build.code([0x00, ...operatorBytes, ...(message.endsWith('no end') ? [] : [0x0b])]),
  )
  expect(() => readModule(bytes)).toThrow(message)
})

test('blocks may be nested as deep as the body is long, and every else finds its if', () => {
  const depth = 100_000
  const repeat = (...bytes: number[]) => Array.from({ length: depth }, () => bytes).flat()
  const bytes = build.moduleWithBody([...repeat(0x41, 0x00, 0x04, 0x40), ...repeat(0x05, 0x0b)])
  expect(readModule(bytes).bodies.operators[0]).toBe(4 * depth + 1)
})

test('an index or a constant of five bytes has to fit 32 bits, wherever it stands', () => {
  const read =
    (...operator: number[]) =>
    () =>
      readModule(build.moduleWithBody(operator))
  const four = [0xff, 0xff, 0xff, 0xff]
  for (const last of [0x00, 0x07, 0x08, 0x0f]) expect(read(0x20, ...four, last)).not.toThrow()
  for (const last of [0x10, 0x7f]) expect(read(0x20, ...four, last)).toThrow('an index does not fit 32 bits (at offset 0x18)')
  for (const last of [0x00, 0x07, 0x78, 0x7f]) expect(read(0x41, ...four, last)).not.toThrow()
  for (const last of [0x08, 0x0f, 0x77]) expect(read(0x41, ...four, last)).toThrow('an i32 does not fit 32 bits (at offset 0x18)')
  expect(read(0x20, ...four, 0x80, 0x00)).toThrow('an index is a LEB of more than 5 bytes (at offset 0x18)')
})

test('any sequence of operators comes out as it went in, over several batches and up to the last byte of the file, and is counted the same', () => {
  const plain = known.filter(({ immediates }) => !/^(end|else|catch|delegate|block)/.test(immediates))
  const piece = fc.record({
    operator: fc.constantFrom(...plain),
    index: fc.nat({ max: 0xffff_ffff }),
    padded: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 150 }), fc.nat({ max: 8 }), (pieces, times, behind) => {
      const sequence = pieces.map(({ operator, index, padded }) => {
        const encode = (value: number) => (padded ? build.paddedU32(value) : build.u32(value))
        // Plain indices take any value; where the sample has other meanings it stays.
        const single = /^(local|global|function|label|type|table|memory|tag|data|element)$/.test(operator.immediates)
        return { id: operator.id, bytes: [...opcodeOf(operator), ...(single ? encode(index) : sample(operator, encode))] }
      })
      const repeated = Array.from({ length: times }, () => sequence).flat()
      const body = [...repeated.flatMap(({ bytes }) => bytes), 0x0b]
      const file = Uint8Array.from([...body, ...Array.from({ length: behind }, () => 0x80)])
      const walker = new OperatorWalker(file, new Set())
      walker.enterBody(0, body.length)
      const found: { id: number; length: number }[] = []
      for (let length = walker.fill(); length > 0; length = walker.fill()) {
        for (let i = 0; i < length; i++) found.push({ id: walker.ids[i]!, length: walker.offsets[i + 1]! - walker.offsets[i]! })
      }
      expect(found).toEqual([...repeated.map(({ id, bytes }) => ({ id, length: bytes.length })), { id: 0x0b, length: 1 }])

      const histogram = new Uint32Array(operatorIdLimit)
      walker.enterBody(0, body.length)
      walker.count(histogram, () => expect(walker.tally()).toBe(found.length))
      const counted = new Uint32Array(operatorIdLimit)
      for (const { id } of found) counted[id]!++
      expect(histogram).toEqual(counted)
    }),
    { seed: 20_261_120, numRuns: 60 },
  )
})
