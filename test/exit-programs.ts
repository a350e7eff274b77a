// Programs that leave functions and blocks in every way there is, each as small as it can be. All export `run`, of type (i32) -> (i32),
// and may import `env.host`, of the same type.
import * as build from './build-module.ts'

export interface ExitProgram {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Arguments that `run` is called with, one after the other in one instance. */
  readonly arguments: readonly number[]
  /** Node 20 has neither `try_table` nor typed function references. */
  readonly needsNewEngine: boolean
}

// Types of all programs: 0 is (i32) -> (i32), 1 is () -> (), 2 is (i32) -> (), 3 is (i32) -> (i32, i32).
const types = build.types(
  build.functionType([build.i32], [build.i32]),
  build.functionType([], []),
  build.functionType([build.i32], []),
  build.functionType([build.i32], [build.i32, build.i32]),
)

const get = [0x20, 0]
const set = [0x21, 0]
const constant = (value: number) => [0x41, value & 0x7f]
const add = [0x6a]
const sub = [0x6b]
const drop = [0x1a]
const end = [0x0b]
const unreachable = [0x00]
const call = (index: number) => [0x10, index]
const block = (type: number) => [0x02, type]
const loop = (type: number) => [0x03, type]
const then = (type: number) => [0x04, type]
const otherwise = [0x05]
const br = (label: number) => [0x0c, label]
const brIf = (label: number) => [0x0d, label]
const brTable = (...labels: number[]) => [0x0e, labels.length - 1, ...labels]
const ret = [0x0f]
const empty = 0x40

/** Functions, the first of which is exported; each is a type, operators without the last `end`, and optionally further locals. */
function program(
  name: string,
  calls: readonly number[],
  functions: readonly (readonly [type: number, operators: readonly number[], locals?: readonly build.Bytes[]])[],
  needsNewEngine = false,
  hasTag = false,
): ExitProgram {
  const bytes = build.moduleOf(
    types,
    build.imports(build.importOf('env', 'host', [0x00, 0x00])),
    build.functions(...functions.map(([type]) => type)),
    build.section(4, build.vector([[build.funcref, 0x00, functions.length + 2]])),
    ...(hasTag ? [build.section(13, build.vector([[0x00, 0x02]]))] : []),
    build.section(6, build.vector([[build.i32, 0x01, ...constant(0), ...end]])),
    build.exports(build.exportOf('run', 0, 1), build.exportOf('table', 1, 0)),
    build.section(
      9,
      build.vector([[0x00, ...constant(0), ...end, ...build.vector(Array.from({ length: functions.length + 1 }, (_, i) => [i]))]]),
    ),
    build.code(...functions.map(([, operators, locals]) => build.body(operators, locals))),
  )
  return { name, bytes, arguments: calls, needsNewEngine }
}

/** Calls itself with n - 1 and n - 2 (functions are numbered behind the import). */
const fibonacci = [
  ...get,
  ...constant(2),
  0x48,
  ...then(build.i32),
  ...get,
  ...otherwise,
  ...get,
  ...constant(1),
  ...sub,
  ...call(1),
  ...get,
  ...constant(2),
  ...sub,
  ...call(1),
  ...add,
  ...end,
]
/** if (n == 0) leave, else n - 1. */
const isZero = [...get, 0x45]
const decrement = [...get, ...constant(1), ...sub, ...set]

export const fib: ExitProgram = program('fibonacci', [15], [[0, fibonacci]])

export const exitPrograms: readonly ExitProgram[] = [
  fib,
  program(
    'return from the middle of loops',
    [0, 1, 7],
    [
      [0, [...get, ...call(2), ...call(2)]],
      [
        0,
        [
          ...block(empty),
          ...loop(empty),
          ...isZero,
          ...then(empty),
          ...constant(5),
          ...ret,
          ...end,
          ...decrement,
          ...get,
          ...constant(3),
          0x46,
          ...brIf(1),
          ...br(0),
          ...end,
          ...end,
          ...constant(9),
        ],
      ],
    ],
  ),
  program(
    'branches to the function label',
    [0, 1, 2, 3, 9],
    [
      [0, [...get, ...call(2), ...get, ...call(3), ...add]],
      [0, [...constant(1), ...get, ...brIf(0), ...drop, ...block(empty), ...constant(2), ...br(1), ...end, ...unreachable]],
      [
        0,
        [
          ...block(empty),
          ...block(empty),
          ...block(empty),
          ...get,
          ...brTable(0, 1, 2, 1),
          ...end,
          ...constant(10),
          ...ret,
          ...end,
          ...constant(20),
          ...br(1),
          ...end,
          ...constant(30),
          ...get,
          ...constant(4),
          ...sub,
          ...brTable(0, 0, 0),
        ],
      ],
    ],
  ),
  program(
    'a loop that a table branches back to',
    [0, 1, 2, 11],
    [
      [
        0,
        [
          ...loop(empty),
          ...decrement,
          ...block(empty),
          ...get,
          ...brTable(0, 0, 0, 1, 1, 0),
          ...end,
          ...get,
          ...constant(0),
          0x4a,
          ...brIf(0),
          ...end,
          ...get,
        ],
      ],
    ],
  ),
  program(
    'ifs without an else, and dead code',
    [0, 1, 2],
    [
      [
        0,
        [
          ...get,
          ...then(empty),
          ...get,
          ...constant(1),
          0x46,
          ...then(empty),
          ...constant(7),
          ...ret,
          ...constant(8),
          ...drop,
          ...end,
          ...end,
          ...block(empty),
          ...br(0),
          ...loop(empty),
          ...get,
          ...brIf(1),
          ...br(0),
          ...end,
          ...end,
          ...isZero,
          ...then(build.i32),
          ...constant(3),
          ...otherwise,
          ...get,
          ...call(0),
          ...br(1),
          ...end,
        ],
      ],
    ],
  ),
  program(
    'several results',
    [0, 5],
    [
      [0, [...get, ...call(2), ...add]],
      [3, [...get, ...get, ...get, ...brIf(0), ...drop, ...drop, ...constant(1), ...constant(2), ...ret]],
    ],
  ),
  program(
    'tail calls, direct and through a table',
    [0, 1, 50],
    [
      [0, [...get, ...call(2), ...get, ...call(3), ...add]],
      [0, [...isZero, ...then(build.i32), ...constant(4), ...otherwise, ...get, ...constant(1), ...sub, 0x12, 2, ...end]],
      [0, [...get, ...get, ...brIf(0), ...constant(2), 0x13, 0, 0]],
    ],
  ),
  program(
    'a trap in the middle',
    [3, 0, 4],
    [
      [0, [...get, ...call(2), ...constant(1), ...add]],
      [
        0,
        [
          ...loop(empty),
          ...constant(12),
          ...get,
          0x6d,
          ...drop,
          ...decrement,
          ...get,
          ...constant(1),
          0x4e,
          ...brIf(0),
          ...end,
          ...constant(12),
          ...get,
          0x6d,
        ],
      ],
    ],
  ),
  program(
    'an exception of JavaScript that leaves through every frame',
    [1, 0, 2],
    [
      [0, [...get, ...call(2), ...get, ...call(2), ...add]],
      [
        0,
        [
          ...loop(empty),
          ...isZero,
          ...then(empty),
          ...constant(0x7f),
          ...call(0),
          ...drop,
          ...end,
          ...decrement,
          ...get,
          ...constant(0),
          0x4e,
          ...brIf(0),
          ...end,
          ...get,
        ],
      ],
    ],
  ),
  program(
    'exceptions of the first generation',
    [0, 1, 2, 3],
    [
      [
        0,
        [
          // try { 2(n) } catch tag { + 1 } catch_all { 30 }, then the same with a delegate in between and a rethrow
          0x06,
          build.i32,
          ...get,
          ...call(2),
          0x07,
          0,
          ...constant(1),
          ...add,
          0x19,
          ...constant(30),
          ...end,
          0x06,
          build.i32,
          0x06,
          build.i32,
          ...get,
          ...call(3),
          0x18,
          0,
          0x19,
          ...constant(4),
          ...end,
          ...add,
        ],
      ],
      [
        0,
        [
          ...get,
          ...constant(1),
          0x46,
          ...then(empty),
          ...get,
          0x08,
          0,
          ...end,
          ...get,
          ...constant(2),
          0x46,
          ...then(empty),
          ...constant(0x7f),
          ...call(0),
          ...drop,
          ...end,
          ...get,
        ],
      ],
      [0, [0x06, build.i32, ...get, ...call(2), 0x19, 0x09, 0, ...end]],
    ],
    false,
    true,
  ),
  program(
    'exceptions of the second generation',
    [0, 1, 2, 3],
    [
      [
        0,
        [
          ...block(build.i32),
          0x1f,
          build.i32,
          1,
          0x00,
          0,
          0,
          ...get,
          ...call(2),
          ...end,
          ...end,
          0x21,
          1,
          ...block(0x69),
          0x1f,
          build.i32,
          1,
          0x03,
          0,
          ...get,
          ...call(3),
          ...end,
          0x20,
          1,
          ...add,
          ...ret,
          ...end,
          ...drop,
          0x20,
          1,
          ...constant(1),
          ...add,
        ],
        [[1, build.i32]],
      ],
      [0, [...get, ...constant(1), 0x46, ...then(empty), ...get, 0x08, 0, ...end, ...get]],
      [0, [...block(0x69), 0x1f, build.i32, 1, 0x03, 0, ...get, ...call(2), ...end, ...ret, ...end, 0x0a]],
    ],
    true,
    true,
  ),
  program(
    'an exception that comes back to the head of a loop',
    [0, 1, 3],
    [
      [0, [...loop(empty), 0x1f, empty, 1, 0x02, 0, ...get, ...call(2), ...drop, ...end, ...end, 0x23, 0]],
      [0, [0x23, 0, ...constant(1), ...add, 0x24, 0, 0x23, 0, ...get, 0x48, ...then(empty), ...get, 0x08, 0, ...end, ...get]],
    ],
    true,
    true,
  ),
  program(
    'branches on null',
    [0, 1, 3],
    [
      [0, [...block(empty), ...get, 0x25, 0, 0xd5, 0, ...drop, ...constant(5), ...ret, ...end, ...get, ...call(2)]],
      [0, get],
    ],
    true,
  ),
]
