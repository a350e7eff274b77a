import { encode, i32, s32, u32, type Bytes, type WasmFunction } from './binary.ts'

// Operators, by their names in the text format.
const unreachable = 0x00
const [block, loop, otherwise, end] = [0x02, 0x03, 0x05, 0x0b]
const [br, brIf, call, callIndirect] = [0x0c, 0x0d, 0x10, 0x11]
const ifThen = 0x04
const none = 0x40
const i32Result = i32
const constant = (value: number): Bytes => [0x41, ...s32(value)]
const get = (local: number): Bytes => [0x20, ...u32(local)]
const set = (local: number): Bytes => [0x21, ...u32(local)]
const tee = (local: number): Bytes => [0x22, ...u32(local)]
const load: Bytes = [0x28, 2, 0]
const store: Bytes = [0x36, 2, 0]
const memoryGrow: Bytes = [0x40, 0]
const memoryFill: Bytes = [0xfc, 11, 0]
const [isZero, isDifferent, lessSigned, lessUnsigned, add, subtract, multiply, divideSigned, and, xor] = [
  0x45, 0x47, 0x48, 0x49, 0x6a, 0x6b, 0x6c, 0x6d, 0x71, 0x73,
]

/** Types of both modules below: how many i32 go in and come out. */
const types = [
  { parameters: 0, results: 0 },
  { parameters: 0, results: 1 },
  { parameters: 1, results: 1 },
  { parameters: 2, results: 1 },
  { parameters: 2, results: 0 },
]
const [action, source, unary, binary, consumer] = [0, 1, 2, 3, 4]

/** Runs `body` with local `counter` from 0 to that in local 0; the counter is one of the function's locals. */
function counted(counter: number, step: number, body: Bytes): Bytes {
  const next = [...get(counter), ...constant(step), add, ...set(counter)]
  const done = [...get(counter), ...get(0), lessUnsigned, isZero, brIf, 1]
  return [block, none, loop, none, ...done, ...body, ...next, br, 0, end, end]
}

/** What the exports of `programModule` are. */
export interface Program {
  readonly memory: WebAssembly.Memory
  /** Fibonacci by double recursion. */
  readonly fib: (n: number) => number
  readonly add: (a: number, b: number) => number
  /** Writes fib(n) at address 1024 and returns the address. */
  readonly work: (n: number) => number
  readonly load: (address: number) => number
  readonly store: (address: number, value: number) => void
  /** Sets so many bytes from address 0 with `memory.fill`. */
  readonly fillAtOnce: (bytes: number, value: number) => void
  /** Sets so many bytes from address 0 by stores of four bytes. */
  readonly fillByStores: (bytes: number, value: number) => void
  /** Pages before, or -1. */
  readonly grow: (pages: number) => number
  /** Grows so many times by one page; returns how often that succeeded. */
  readonly growByOne: (times: number) => number
  readonly divide: (a: number, b: number) => number
  readonly unreachable: () => void
  /** Calls an entry of the table as a function without parameters: 0 to 3 have two, 4 fits, 5 is empty, and there is no 6. */
  readonly callEntry: (entry: number) => number
  /** Calls entries 0 to 3 in turn, so many times, with what the last call returned. */
  readonly callEntries: (times: number) => number
  readonly recurse: () => void
  /** Never returns. */
  readonly spin: () => void
}

/** A program as a host runs one: functions, a table, and a memory that may grow from `pages` to `limit`. */
export function programModule(pages: number, limit: number): Uint8Array<ArrayBuffer> {
  const fib = [...get(0), ...constant(2), lessSigned, ifThen, i32Result, ...get(0), otherwise]
  const smaller = (by: number): Bytes => [...get(0), ...constant(by), subtract, call, 0]
  /** Its own place among the functions. */
  const recurse = 17
  const mixed = (operator: number): WasmFunction => ({ type: binary, body: [...get(0), ...get(1), operator] })
  const functions: WasmFunction[] = [
    { type: unary, export: 'fib', body: [...fib, ...smaller(1), ...smaller(2), add, end] },
    { type: binary, export: 'add', body: [...get(0), ...get(1), add] },
    mixed(xor),
    { type: binary, body: [...get(1), ...get(0), subtract] },
    mixed(subtract),
    { type: source, body: constant(42) },
    { type: unary, export: 'work', body: [...constant(1024), ...get(0), call, 0, ...store, ...constant(1024)] },
    { type: unary, export: 'load', body: [...get(0), ...load] },
    { type: consumer, export: 'store', body: [...get(0), ...get(1), ...store] },
    { type: consumer, export: 'fillAtOnce', body: [...constant(0), ...get(1), ...get(0), ...memoryFill] },
    {
      type: consumer,
      export: 'fillByStores',
      locals: 1,
      body: [...get(1), ...constant(0x0101_0101), multiply, ...set(1), ...counted(2, 4, [...get(2), ...get(1), ...store])],
    },
    { type: unary, export: 'grow', body: [...get(0), ...memoryGrow] },
    {
      type: unary,
      export: 'growByOne',
      locals: 2,
      body: [...counted(1, 1, [...constant(1), ...memoryGrow, ...constant(-1), isDifferent, ...get(2), add, ...set(2)]), ...get(2)],
    },
    { type: binary, export: 'divide', body: [...get(0), ...get(1), divideSigned] },
    { type: action, export: 'unreachable', body: [unreachable] },
    { type: unary, export: 'callEntry', body: [...get(0), callIndirect, source, 0] },
    {
      type: unary,
      export: 'callEntries',
      locals: 2,
      body: [...counted(1, 1, [...get(2), ...get(1), ...get(1), ...constant(3), and, callIndirect, binary, 0, ...set(2)]), ...get(2)],
    },
    { type: action, export: 'recurse', body: [call, recurse] },
    { type: action, export: 'spin', body: [loop, none, br, 0, end] },
  ]
  return encode({ types, functions, table: [1, 2, 3, 4, 5, null], memory: { pages, limit } })
}

/** Exports `callOut(times)`, which calls its import `host.add` so many times with what the last call returned. */
export function callingModule(): Uint8Array<ArrayBuffer> {
  const body = [...counted(1, 1, [...get(2), ...get(1), call, 0, ...set(2)]), ...get(2)]
  return encode({
    types,
    imports: [{ module: 'host', name: 'add', type: binary }],
    functions: [{ type: unary, export: 'callOut', locals: 2, body }],
  })
}

/** What `sizedModule` exports as the global `functions` is how many it has. */
export interface SizedModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly functions: number
  /** Where eight bytes are that mean nothing: another content is another module to every cache. */
  readonly uniqueAt: number
}

/** A module of exactly so many bytes, at least 200, that is functions but for a short custom section at its end. */
export function sizedModule(size: number): SizedModule {
  const functions: WasmFunction[] = []
  const build = (padding: number): Uint8Array<ArrayBuffer> =>
    encode({ types, functions, constant: { name: 'functions', value: functions.length }, custom: new Uint8Array(padding) })
  const least = 8
  // The export takes 12 bytes, and sizes and counts of larger sections a byte or two more each.
  const room = size - build(least).length - 24
  for (let taken = 0; ;) {
    const next = functionOfModule(functions.length)
    // Besides its body: its size, its locals in three bytes, its end, and its type.
    taken += next.body.length + 6
    if (taken > room) break
    functions.push(next)
  }
  let padding = least + size - build(least).length
  let bytes = build(padding)
  // A longer padding can take a byte more for its own size.
  while (bytes.length > size) bytes = build(--padding)
  if (bytes.length !== size || padding < least) throw new Error(`the module of ${size} bytes came to ${bytes.length}`)
  return { bytes, functions: functions.length, uniqueAt: size - least }
}

/** The n-th has constants of its own and calls the one before it, so that none is like another. */
function functionOfModule(n: number): WasmFunction {
  const mix = [...get(2), ...constant(n * 7919 + 13), multiply, ...get(1), xor, ...set(2)]
  const choice = [...get(2), ...constant(n + 3), and, ifThen, none, ...get(2), ...constant(n * 31 + 1), add, ...set(2), end]
  const before = n === 0 ? get(2) : [...get(2), ...constant(7), and, call, ...u32(n - 1)]
  return {
    type: unary,
    locals: 2,
    body: [...counted(1, 1, [...mix, ...choice]), ...before, ...tee(2)],
    ...(n === 0 && { export: 'first' }),
  }
}
